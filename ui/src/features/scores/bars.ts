/** Where the bars of a person's reasons stand: each begins where the one above it ended, so that one sees them sum. */
import type { ExplainedScore } from "../../bindings";

export type ReasonBar = {
  way: "start" | "up" | "down" | "end";
  words: string;
  /** "+€150" */
  adds: string;
  /** Shares of the width: where it begins, and how far it goes. */
  from: number;
  wide: number;
};

type Step = Pick<ReasonBar, "way" | "words" | "adds"> & { from: number; to: number };

/** What everybody begins with, what raises it, what lowers it, and where that ends. */
export function laid(score: Pick<ExplainedScore, "start" | "start_number" | "up" | "down" | "rest_number" | "sum" | "number" | "figure">): ReasonBar[] {
  const { words, adds } = beginning(score.start);
  const steps: Step[] = [{ way: "start", words, adds, from: 0, to: score.start_number }];
  let at = score.start_number;
  const add = (words: string, adds: string, number: number) => {
    steps.push({ way: number < 0 ? "down" : "up", words, adds, from: at, to: at + number });
    at += number;
  };
  for (const reason of score.up) add(reason.words, reason.adds, reason.number);
  for (const reason of score.down) add(reason.words, reason.adds, reason.number);
  if (score.rest_number !== 0) add("All the rest, each of it small", score.rest_number < 0 ? "a little less" : "a little more", score.rest_number);
  steps.push({ way: "end", words: "Together", adds: last(score.sum), from: 0, to: score.number });
  const ends = steps.flatMap(({ from, to }) => [from, to]);
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const span = most - least || 1;
  return steps.map(({ way, words, adds, from, to }) => ({ way, words, adds, from: (Math.min(from, to) - least) / span, wide: Math.abs(to - from) / span }));
}

/** "A customer as in the middle of the shop: €40" → what, and how much. */
function beginning(start: string): { words: string; adds: string } {
  const cut = start.lastIndexOf(":");
  return cut < 0 ? { words: start, adds: "" } : { words: start.slice(0, cut), adds: start.slice(cut + 1).trim() };
}

/** "€40 + €150 − €8 = €182" → "€182". */
function last(sum: string): string {
  const cut = sum.lastIndexOf("=");
  return cut < 0 ? "" : sum.slice(cut + 1).trim().replace(/\.$/, "");
}
