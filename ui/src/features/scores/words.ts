/** How scores are put for someone who bakes bread: no field's terms on the surface. */
import type { LeadTier, RiskBand, ScoreBrief, ScoreKind, ScoreState } from "../../bindings";

export const KINDS: readonly ScoreKind[] = ["value", "risk", "lead", "subscriber"];
/** Scores of people who have not done something yet: leads who may buy, subscribers who may cancel. */
export type Awaited = "lead" | "subscriber";
export const isKind = (word: string | undefined): word is ScoreKind => KINDS.includes(word as ScoreKind);

/** The question each score answers. */
export const QUESTION: Record<ScoreKind, string> = {
  value: "What are my customers worth?",
  risk: "Who is slipping away?",
  lead: "Which people are warm?",
  subscriber: "Which subscribers may cancel?",
};

type Said = { words: string; tone: "green" | "gold" | "clay" | "grey" | "blue" };
const STATE: Record<ScoreState, Said> = {
  ready: { words: "Ready", tone: "green" },
  proof_unseen: { words: "Not checked by you yet", tone: "gold" },
  pooled: { words: "Only all together", tone: "blue" },
  too_little: { words: "Too little to go by", tone: "grey" },
  no_amounts: { words: "Needs amounts", tone: "grey" },
  not_offered: { words: "Not offered", tone: "clay" },
};

/** What there is of a score, in two or three words. */
export function standing({ state, made }: Pick<ScoreBrief, "state" | "made">): Said {
  if (made.stale_since && shown(state)) return { words: "Out of date", tone: "gold" };
  if (state === "ready" && made.proof_seen === "skipped") return { words: "Ready, not checked", tone: "blue" };
  return STATE[state];
}

/** Whether there is anything to show of it. */
export const shown = (state: ScoreState): boolean => state === "ready" || state === "proof_unseen" || state === "pooled";

/** The horizons on offer, as people say them. */
export const HORIZONS = [
  { value: "90", words: "90 days" },
  { value: "180", words: "Half a year" },
  { value: "365", words: "A year" },
] as const;

/** 365 → "the next 12 months" */
export function ahead(days: number): string {
  if (days === 365) return "the next 12 months";
  if (days === 180) return "the next half year";
  return `the next ${days} days`;
}

/** 0.27 → "3 in 10", for chances: percent would look surer than it is. */
export function inTen(chance: number): string {
  if (!Number.isFinite(chance)) return "–";
  return chance < 0.05 ? "hardly" : chance > 0.95 ? "surely" : `${Math.round(chance * 10)} in 10`;
}

/** 93.4 → "Warmer than 93 in 100". The share of others below, out of a hundred. */
export function warmerThan(percentile: number, kind: Awaited = "lead"): string {
  const whole = Math.min(99, Math.max(0, Math.floor(percentile)));
  if (kind === "subscriber") return whole === 0 ? "The least likely" : `Likelier than ${whole} in 100`;
  return whole === 0 ? "The coolest" : `Warmer than ${whole} in 100`;
}

/** A percent that a person typed, as a share: empty takes none (null), what is no percent between the two is `undefined`. */
export function typedShare(text: string, least: number, most: number): number | null | undefined {
  const bare = text.replace("%", "").replace(",", ".").trim();
  if (bare === "") return null;
  const number = Number(bare);
  return Number.isFinite(number) && number >= least && number <= most ? number / 100 : undefined;
}

/** 0.55 → "55"; what all or nothing is stays empty. */
export function shareTyped(share: number | null | undefined, nothing: number): string {
  return share == null || share === nothing ? "" : String(Math.round(share * 1000) / 10);
}

/** The colour of each band of people by their own habit. */
export const BAND = { steady: "green", cooling: "gold", slipping: "clay", gone: "grey" } as const satisfies Record<RiskBand, string>;
/** And of each tier of those who have not bought yet. */
export const TIER = { hot: "clay", warm: "gold", keep_in_touch: "blue", not_yet: "grey" } as const satisfies Record<LeadTier, string>;
export const BAND_WORDS: Record<RiskBand, string> = { steady: "Steady", cooling: "Cooling off", slipping: "Slipping away", gone: "Long gone" };
export const TIER_WORDS: Record<Awaited, Record<LeadTier, string>> = {
  lead: { hot: "Hot", warm: "Warm", keep_in_touch: "Keep in touch", not_yet: "Not yet" },
  subscriber: { hot: "Most likely to cancel", warm: "Likelier than most", keep_in_touch: "As likely as most", not_yet: "Less likely than most" },
};
/** Over the reasons of one person. */
export const WHY: Record<ScoreKind, string> = {
  value: "What they may bring, and why",
  risk: "Whether they come again, and why",
  lead: "How warm they are, and why",
  subscriber: "Whether they cancel, and why",
};
