/** Where the keyboard goes after something was added, moved or taken away: never to nowhere. */

import { tick } from "svelte";
import type { Rule } from "../../bindings";
import { at, isGroup, lastOf, parentOf, pathKey, type Path } from "./tree";

async function focus(...places: string[]): Promise<void> {
  await tick();
  for (const place of places) {
    const found = document.querySelector<HTMLElement>(place);
    if (found) {
      found.focus();
      found.scrollIntoView({ block: "nearest" });
      return;
    }
  }
}

const handle = (path: Path) => `[data-handle="${pathKey(path)}"]`;
const add = (group: Path) => `[data-add="${pathKey(group)}"]`;

export function focusNode(path: Path): Promise<void> {
  return focus(handle(path), add(path), add([]));
}

/** A new condition: where it still waits for something, else its first part after what it is about. */
export function focusNew(path: Path): Promise<void> {
  const row = `[data-node="${pathKey(path)}"]`;
  return focus(
    `${row} .values-chip.none`,
    `${row} .chip.empty input`,
    `${row} .values-chip`,
    `${row} [data-chip]`,
    `${row} .sentence select`,
  );
}

/** A new group: the way to put something into it. */
export function focusGroup(path: Path): Promise<void> {
  return focus(add(path), handle(path));
}

/** After a removal: what stands there now, else what stands before it, else the way to add something. */
export function focusAfterRemoval(root: Rule, removed: Path): Promise<void> {
  const parent = parentOf(removed);
  const group = at(root, parent);
  const left = group && isGroup(group) ? group.rules.length : 0;
  return left > 0 ? focusNode([...parent, Math.min(lastOf(removed), left - 1)]) : focus(add(parent), add([]));
}

/** After a step back or forward: only where it took away what had the keyboard. */
export async function focusKept(): Promise<void> {
  await tick();
  if (document.activeElement === document.body) await focus(add([]));
}
