/** Where a dragged node would land: what is under the pointer, and on which side of it. */

import type { Rule } from "../../bindings";
import type { Drop } from "./builder.svelte";
import { at, isGroup, isWithin, lastOf, move, parentOf, type Path } from "./tree";

/** The path a `data-node` names. */
export function pathOf(key: string): Path {
  return key.split(".").slice(1).map(Number);
}

/**
 * Before or after a node by the half the pointer is in; in the middle of a group, into it. `share` is how far down the
 * node the pointer is, 0 to 1. Places where a move is not allowed are none.
 */
export function landing(root: Rule, dragging: Path, over: Path, share: number): Drop | undefined {
  if (isWithin(over, dragging)) return undefined;
  const node = at(root, over);
  let group = parentOf(over);
  let index = lastOf(over) + (share > 0.5 ? 1 : 0);
  if (node && isGroup(node) && (over.length === 0 || (share > 0.2 && share < 0.85))) {
    group = over;
    index = share > 0.5 ? node.rules.length : 0;
  }
  return move(root, dragging, group, index) ? { group, index } : undefined;
}

/** The landing under a point of the window. */
export function placeFor(root: Rule, dragging: Path, x: number, y: number): Drop | undefined {
  const over = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-node]");
  if (!over?.dataset.node) return undefined;
  const box = over.getBoundingClientRect();
  return landing(root, dragging, pathOf(over.dataset.node), (y - box.top) / Math.max(1, box.height));
}
