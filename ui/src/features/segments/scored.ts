/** Scores a condition can ask for: what each is called, why one may not be asked for, and where to look then. */

import type { LeadTier, RiskBand, Rule, RuleOptionsView, ScoreKind, ScoreOnOffer, ScoreState, ScoreTest } from "../../bindings";
import { counted, count } from "../../shared/format";
import type { About } from "./subjects";
import { isGroup } from "./tree";
import { type Choice, choices } from "./wording";

type Of = ScoreTest["of"];

const KIND: Record<Of, ScoreKind> = { worth: "value", band: "risk", at_risk: "risk", buys: "risk", tier: "lead", lead: "lead", cancels: "subscriber" };

export const BANDS: Choice<RiskBand>[] = choices({
  steady: { words: "steady", hint: "about as likely to come again as they were" },
  cooling: { words: "cooling off", hint: "less likely than four in five of that" },
  slipping: { words: "slipping away", hint: "less than half as likely" },
  gone: { words: "long gone", hint: "less than a fifth as likely, and quiet for more than a year" },
});

export const TIERS: Choice<LeadTier>[] = choices({
  hot: { words: "hot", hint: "from 85 of 100" },
  warm: { words: "warm", hint: "from 70" },
  keep_in_touch: { words: "keep in touch", hint: "from 50" },
  not_yet: { words: "not yet", hint: "below 50" },
});

/** Why a score may not be asked for, in a few words. */
const SHORT: Record<Exclude<ScoreState, "ready">, string> = {
  proof_unseen: "look first",
  pooled: "too few customers",
  too_little: "too little to go by",
  no_amounts: "needs amounts",
  not_offered: "no better than a coin",
};

export function offered(options: RuleOptionsView | undefined, of: Of): ScoreOnOffer | undefined {
  return options?.scores.find(({ kind }) => kind === KIND[of]);
}

const bar = (of: Of) => (options: RuleOptionsView): string | undefined => {
  const state = offered(options, of)?.state ?? "ready";
  return state === "ready" ? undefined : SHORT[state];
};

const about = (of: Of, words: string, menu: string, hint: string, asks: ScoreTest): About => ({
  group: "What scores say",
  words,
  menu,
  hint,
  fresh: () => ({ type: "score", asks }),
  bar: bar(of),
});

// A kind that is missing here does not compile.
export const SCORES_ASKED: Record<`score:${Of}`, About> = {
  "score:worth": about("worth", "Expected to bring", "Worth in the next year", "what they can be expected to bring: value, lifetime value", {
    of: "worth",
    test: { op: "top_percent", percent: 10 },
  }),
  "score:band": about("band", "By their own habit", "How they are doing", "steady, cooling off, slipping away or long gone; risk of losing them, churn", { of: "band", any_of: ["slipping"] }),
  "score:at_risk": about("at_risk", "Is one of the better customers who are slipping away", "Better customers slipping away", "at risk, worth a word", { of: "at_risk" }),
  "score:buys": about("buys", "Chance to buy in the coming months", "Chance to buy", "how likely they are to come again", { of: "buys", test: { op: "at_most", value: 20 } }),
  "score:tier": about("tier", "As a lead is", "Hot, warm or cool lead", "tier of those who have not bought yet", { of: "tier", any_of: ["hot", "warm"] }),
  "score:lead": about("lead", "Lead score", "Lead score from 0 to 100", "of those who have not bought yet", { of: "lead", test: { op: "at_least", value: 70 } }),
  "score:cancels": about("cancels", "Chance to cancel a subscription in the coming months", "Chance to cancel", "of those whose subscription runs; churn", { of: "cancels", test: { op: "at_least", value: 20 } }),
};

/** Scores that cannot be asked for, and how right which were is there to be looked at. */
export function toProve(options: RuleOptionsView | undefined): ScoreOnOffer[] {
  return (options?.scores ?? []).filter(({ state }) => state === "proof_unseen" || state === "not_offered");
}

/** What is to be known beside a condition; `amiss` where it cannot be asked. */
export function noteOf(offer: ScoreOnOffer): { words: string; amiss: boolean } {
  if (offer.cannot) return { words: offer.cannot, amiss: true };
  if (offer.waits) return { words: `Not worked out yet for ${offer.as_of}: that is done when it is counted.`, amiss: false };
  const ahead = offer.kind === "value" || offer.horizon === 0 ? "" : `, looking ${counted(offer.horizon, "day")} ahead`;
  const whom =
    offer.without === 0
      ? "Everybody has such a score."
      : `${counted(offer.without, "person", "people")} of ${count(offer.people)} ${offer.without === 1 ? "has" : "have"} no such score, so ${offer.without === 1 ? "is" : "are"} neither above nor below.`;
  return { words: `As of ${offer.as_of}${ahead}. ${whom}`, amiss: false };
}

/** The score that a condition asks for, if it asks for one. */
export function kindAsked(subject: string): ScoreKind | undefined {
  return subject.startsWith("score:") ? KIND[subject.slice("score:".length) as Of] : undefined;
}

/** Whether a rule asks for a score itself. */
export function asksScore(rule: Rule): boolean {
  return isGroup(rule) ? rule.rules.some(asksScore) : rule.type === "score";
}
