/** How statements about safety stand together, and how each standing is said. */
import type { Standing, StatementView, TrustView } from "../bindings";

export const STANDING: Record<Standing, { words: string; tone: "green" | "gold" | "clay" | "grey" }> = {
  good: { words: "It is so", tone: "green" },
  attention: { words: "Something to do", tone: "gold" },
  bad: { words: "It is not so", tone: "clay" },
  unknown: { words: "Cannot be told here", tone: "grey" },
};

const RANK: Record<Standing, number> = { bad: 3, attention: 2, good: 1, unknown: 0 };

/** The worst of them. What cannot be told is no alarm. */
export function worst(statements: readonly StatementView[]): Standing {
  return statements.reduce<Standing>((so, { standing }) => (RANK[standing] > RANK[so] ? standing : so), "unknown");
}

/** What the box at the rail's foot is coloured by: findings weigh as the worst statement. */
export function mood(view: TrustView): "good" | "attention" | "bad" {
  if (view.findings.length > 0 || view.read_only) return "bad";
  const so = worst(view.statements);
  return so === "unknown" ? "good" : so;
}

/** "7 of 8 promises hold, 1 needs a hand." */
export function inOneLine(statements: readonly StatementView[]): string {
  const many = (standing: Standing) => statements.filter((one) => one.standing === standing).length;
  const [good, attention, bad, unknown] = [many("good"), many("attention"), many("bad"), many("unknown")];
  const told = statements.length - unknown;
  const parts = [good === told ? `All ${told} promises hold` : `${good} of ${told} promises hold`];
  if (bad > 0) parts.push(bad === 1 ? "1 does not" : `${bad} do not`);
  if (attention > 0) parts.push(attention === 1 ? "1 needs a hand" : `${attention} need a hand`);
  if (unknown > 0) parts.push(`${unknown} cannot be told on this computer`);
  return `${parts.join(", ")}.`;
}
