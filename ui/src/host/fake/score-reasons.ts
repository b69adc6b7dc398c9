/** Why a make-believe score is what it is. */
import type { ExplainedScore, OverrideView, ScoreKind, ScoreMade, ScoreReason } from "../../bindings";
import { expectedOf, leadScore, riskRow, usualGap } from "./score-people";
import { money, type Shopper } from "./shop";

type Unit = (number: number) => string;
const UNIT: Record<ScoreKind, Unit> = {
  value: (minor) => money(minor).rounded,
  risk: (tenths) => `${Math.round(tenths / 10)}%`,
  lead: (tenths) => `${Math.round(tenths / 10)} points`,
  subscriber: (tenths) => `${Math.round(tenths / 10)} points`,
};

/** The parts that lead from where everybody begins to the figure, the last one taking what is left. */
function parts(kind: ScoreKind, one: Shopper, from: number, to: number): ScoreReason[] {
  const gap = to - from;
  const words: Record<ScoreKind, [string, number][]> = {
    value: [
      [`Bought on ${one.purchases} days (usual: 2)`, 0.9],
      [`Spends ${money(Math.round(one.minor / Math.max(1, one.purchases))).rounded} an order (usual: €24)`, 0.35],
      [`Last here ${one.daysSince} days ago (usual: 96)`, -0.35],
      [`A customer for ${one.firstAgo} days (usual: 402)`, 0.1],
    ],
    risk: [
      [`Last here ${one.daysSince} days ago (usual: 96)`, 1.2],
      [`Bought on ${one.purchases} days (usual: 2)`, -0.3],
      [`A customer for ${one.firstAgo} days (usual: 402)`, 0.1],
    ],
    lead: [
      ["Opened 9 emails in the last 90 days (usual: 2)", 0.8],
      ["Visited twice in the last 30 days (usual: never)", 0.4],
      ["Lives in Utrecht", -0.2],
    ],
    subscriber: [
      ["Asked for help twice in the last 30 days (usual: never)", 0.9],
      ["Subscribed 402 days ago (usual: 211)", -0.2],
    ],
  };
  const unit = UNIT[kind];
  let left = gap;
  return words[kind].map(([said, share], nth, all) => {
    const number = nth === all.length - 1 ? left : Math.round(gap * share);
    left -= number;
    return { words: said, number, adds: `${number < 0 ? "−" : "+"}${unit(Math.abs(number))}` };
  });
}

export function explained(one: Shopper, kind: ScoreKind, made: ScoreMade, byHand: OverrideView | null): ExplainedScore {
  const unit = UNIT[kind];
  const start = { value: 4_000, risk: 520, lead: 500, subscriber: 500 }[kind];
  const number = { value: expectedOf(one), risk: Math.round(riskRow(one, null).no_purchase * 1000), lead: leadScore(one) * 10, subscriber: leadScore(one) * 10 }[kind];
  const all = parts(kind, one, start, number).filter((reason) => reason.number !== 0);
  const most = (a: ScoreReason, b: ScoreReason) => Math.abs(b.number) - Math.abs(a.number);
  const gap = usualGap(one);
  return {
    kind,
    figure: {
      value: `${unit(number)} expected within 365 days`,
      risk: `Will probably ${number > 500 ? "not " : ""}come within 90 days: ${Math.round((number > 500 ? number : 1000 - number) / 100)} in 10`,
      lead: `${Math.round(number / 10)} of 100: warmer than most`,
      subscriber: `${Math.round(number / 10)} of 100: likelier to cancel than most`,
    }[kind],
    number,
    start: `${kind === "lead" || kind === "subscriber" ? "Somebody of whom all is as on the mean" : "A customer of whom all is as in the middle of the shop"}: ${unit(start)}`,
    start_number: start,
    up: all.filter((reason) => reason.number > 0).sort(most),
    down: all.filter((reason) => reason.number < 0).sort(most),
    rest_number: 0,
    sum: `${unit(start)} ${all.map((reason) => `${reason.number < 0 ? "−" : "+"} ${unit(Math.abs(reason.number))}`).join(" ")} = ${unit(number)}`,
    would_move: { value: `An order today would raise it to ${unit(Math.round(number * 1.6 + 900))}.`, risk: "An order today would bring it down to 31%.", lead: "A click in an email would raise it to 91.", subscriber: "With what is usual in place of two questions, it would be 48." }[kind],
    missing: (kind === "value" || kind === "risk") && gap === null ? ["They have come fewer than three times: a habit of their own is not known, the shop’s stands in for it."] : [],
    made,
    by_hand: byHand,
  };
}
