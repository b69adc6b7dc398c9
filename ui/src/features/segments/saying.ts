/** Words that become a rule: what a field begins with, and how far a sentence was understood, said to whoever writes it. */

import type { ReadingView } from "../../bindings";

/** What stands in the field at first: the rule there is, ready to go on with, or the way every sentence begins. */
export function begun(sentence: string | undefined): string {
  return sentence ? sentence.replace(/\.$/, "") : "People ";
}

export function howFar({ rule, understood, rest, next }: Pick<ReadingView, "rule" | "understood" | "rest" | "next">): string {
  if (rule) return `Understood. ${next.length ? "Enter makes it the rule; or go on:" : "Enter makes it the rule."}`;
  const ways = next.length ? " Here one can say (arrow keys, then Enter):" : "";
  if (rest) return `${understood ? "Understood up to there, but not" : "Not understood:"} “${rest}”.${ways}`;
  return `Not finished yet.${ways}`;
}

/** The next of so many, by arrow keys; before the first and after the last stands none of them. */
export function walkOn(at: number | undefined, step: 1 | -1, many: number): number | undefined {
  const next = (at ?? (step === 1 ? -1 : many)) + step;
  return next >= 0 && next < many ? next : undefined;
}
