/** How right make-believe scores were. */
import type { ScoreKind, ScoreMade, ScoreProofView, ScoreState, StretchView } from "../../bindings";
import { diagonalChart, totalsChart } from "./pictures";
import { dayAgo, money } from "./shop";

function stretch(kind: ScoreKind, days: number, back: number): StretchView {
  const people = 4_300 - back * 260;
  const said = Math.round(people * (0.33 - back * 0.004));
  const came = Math.round(said * [0.975, 1.02, 0.93, 1.18][back]!);
  const spent = [4_987_000, 5_310_000, 4_612_000, 6_420_000][back]!;
  const expected = [5_120_000, 5_204_000, 4_880_000, 5_010_000][back]!;
  return {
    said_on: dayAgo(days * (back + 1)),
    to: dayAgo(days * back),
    words: `${dayAgo(days * (back + 1))} to ${dayAgo(days * back)}: we said ${said} of ${people} would buy; ${came} did.`,
    people,
    said,
    came,
    auc: 0.82 - back * 0.01,
    brier: 0.141 + back * 0.004,
    brier_base: 0.209,
    ece: 0.018 + back * 0.006,
    lift: 2.8,
    deciles: Array.from({ length: 10 }, (_, nth) => ({ people: Math.round(people / 10), said: 0.02 + nth * 0.085, came: 0.03 + nth * 0.083, lift: 0.1 + nth * 0.28, gain: Math.min(1, 1 - (nth / 10) ** 2) })),
    money: kind === "lead" || kind === "subscriber" ? null : { said: money(expected), low: money(expected * 0.92), high: money(expected * 1.08), came: money(spent), within: spent > expected * 0.92 && spent < expected * 1.08, best_tenth: 0.44 },
    bands:
      kind === "lead" || kind === "subscriber"
        ? []
        : [
            { band: "steady", label: "Steady", people: 1_980, bought: 1_120 },
            { band: "cooling", label: "Cooling off", people: 840, bought: 201 },
            { band: "slipping", label: "Slipping away", people: 680, bought: 47 },
            { band: "gone", label: "Long gone", people: 800, bought: 9 },
          ],
  };
}

const WORDS: Record<ScoreKind, string[]> = {
  value: ["In 3 of 4 quarters the money that came was within the range; it should be 8 times in 10.", "The tenth of customers of whom most was expected brought 44% of the money.", "The quarter before Christmas misled: a season this shop has and the figures do not know."],
  risk: ["Of two customers, one who came and one who did not, the one who came had the better score 82 times in 100; a coin does 50.", "Chances were off by 2 in 100, on the mean.", "Of 100 who were slipping away, 7 came; of 100 steady ones, 57; of 100 long gone, 1."],
  lead: ["Of two people, one who bought and one who did not, the one who bought had the higher score 76 times in 100; a coin does 50.", "The warmest tenth bought 2.8 times as often as all."],
  subscriber: ["Of two subscribers, one who cancelled and one who did not, the one who cancelled had the higher chance 74 times in 100; a coin does 50."],
};

export function proofOf(kind: ScoreKind, horizon: number, state: ScoreState, made: ScoreMade, record: string, few: boolean): ScoreProofView {
  const stretches = few ? [] : [0, 1, 2, 3].slice(0, Math.max(1, Math.floor(360 / horizon))).map((back) => stretch(kind, horizon, back));
  return {
    kind,
    state,
    horizon,
    own_horizon: 90,
    headline: few ? "The first order is from Wed 3 Jun 2026. Half a year is needed to look back at a quarter." : state === "not_offered" ? "Last quarter we said 41 would buy for the first time; 37 did, but not those we said." : record,
    words: few ? [] : WORDS[kind],
    stretches,
    plot_reliability: few ? "" : diagonalChart(stretches[0]!.deciles.map(({ said, came }) => [said, came]), "given", "came"),
    plot_gain: few ? "" : diagonalChart(stretches[0]!.deciles.map(({ gain }, nth) => [(10 - nth) / 10, gain]), "asked", "found"),
    plot_totals: few ? "" : totalsChart(stretches.map(({ said, came }) => [said, came])),
    made,
  };
}
