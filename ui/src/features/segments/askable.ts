/** What of a half-written rule can be counted already, and what still waits for the person writing it. */

import type { Rule } from "../../bindings";
import { isGroup, pathKey, type Leaf, type Path } from "./tree";

/** A place that is not finished, and what it waits for. */
export interface Unfinished {
  path: string;
  words: string;
}

/** The part of a rule that can be asked about. */
export interface Askable {
  rule: Rule;
  /** Path in the part -> path in the whole. */
  paths: Map<string, string>;
  unfinished: Unfinished[];
}

/** Why a condition cannot be counted yet, or nothing. Mirrors what the engine refuses. */
export function waitsFor(leaf: Leaf): string | undefined {
  switch (leaf.type) {
    case "text":
      if (leaf.test.op === "in") return leaf.test.values.length ? undefined : "Choose at least one value";
      if (leaf.test.op === "is_set" || leaf.test.op === "not_set") return undefined;
      return leaf.test.value.trim() ? undefined : "Type what to look for";
    case "number":
      return waitsForNumber(leaf);
    case "date":
      if ("days" in leaf.test && !Number.isFinite(leaf.test.days)) return "Type how many days";
      if (leaf.test.op === "between" && leaf.test.from > leaf.test.to) return "The first day is after the last";
      if (leaf.test.op === "anniversary_in_next" && leaf.test.days > 366) return "At most 366 days";
      return undefined;
    case "bought":
      if (leaf.what.of !== "anything" && leaf.what.any_of.length === 0)
        return leaf.what.of === "category" ? "Choose at least one category" : "Choose at least one product";
      return waitsForTimes(leaf);
    case "did":
      return waitsForTimes(leaf);
    case "permission":
      return undefined;
  }
}

function waitsForNumber(leaf: Extract<Leaf, { type: "number" }>): string | undefined {
  const test = leaf.test;
  if (test.op === "top_percent")
    return test.percent > 0 && test.percent <= 100 ? undefined : "Between 1 and 100 per cent";
  if (test.op === "between") {
    if (!Number.isFinite(test.low) || !Number.isFinite(test.high)) return "Type both numbers";
    return test.low <= test.high ? undefined : "The first number is larger than the second";
  }
  return Number.isFinite(test.value) ? undefined : "Type a number";
}

function waitsForTimes({ times, when }: Pick<Extract<Leaf, { type: "did" }>, "times" | "when">): string | undefined {
  if (!Number.isFinite(times.n)) return "Type how many times";
  if (when.in === "last_days" && !Number.isFinite(when.days)) return "Type how many days";
  return when.in === "between" && when.from > when.to ? "The first day is after the last" : undefined;
}

/** Leaves out what is not finished and groups that hold nothing, and remembers where everything came from. */
export function askable(root: Rule): Askable {
  const paths = new Map<string, string>();
  const unfinished: Unfinished[] = [];

  function keep(node: Rule, whole: Path): Rule | undefined {
    if (!isGroup(node)) {
      const words = waitsFor(node);
      if (words) unfinished.push({ path: pathKey(whole), words });
      return words ? undefined : node;
    }
    const rules = node.rules.map((child, i) => keep(child, [...whole, i])).filter((child) => child !== undefined);
    return rules.length || whole.length === 0 ? { type: node.type, rules } : undefined;
  }

  function remember(part: Rule, partPath: Path, whole: Rule, wholePath: Path): void {
    paths.set(pathKey(partPath), pathKey(wholePath));
    if (!isGroup(part) || !isGroup(whole)) return;
    let next = 0;
    whole.rules.forEach((child, i) => {
      const kept = part.rules[next];
      if (kept === undefined || !survives(child)) return;
      remember(kept, [...partPath, next], child, [...wholePath, i]);
      next += 1;
    });
  }

  // A group that lost everything at the root is everyone, whichever way it joins.
  const kept = keep(root, []) ?? { type: "all" as const, rules: [] };
  const rule: Rule = isGroup(kept) && kept.rules.length === 0 ? { type: "all", rules: [] } : kept;
  remember(rule, [], root, []);
  return { rule, paths, unfinished };
}

function survives(node: Rule): boolean {
  return isGroup(node) ? node.rules.some(survives) : waitsFor(node) === undefined;
}

/** Counts by path in the whole rule; places that were left out have none. */
export function countsByPath(nodes: { path: string; count: number }[], paths: Map<string, string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { path, count } of nodes) {
    const whole = paths.get(path);
    if (whole !== undefined) counts.set(whole, count);
  }
  return counts;
}
