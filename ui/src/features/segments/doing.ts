/** What can be done with one condition or group, and where the keyboard goes then. */

import type { Builder } from "./builder.svelte";
import { focusAfterRemoval, focusNode } from "./focus";
import { parentOf, type Path } from "./tree";

export interface Acts {
  move: (direction: "up" | "down") => void;
  remove: () => void;
  duplicate: () => void;
  wrap: () => void;
  unwrap: () => void;
}

export function doing(builder: Builder, path: Path): Acts {
  return {
    move: (direction) => {
      void focusNode(builder.step(path, direction) ?? path);
    },
    remove: () => {
      builder.remove(path);
      void focusAfterRemoval(builder.rule, path);
    },
    duplicate: () => {
      void focusNode(builder.duplicate(path));
    },
    wrap: () => {
      builder.wrap(path);
      void focusNode(path);
    },
    unwrap: () => {
      const first = builder.unwrap(path);
      void focusNode(first ?? parentOf(path));
    },
  };
}
