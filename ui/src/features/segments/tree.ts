/** Editing a rule as a tree: every function takes a tree and gives a new one, so that undo is only remembering. */

import type { Rule } from "../../bindings";

/** The rule language that is written; older ones are still read. */
export const RULE_VERSION = 5;

/** Where a node is: the positions to follow from the root. The root itself is `[]`. */
export type Path = readonly number[];
/** A node that holds others. */
export type Group = Extract<Rule, { type: "all" | "any" | "none" }>;
/** How a group joins what it holds. */
export type Join = Group["type"];
/** A condition: a node that holds no others. */
export type Leaf = Exclude<Rule, Group>;

/** Levels of groups; the conditions in the deepest are the last level that a rule may have. */
export const DEPTH_LIMIT = 11;

export function isGroup(rule: Rule): rule is Group {
  return rule.type === "all" || rule.type === "any" || rule.type === "none";
}

/** `root`, `root.0`, `root.0.2`: the name under which counts and explanations come back. */
export function pathKey(path: Path): string {
  return ["root", ...path].join(".");
}

/** The node at a path, if there is one. */
export function at(root: Rule, path: Path): Rule | undefined {
  let node: Rule | undefined = root;
  for (const step of path) {
    if (!node || !isGroup(node)) return undefined;
    node = node.rules[step];
  }
  return node;
}

export function parentOf(path: Path): Path {
  return path.slice(0, -1);
}

export function lastOf(path: Path): number {
  return path[path.length - 1] ?? 0;
}

export function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((step, i) => step === b[i]);
}

/** Whether `inner` is `outer` or lies below it. */
export function isWithin(inner: Path, outer: Path): boolean {
  return inner.length >= outer.length && outer.every((step, i) => step === inner[i]);
}

/** The tree with the node at `path` replaced. A path that leads nowhere changes nothing. */
export function replace(root: Rule, path: Path, node: Rule): Rule {
  const [step, ...rest] = path;
  if (step === undefined) return node;
  if (!isGroup(root) || !root.rules[step]) return root;
  const rules = root.rules.map((child, i) => (i === step ? replace(child, rest, node) : child));
  return { ...root, rules };
}

function editGroup(root: Rule, path: Path, edit: (rules: Rule[]) => Rule[]): Rule {
  const group = at(root, path);
  return group && isGroup(group) ? replace(root, path, { ...group, rules: edit(group.rules) }) : root;
}

/** Puts a node into a group, before position `index` (past the end means last). */
export function insert(root: Rule, group: Path, index: number, node: Rule): Rule {
  return editGroup(root, group, (rules) => [...rules.slice(0, index), node, ...rules.slice(index)]);
}

export function append(root: Rule, group: Path, node: Rule): Rule {
  return insert(root, group, Number.MAX_SAFE_INTEGER, node);
}

/** Takes a node out. The root stays. */
export function remove(root: Rule, path: Path): Rule {
  if (path.length === 0) return root;
  return editGroup(root, parentOf(path), (rules) => rules.filter((_, i) => i !== lastOf(path)));
}

/** Puts a copy of a node right after it. */
export function duplicate(root: Rule, path: Path): Rule {
  const node = at(root, path);
  if (!node || path.length === 0) return root;
  // The same node may stand in two places: nothing here ever changes a node, it only replaces it.
  return insert(root, parentOf(path), lastOf(path) + 1, node);
}

/** Changes how a group joins what it holds. */
export function rejoin(root: Rule, path: Path, join: Join): Rule {
  const group = at(root, path);
  return group && isGroup(group) ? replace(root, path, { type: join, rules: group.rules }) : root;
}

/** Puts a group around a node. */
export function wrap(root: Rule, path: Path, join: Join): Rule {
  const node = at(root, path);
  if (!node || levelsAt(root, path) >= DEPTH_LIMIT) return root;
  return replace(root, path, { type: join, rules: [node] });
}

/** Takes a group away and leaves what it held in its place. The root stays. */
export function unwrap(root: Rule, path: Path): Rule {
  const group = at(root, path);
  if (!group || !isGroup(group) || path.length === 0) return root;
  const index = lastOf(path);
  return editGroup(root, parentOf(path), (rules) => [
    ...rules.slice(0, index),
    ...group.rules,
    ...rules.slice(index + 1),
  ]);
}

/** Levels of groups in a tree; a lone condition has none. */
export function depth(rule: Rule): number {
  return isGroup(rule) ? 1 + Math.max(0, ...rule.rules.map(depth)) : 0;
}

/** Levels of groups from the root down through the deepest part of the node at `path`. */
export function levelsAt(root: Rule, path: Path): number {
  const node = at(root, path);
  return path.length + (node ? depth(node) : 0);
}

/** What a move did: the new tree, and where the node is now. */
export interface Moved {
  root: Rule;
  path: Path;
}

/**
 * Moves a node into a group, before position `index` as the group stands now.
 * Nothing moves into itself or deeper than the limit: then the answer is `undefined`.
 */
export function move(root: Rule, from: Path, group: Path, index: number): Moved | undefined {
  const node = at(root, from);
  const target = at(root, group);
  if (!node || !target || !isGroup(target) || from.length === 0 || isWithin(group, from)) return undefined;
  if (group.length + 1 + depth(node) > DEPTH_LIMIT) return undefined;
  const place = Math.max(0, Math.min(index, target.rules.length));
  // Taking the node out shifts later siblings by one, and with them the path to the target.
  const parent = parentOf(from);
  const gone = lastOf(from);
  const sameParent = samePath(parent, group);
  const shifted = sameParent && gone < place ? place - 1 : place;
  const targetPath = group.map((step, i) =>
    i === parent.length && isWithin(group, parent) && step > gone ? step - 1 : step,
  );
  return { root: insert(remove(root, from), targetPath, shifted, node), path: [...targetPath, shifted] };
}

/**
 * One step up or down as the eye reads: past a condition, into a group that is in the way, out of a group at its edge.
 * At the very top or bottom there is nowhere to go and the answer is `undefined`.
 */
export function step(root: Rule, path: Path, direction: "up" | "down"): Moved | undefined {
  if (path.length === 0) return undefined;
  const parent = parentOf(path);
  const index = lastOf(path);
  const siblings = at(root, parent);
  if (!siblings || !isGroup(siblings)) return undefined;
  const next = direction === "up" ? index - 1 : index + 1;
  const neighbour = siblings.rules[next];
  if (neighbour) {
    const inside = isGroup(neighbour)
      ? move(root, path, [...parent, next], direction === "up" ? neighbour.rules.length : 0)
      : undefined;
    return inside ?? move(root, path, parent, direction === "up" ? next : next + 1);
  }
  if (parent.length === 0) return undefined;
  return move(root, path, parentOf(parent), lastOf(parent) + (direction === "up" ? 0 : 1));
}

/** A rule whose root is a group, so that there is a place to add to. */
export function rooted(rule: Rule): Group {
  return isGroup(rule) ? rule : { type: "all", rules: [rule] };
}

/** Conditions in the tree. */
export function leaves(rule: Rule): number {
  return isGroup(rule) ? rule.rules.reduce((sum, child) => sum + leaves(child), 0) : 1;
}

/** A tree with what came before and what was undone. */
export interface History {
  readonly past: readonly Rule[];
  readonly now: Rule;
  readonly future: readonly Rule[];
}

const REMEMBERED = 100;

export function begin(rule: Rule): History {
  return { past: [], now: rule, future: [] };
}

/** Remembers a change; a change that changes nothing is not remembered. */
export function record(history: History, next: Rule): History {
  if (JSON.stringify(next) === JSON.stringify(history.now)) return history;
  return { past: [...history.past, history.now].slice(-REMEMBERED), now: next, future: [] };
}

/** One more key of what is being typed: the step back leads to before the first. */
export function amend(history: History, next: Rule): History {
  if (JSON.stringify(next) === JSON.stringify(history.now)) return history;
  return { past: history.past, now: next, future: [] };
}

export function undo(history: History): History {
  const before = history.past[history.past.length - 1];
  if (!before) return history;
  const past = history.past.slice(0, -1);
  const future = [history.now, ...history.future];
  // What was typed and typed back is no step that anybody would see.
  if (past.length > 0 && JSON.stringify(before) === JSON.stringify(history.now))
    return undo({ past, now: before, future: history.future });
  return { past, now: before, future };
}

export function redo(history: History): History {
  const after = history.future[0];
  if (!after) return history;
  return { past: [...history.past, history.now], now: after, future: history.future.slice(1) };
}
