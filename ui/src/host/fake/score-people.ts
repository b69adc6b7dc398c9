/** Rows of make-believe people for the lists of scores. */
import type { LeadRow, LeadTier, OverrideView, RiskBand, RiskRow, ValueRow } from "../../bindings";
import { chance, dayAgo, money, type Shopper } from "./shop";
import type { FakeState } from "./state";

/** Whom scores are of. Those who said no to any use are not among them. */
export class FakeScores {
  constructor(readonly state: FakeState) {}
  #used = () => this.state.everyone().filter((one) => !this.state.unused.has(one.id));
  customers = () => this.#used().filter((one) => one.purchases > 0);
  leads = () => this.#used().filter((one) => one.purchases === 0);
  subscribers = () => this.#used().filter(subscribes);
}

/** Every seventh customer has a subscription. */
export const subscribes = (one: Shopper): boolean => one.purchases > 0 && one.number % 7 === 0;

const range = (low: number, expected: number, high: number) => ({
  low: money(low),
  expected: money(expected),
  high: money(high),
  words: `${money(low).rounded} to ${money(high).rounded}, eight times in ten`,
});

/** What is expected of them in a year, in minor units. */
export function expectedOf(one: Shopper): number {
  const fresh = Math.max(0.03, 1 - one.daysSince / 500);
  return Math.round((one.minor / Math.max(1, one.firstAgo / 365 + 0.6)) * fresh * 0.6);
}

export function valueRow(one: Shopper, scale: number): ValueRow {
  const expected = Math.round(expectedOf(one) * scale);
  return {
    person: { id: one.id, name: one.name },
    past: money(one.minor),
    expected: range(Math.round(expected * 0.4), expected, Math.round(expected * 1.8)),
    purchases: expected / 2_400,
    bought: one.purchases,
    last_purchase: dayAgo(one.daysSince),
  };
}

const BAND: Record<RiskBand, string> = { steady: "Steady", cooling: "Cooling off", slipping: "Slipping away", gone: "Long gone" };
export const usualGap = (one: Shopper) => (one.purchases > 2 ? 12 + Math.floor(chance("gap", one.id) * 60) : null);

export function riskRow(one: Shopper, byHand: OverrideView | null): RiskRow {
  const gap = usualGap(one) ?? 90;
  const late = one.daysSince / gap;
  const own: RiskBand = late < 2 ? "steady" : late < 5 ? "cooling" : one.daysSince > 365 ? "gone" : "slipping";
  const put = byHand?.put;
  const band = put?.band ?? own;
  const not = Math.min(0.97, 0.25 + late * 0.09);
  return {
    person: { id: one.id, name: one.name },
    band,
    band_label: BAND[band],
    at_risk: band === "slipping" && one.purchases > 8,
    no_purchase: not,
    no_purchase_words: `${not > 0.5 ? "probably not" : "probably will"} (${Math.round((not > 0.5 ? not : 1 - not) * 10)} in 10)`,
    usual_gap_days: usualGap(one),
    quiet_days: one.daysSince,
    due_half: dayAgo(one.daysSince - gap),
    due_most: dayAgo(one.daysSince - gap * 2),
    overdue: one.daysSince > gap * 2,
    at_stake: money(Math.round(expectedOf(one) * Math.min(0.9, late / 8) * (own === "steady" ? 0.1 : 0.5))),
    by_hand: byHand,
  };
}

const TIER: Record<LeadTier, string> = { hot: "Hot", warm: "Warm", keep_in_touch: "Keep in touch", not_yet: "Not yet" };
export const leadScore = (one: Shopper) => Math.round(10 + chance("lead", one.id) ** 1.8 * 89);

export function leadRow(one: Shopper, byHand: OverrideView | null, learnt: boolean): LeadRow {
  const score = leadScore(one);
  const own: LeadTier = score >= 85 ? "hot" : score >= 70 ? "warm" : score >= 50 ? "keep_in_touch" : "not_yet";
  const put = byHand?.put;
  const tier = put?.tier ?? own;
  const likely = 0.05 * 2 ** ((score - 50) / 20);
  return {
    person: { id: one.id, name: one.name },
    score,
    percentile: 100 * ((score - 10) / 89) ** (1 / 1.8),
    chance: learnt ? likely : null,
    chance_words: learnt ? `about 1 in ${Math.round(1 / likely)}` : "",
    tier,
    tier_label: TIER[tier],
    by_hand: byHand,
  };
}

export const CANCELS: Record<LeadTier, string> = { hot: "Most likely to cancel", warm: "Likelier than most", keep_in_touch: "As likely as most", not_yet: "Less likely than most" };

/** As a lead that is not hoped for. */
export function subscriberRow(one: Shopper, byHand: OverrideView | null): LeadRow {
  const row = leadRow(one, byHand, true);
  return { ...row, tier_label: CANCELS[row.tier] };
}
