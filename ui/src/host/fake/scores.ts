/** Make-believe scores, in each state a shop's own can be in. */
import type { CohortsView, LeadTier, OverrideView, PointsView, ProofSeen, RfmGroup, RfmView, RiskBand, ScoreBrief, ScoreKind, ScoreMade, ScoreRunView, ScoresView, ScoreState } from "../../bindings";
import { CANCELS, FakeScores, leadRow, riskRow, subscriberRow, subscribes, valueRow } from "./score-people";
import { explained } from "./score-reasons";
import { proofOf } from "./score-proof";
import { secondChart } from "./pictures";
import { CHANNEL_LIST, chance, dayAgo, money } from "./shop";
import { refusal, type FakeState } from "./state";
import type { Part } from "./segments";

const TIERS: [LeadTier, string, number, string][] = [
  ["hot", "Hot", 85, "More than three times as likely as most."],
  ["warm", "Warm", 70, "Twice as likely as most."],
  ["keep_in_touch", "Keep in touch", 50, "As likely as most, or a little more."],
  ["not_yet", "Not yet", 0, "Less likely than most."],
];
const BANDS: [RiskBand, string, string][] = [
  ["steady", "Steady", "Nearly as likely to come again as on the evening of their last order."],
  ["cooling", "Cooling off", "Less likely than that, by a fifth or more."],
  ["slipping", "Slipping away", "Less than half as likely as on the evening of their last order."],
  ["gone", "Long gone", "Less than a fifth as likely, and quiet for more than a year: hardly anybody comes back."],
];
const RUNS: ScoreRunView[] = (["value", "risk", "lead", "subscriber"] as const).flatMap((kind, nth) =>
  [12, 3].map((back) => ({
    run: `r${back + nth * 20}`,
    kind,
    as_of: dayAgo(12 - back),
    at: `${dayAgo(12 - back)}, 08:02`,
    params: kind === "value" ? "365 days ahead, all of every sale, nothing discounted" : "90 days ahead",
    digest: `9f2c41d07be35a${back}${nth}e1`,
  })),
);
const page = <R>(rows: R[], offset = 0, limit = 100) => ({ total: rows.length, offset, rows: rows.slice(offset, offset + limit) });

export function scoresPart(
  state: FakeState,
): Part<
  | "scores" | "scoresCancel" | "scoreValue" | "scoreRisk" | "scoreLead" | "scoreSubscriber" | "scorePointsSave" | "scoreCohorts" | "scoreRfm" | "scoreExplain"
  | "scoreProof" | "scoreProofSeen" | "scoreOverride" | "scoreOverrideTakeBack" | "scoreOverrides" | "scoreCardSave" | "scoreRuns" | "scoreReplay"
> {
  const fake = new FakeScores(state);
  const seen: Record<ScoreKind, ProofSeen> = { value: "seen", risk: "unseen", lead: "seen", subscriber: "seen" };
  let staleSince = state.scene === "stale" ? dayAgo(12) : "";
  let asked = false;
  let points: PointsView | null = null;
  const overrides: OverrideView[] = [];
  const unpriced = state.scene === "unpriced";
  const few = state.scene === "few" || state.size === 0;

  const stateOf = (kind: ScoreKind): ScoreState => {
    if (state.size === 0) return "too_little";
    if (unpriced && kind === "value") return "no_amounts";
    if (few) return kind === "value" ? "pooled" : "too_little";
    if (kind === "lead" && state.scene === "coin") return "not_offered";
    return seen[kind] === "unseen" ? "proof_unseen" : "ready";
  };
  const made = (kind: ScoreKind): ScoreMade => ({
    as_of: staleSince || dayAgo(0),
    at: `${staleSince || dayAgo(0)}, 08:02`,
    from: few ? "29 customers, 61 purchases from Wed 3 Jun 2026" : "4,475 customers, 33,120 purchases from Mon 2 Jan 2023",
    stale_since: staleSince && dayAgo(11),
    run: "r12",
    proof_seen: seen[kind],
    proof_seen_on: seen[kind] === "unseen" ? "" : dayAgo(3),
  });
  const why = (kind: ScoreKind) =>
    ({
      ready: "",
      proof_unseen: "",
      pooled: "29 people have bought. From 100 on, figures of each of them are more than chance; until then only all of them together are shown.",
      too_little:
        kind === "lead"
          ? "6 of 31 people have bought so far. At least 20 are needed to learn what those who buy have in common."
          : state.size === 0
            ? "Nobody has bought anything yet."
            : "29 people have bought. At least 100 are needed to tell a habit from chance.",
      no_amounts: "These orders have no amounts, so what customers bring cannot be told. To have it told, take that import back and bring the same orders with what each came to.",
      not_offered: "On people later than all it learnt from, it told those who bought from those who did not 51 times in 100; a coin does 50.",
    })[stateOf(kind)];
  const HEADLINE: Record<ScoreKind, string> = {
    value: "Your 4,475 customers can be expected to bring €214,600 in the next 12 months, €196,000 to €233,000 eight times in ten.",
    risk: "86 customers who used to come are slipping away; €4,910 less is to be expected of them in the next 90 days.",
    lead: "21 of 337 people who have not bought yet are hot; about 8 of them can be expected to, within 90 days.",
    subscriber: "About 38 of 640 subscribers can be expected to cancel in the next quarter, 19 of them among the 52 most likely to.",
  };
  const RECORD: Record<ScoreKind, string> = {
    value: "Last quarter we said €51,200 would come; €49,870 did, within the range.",
    risk: "Last quarter we said 1,412 would buy; 1,377 did.",
    lead: "Last quarter we said 41 would buy for the first time; 37 did.",
    subscriber: "Last quarter we said 35 of 601 subscribers would cancel; 39 did.",
  };
  const headline = (kind: ScoreKind) =>
    stateOf(kind) === "pooled" ? "Your 29 customers together can be expected to bring €1,240 in the next 12 months, €700 to €1,900 eight times in ten." : ["too_little", "no_amounts", "not_offered"].includes(stateOf(kind)) ? "" : unpriced && kind === "risk" ? "86 customers are slipping away." : HEADLINE[kind];
  const brief = (kind: ScoreKind): ScoreBrief => ({
    kind,
    title: { value: "What customers are worth", risk: "Who is slipping away", lead: "Which leads are warm", subscriber: "Which subscribers may cancel" }[kind],
    state: stateOf(kind),
    words: why(kind),
    headline: headline(kind),
    proof: few || (kind === "lead" && state.scene === "coin") ? "" : RECORD[kind],
    people: few ? 29 : 4_475,
    made: made(kind),
  });
  const scores = (): ScoresView => ({ kinds: [brief("value"), brief("risk"), brief("lead"), brief("subscriber")], as_of: dayAgo(0), opted_out: state.unused.size });
  const byHand = (person: string, kind: ScoreKind) => overrides.find((one) => one.person.id === person && one.kind === kind && !one.taken_back_on) ?? null;

  return {
    scores: async () => {
      // As if somebody had stopped it the first time.
      if (staleSince && !asked) asked = true;
      else if (staleSince || state.scene === "slow") {
        await state.work("Working out scores", 8, 8);
        staleSince = "";
      }
      return scores();
    },
    scoresCancel: () => ((state.cancelled = true), null),
    scoreValue: ({ horizon, margin, discount, sort = "expected", offset, limit }) => {
      const days = horizon ?? 365;
      const scale = (days / 365) * (margin ?? 1) * (1 - (discount ?? 0) / 2);
      const rows = fake.customers().map((one) => valueRow(one, scale));
      const by = { expected: (row: (typeof rows)[0]) => row.expected.expected.minor, past: (row: (typeof rows)[0]) => row.past.minor, purchases: (row: (typeof rows)[0]) => row.purchases, name: () => 0 }[sort];
      if (sort === "name") rows.sort((a, b) => a.person.name.localeCompare(b.person.name));
      else rows.sort((a, b) => by(b) - by(a));
      const pooled = stateOf("value") === "pooled";
      const sum = (low: number, expected: number, high: number) => ({
        low: money(low * scale),
        expected: money(expected * scale),
        high: money(high * scale),
        words: `${money(low * scale).rounded} to ${money(high * scale).rounded}, eight times in ten`,
      });
      const edges = [0, 500, 2_000, 5_000, 10_000, 20_000, 50_000];
      const bar = (from: number, nth: number) => {
        const to = edges[nth + 1];
        const inside = rows.filter((row) => row.expected.expected.minor >= from && (to === undefined || row.expected.expected.minor < to));
        return {
          from: money(from),
          to: to === undefined ? null : money(to),
          label: to === undefined ? `${money(from).rounded} and more` : nth === 0 ? `under ${money(to).rounded}` : `${money(from).rounded} to ${money(to).rounded}`,
          people: inside.length,
          expected: money(inside.reduce((all, row) => all + row.expected.expected.minor, 0)),
        };
      };
      return {
        state: stateOf("value"),
        words: why("value"),
        headline: headline("value"),
        horizon: days,
        margin: margin ?? 1,
        discount: discount ?? 0,
        params: `${days} days ahead, ${margin ? `${Math.round(margin * 100)}% of every sale` : "all of every sale"}, ${discount ? `${Math.round(discount * 100)}% a year discounted` : "nothing discounted"}`,
        customers: pooled ? 29 : 4_475,
        past: money(pooled ? 412_300 : 91_452_380),
        expected: pooled ? sum(70_000, 124_000, 190_000) : sum(19_600_000, 21_460_000, 23_300_000),
        purchases: pooled ? 52 : 8_410 * (days / 365),
        notes: pooled ? [] : ["3 of every 100 euros come back as refunds; that is taken off.", "The best tenth of customers holds 46% of what is expected."],
        histogram: pooled || state.size === 0 ? [] : edges.map(bar),
        people: pooled ? page([], offset, limit) : page(rows, offset, limit),
        made: made("value"),
      };
    },
    scoreRisk: ({ band, only_at_risk, sort = "at_stake", offset, limit }) => {
      const all = fake.customers().map((one) => ({ ...riskRow(one, byHand(one.id, "risk")), ...(unpriced && { at_stake: null }) }));
      const rows = all.filter((row) => (!band || row.band === band) && (!only_at_risk || row.at_risk));
      const by = { at_stake: (row: (typeof rows)[0]) => row.at_stake?.minor ?? 0, chance: (row: (typeof rows)[0]) => row.no_purchase, quiet: (row: (typeof rows)[0]) => row.quiet_days, name: () => 0 }[sort];
      if (sort === "name") rows.sort((a, b) => a.person.name.localeCompare(b.person.name));
      else rows.sort((a, b) => by(b) - by(a));
      const stake = (some: typeof all) => unpriced ? null : money(some.reduce((sum, row) => sum + (row.at_stake?.minor ?? 0), 0));
      const risky = all.filter((row) => row.at_risk);
      return {
        state: stateOf("risk"),
        words: why("risk"),
        headline: headline("risk"),
        horizon: 90,
        horizon_words: "90 days, the shop’s usual gap being 31 days",
        customers: all.length,
        will_buy: all.length * 0.3,
        base_rate: 0.3,
        bands: BANDS.map(([id, label, words]) => {
          const inside = all.filter((row) => row.band === id);
          return { band: id, label, words, people: inside.length, share: inside.length / Math.max(1, all.length), at_stake: stake(inside), by_hand: inside.filter((row) => row.by_hand).length };
        }),
        at_risk: risky.length,
        at_stake: stake(risky),
        not_weighed: unpriced ? "These orders have no amounts, so who your better customers are and what would be missed cannot be told." : "",
        warnings: few ? [] : ["A year ago, from Mon 24 Nov 2025 to Sat 21 Feb 2026, this would have misled: it said 1,102 would come and 1,540 did. Many come only for the season; wait with the quiet ones until it is over."],
        second_purchase: "Of those who bought once and come again at all, half do within 41 days and 8 in 10 within 133.",
        people: few ? page([], offset, limit) : page(rows, offset, limit),
        made: made("risk"),
      };
    },
    scoreLead: ({ event, insisted = [], tier, sort = "score", offset, limit }) => {
      const learnt = !few && !["not_offered"].includes(stateOf("lead"));
      const all = fake.leads().map((one) => leadRow(one, byHand(one.id, "lead"), learnt));
      const rows = all.filter((row) => !tier || row.tier === tier);
      rows.sort(sort === "name" ? (a, b) => a.person.name.localeCompare(b.person.name) : (a, b) => b.score - a.score);
      const words = event === "visit" ? "a visit" : "a first purchase";
      return {
        state: stateOf("lead"),
        words: why("lead"),
        headline: headline("lead"),
        event: event ?? null,
        outcome: words,
        outcomes: [
          { event: null, words: "a first purchase", people: few ? 6 : 4_475 },
          ...(few ? [] : [{ event: "visit" as const, words: "a visit", people: 1_204 }]),
        ],
        horizon: 90,
        leads: all.length,
        learnt_from: learnt ? "Learnt from 8,210 people on four days of the past, 412 of whom did it." : "",
        base_rate: learnt ? 0.05 : null,
        grade: learnt ? "B" : null,
        grade_words: learnt
          ? "Good: of two people, one who bought and one who did not, the one who bought had the higher score 76 times in 100."
          : "Nothing could be learnt yet: 6 of 31 people have bought, and it takes 20.",
        model: learnt ? "Weights that add up were taken; trees were no better on the latest people." : "A card of points is used.",
        tiers: TIERS.map(([id, label, from, words]) => {
          const inside = all.filter((row) => row.tier === id);
          return { tier: id, label, from, words, people: inside.length, expected: learnt ? inside.reduce((sum, row) => sum + (row.chance ?? 0), 0) : null, by_hand: inside.filter((row) => row.by_hand).length };
        }),
        left_out: learnt
          ? [
              { column: "Loyalty card number", why: "It is known of nearly nobody who has not bought, and of 8 in 10 who have: it is filled in at the first order.", used: insisted.includes("Loyalty card number") },
            ]
          : [],
        points: learnt || stateOf("lead") === "not_offered" ? null : (points ?? firstCard()),
        people: page(rows, offset, limit),
        made: made("lead"),
      };
    },
    scoreSubscriber: ({ tier, sort = "score", offset, limit }) => {
      const all = few ? [] : fake.subscribers().map((one) => subscriberRow(one, byHand(one.id, "subscriber")));
      const rows = all.filter((row) => !tier || row.tier === tier);
      rows.sort(sort === "name" ? (a, b) => a.person.name.localeCompare(b.person.name) : (a, b) => b.score - a.score);
      return {
        state: stateOf("subscriber"),
        words: why("subscriber"),
        headline: headline("subscriber"),
        event: null,
        outcome: "cancelling their subscription",
        outcomes: [],
        horizon: 90,
        leads: all.length,
        learnt_from: few ? "" : "2,310 looks at subscribers on four days of the past; in 139 of them they cancelled within 90 days.",
        base_rate: few ? null : 0.06,
        grade: few ? null : "C",
        grade_words: few ? "" : "C: better than a coin, and wrong about many. Of two people it ranks the right one first 68 times in 100.",
        model: few ? "" : "Weights that add up were taken; trees were no better on the latest people.",
        tiers: all.length === 0 ? [] : TIERS.map(([id, , from, words]) => {
          const inside = all.filter((row) => row.tier === id);
          return { tier: id, label: CANCELS[id], from, words, people: inside.length, expected: inside.reduce((sum, row) => sum + (row.chance ?? 0), 0), by_hand: inside.filter((row) => row.by_hand).length };
        }),
        left_out: [],
        points: null,
        people: page(rows, offset, limit),
        made: made("subscriber"),
      };
    },
    scorePointsSave: (card) => ((points = card), null),
    scoreCohorts: () => cohorts(state.size),
    scoreRfm: () => rfm(state.size),
    scoreExplain: (person) => {
      const one = state.find(person);
      const used = !state.unused.has(one.id) && !few;
      const kinds: ScoreKind[] = !used ? [] : one.purchases > 0 ? (subscribes(one) ? ["value", "risk", "subscriber"] : ["value", "risk"]) : stateOf("lead") === "not_offered" ? [] : ["lead"];
      return {
        person: { id: one.id, name: one.name },
        scores: kinds.map((kind) => explained(one, kind, made(kind), byHand(one.id, kind))),
        none: used ? "The score of who is warm is not offered." : few ? why("risk") : "They said no to any use: nothing is worked out about them.",
        overrides: overrides.filter((each) => each.person.id === one.id),
      };
    },
    scoreProof: ({ kind, horizon }) => proofOf(kind, horizon ?? 90, stateOf(kind), made(kind), RECORD[kind], few),
    scoreProofSeen: (kind, how) => {
      seen[kind] = how;
      state.write("you", how === "seen" ? "Looked at how right a score was" : "Skipped looking at how right a score was", kind);
      return scores();
    },
    scoreOverride: ({ person, kind, put, note = "" }) => {
      const one = state.find(person);
      const label = put.band ? BANDS.find(([id]) => id === put.band)?.[1] : TIERS.find(([id]) => id === put.tier)?.[1];
      const made: OverrideView = { id: `o${overrides.length + 1}`, person: { id: one.id, name: one.name }, kind, put, label: label ?? "", note, set_on: dayAgo(0), taken_back_on: "" };
      overrides.unshift(made);
      return made;
    },
    scoreOverrideTakeBack: (id) => {
      const one = overrides.find((each) => each.id === id);
      if (!one) throw refusal("not_found", "There is nothing of that kind to take back.", "Look at the person again.");
      one.taken_back_on = dayAgo(0);
      return one;
    },
    scoreOverrides: () => overrides.map((one) => ({ ...one })),
    scoreCardSave: (kind) => `model-card-${kind}.md`,
    scoreRuns: () => RUNS,
    scoreReplay: (run) => {
      const one = RUNS.find((each) => each.run === run);
      if (!one) throw refusal("not_found", "There is no such run.", "Choose one from the list.");
      const same = one.run !== "r3";
      return {
        ...one,
        version: "0.1.0",
        digest_now: same ? one.digest : "00",
        same,
        words: same ? "The same: every score is as it was, to the byte." : "Not the same: 212 orders of that time were imported since.",
      };
    },
  };
}

function firstCard(): PointsView {
  return {
    start: 30,
    changed: false,
    lines: [
      { rule: { type: "permission", channel: CHANNEL_LIST[0]!, state: "granted" }, words: "Said yes to email", points: 20 },
      { rule: { type: "did", event: "email_clicked", times: { op: "at_least", n: 1 }, when: { in: "last_days", days: 30 } }, words: "Clicked in an email in the last 30 days", points: 25 },
      { rule: { type: "did", event: "visit", times: { op: "at_least", n: 1 }, when: { in: "last_days", days: 90 } }, words: "Visited in the last 90 days", points: 15 },
      { rule: { type: "permission", channel: CHANNEL_LIST[0]!, state: "refused" }, words: "Said no to email", points: -20 },
    ],
  };
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
function cohorts(size: number): CohortsView {
  if (size === 0) return { cohorts: [], usual: [], second: null, words: "Nobody has bought anything yet.", as_of: dayAgo(0) };
  const many = 23;
  const usual = Array.from({ length: many }, (_, nth) => (nth === 0 ? 1 : 0.34 * 0.93 ** nth));
  return {
    cohorts: Array.from({ length: many }, (_, back) => {
      const month = 10 - (many - 1 - back);
      const [year, name] = [2026 + Math.floor(month / 12), MONTHS[((month % 12) + 12) % 12]!];
      const customers = Math.round(120 + chance("cohort", back) * 140);
      const cells = Array.from({ length: many - back }, (_, nth) => {
        const share = nth === 0 ? 1 : Math.min(0.6, usual[nth]! * (0.7 + chance("cell", back, nth) * 0.7));
        const active = Math.round(customers * share);
        return { active, share: active / customers, spent: money(active * 3_120), over: nth < many - back - 1 };
      });
      return { month: `${name} ${year}`, date: `${year}-${String(((month % 12) + 12) % 12 + 1).padStart(2, "0")}-01`, customers, cells, spent: money(customers * 18_400) };
    }),
    usual,
    second: {
      customers: 4_475,
      came_back: 2_820,
      curve: Array.from({ length: 53 }, (_, week) => ({ days: week * 7, share: 0.66 * (1 - 0.93 ** week) })),
      half: 41,
      most: 133,
      words: "Of 100 who come once, 66 come again. Half of those do within 41 days, 8 in 10 within 133.",
      plot: secondChart(),
    },
    words: "Of 100 who come for the first time, 32 are there again in the month after, and 14 a year later.",
    as_of: dayAgo(0),
  };
}

function rfm(size: number): RfmView {
  const rows: [RfmGroup, string, number, number][] = [
    ["champions", "Champions", 0.09, 0.38],
    ["loyal", "Loyal", 0.12, 0.22],
    ["potential_loyalist", "May become loyal", 0.11, 0.09],
    ["new", "New", 0.08, 0.03],
    ["promising", "Promising", 0.07, 0.03],
    ["at_risk", "At risk", 0.1, 0.12],
    ["hibernating", "Hibernating", 0.2, 0.06],
    ["lost", "Lost", 0.23, 0.07],
  ];
  const here = size === 0 ? [] : rows;
  return {
    customers: 4_475,
    groups: here.map(([group, label, share, of]) => ({ group, label, words: "", people: Math.round(4_475 * share), share, past: money(91_452_380 * of), share_of_past: of })),
    grid: [],
    notes: [],
    words: "9 of 100 customers, the champions, brought 38 of every 100 euros.",
    as_of: dayAgo(0),
  };
}
