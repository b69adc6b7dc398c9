/** What of a half-written rule can be counted already, and what still waits for the person writing it. */

import type { Rule } from "../../bindings";
import { isGroup, pathKey, type Path } from "./tree";
import { waitsFor } from "./waits";

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
