import { describe, expect, it } from "vitest";
import type { Rule } from "../../bindings";
import { landing, pathOf } from "./place";
import * as tree from "./tree";

const city = (value: string): Rule => ({ type: "text", field: "city", test: { op: "is", value } });
const all = (...rules: Rule[]): Rule => ({ type: "all", rules });
const any = (...rules: Rule[]): Rule => ({ type: "any", rules });

/** all( a, any( b, c ), d ) */
const sample = all(city("a"), any(city("b"), city("c")), city("d"));

/** A tree in one line, to compare at a glance. */
function show(rule: Rule): string {
  if (tree.isGroup(rule)) return `${rule.type}(${rule.rules.map(show).join(" ")})`;
  return rule.type === "text" && rule.test.op === "is" ? rule.test.value : rule.type;
}

describe("finding", () => {
  it("names nodes the way counts come back", () => {
    expect(tree.pathKey([])).toBe("root");
    expect(tree.pathKey([1, 0])).toBe("root.1.0");
  });
  it("follows a path and stops where there is nothing", () => {
    expect(show(tree.at(sample, [1, 1])!)).toBe("c");
    expect(tree.at(sample, [0, 0])).toBeUndefined();
    expect(tree.at(sample, [9])).toBeUndefined();
  });
});

describe("editing", () => {
  it("adds, removes and duplicates without touching the old tree", () => {
    const before = show(sample);
    expect(show(tree.append(sample, [1], city("x")))).toBe("all(a any(b c x) d)");
    expect(show(tree.insert(sample, [], 1, city("x")))).toBe("all(a x any(b c) d)");
    expect(show(tree.remove(sample, [1]))).toBe("all(a d)");
    expect(show(tree.duplicate(sample, [1]))).toBe("all(a any(b c) any(b c) d)");
    expect(show(sample)).toBe(before);
  });
  it("keeps the root whatever is asked", () => {
    expect(tree.remove(sample, [])).toBe(sample);
    expect(tree.duplicate(sample, [])).toBe(sample);
    expect(tree.unwrap(sample, [])).toBe(sample);
  });
  it("ignores a path that leads nowhere", () => {
    expect(tree.replace(sample, [7, 7], city("x"))).toBe(sample);
    expect(tree.append(sample, [0], city("x"))).toBe(sample);
  });
  it("changes how a group joins", () => {
    expect(show(tree.rejoin(sample, [1], "none"))).toBe("all(a none(b c) d)");
    expect(tree.rejoin(sample, [0], "none")).toBe(sample);
  });
  it("wraps and unwraps", () => {
    const wrapped = tree.wrap(sample, [0], "none");
    expect(show(wrapped)).toBe("all(none(a) any(b c) d)");
    expect(show(tree.unwrap(wrapped, [0]))).toBe(show(sample));
    expect(show(tree.unwrap(sample, [1]))).toBe("all(a b c d)");
  });
  it("does not wrap past the depth a person can read", () => {
    let rule: Rule = all(city("a"));
    for (let i = 0; i < 20; i++) rule = tree.wrap(rule, [0], "any");
    expect(tree.depth(rule)).toBe(tree.DEPTH_LIMIT);
  });
});

describe("moving", () => {
  const moved = (from: number[], to: number[], index: number) => {
    const result = tree.move(sample, from, to, index);
    return result && `${show(result.root)} at ${tree.pathKey(result.path)}`;
  };
  it("moves among siblings, counting the place as the list stands", () => {
    expect(moved([0], [], 3)).toBe("all(any(b c) d a) at root.2");
    expect(moved([2], [], 0)).toBe("all(d a any(b c)) at root.0");
    expect(moved([0], [], 1)).toBe("all(a any(b c) d) at root.0");
  });
  it("moves into and out of a group, though the group itself shifts", () => {
    expect(moved([0], [1], 1)).toBe("all(any(b a c) d) at root.0.1");
    expect(moved([1, 0], [], 0)).toBe("all(b a any(c) d) at root.0");
    expect(moved([2], [1], 99)).toBe("all(a any(b c d)) at root.1.2");
  });
  it("refuses to move a group into itself, the root anywhere, or anything too deep", () => {
    expect(tree.move(sample, [1], [1], 0)).toBeUndefined();
    expect(tree.move(sample, [], [1], 0)).toBeUndefined();
    let deep: Rule = city("z");
    for (let i = 0; i < tree.DEPTH_LIMIT - 1; i++) deep = any(deep);
    expect(tree.move(all(deep, any()), [0], [1], 0)).toBeUndefined();
  });
  it("never loses or adds a condition, wherever a node goes", () => {
    const paths: number[][] = [[0], [1], [2], [1, 0], [1, 1]];
    for (const from of paths)
      for (const to of [[], [1]] as number[][])
        for (let index = 0; index < 4; index++) {
          const result = tree.move(sample, from, to, index);
          if (!result) continue;
          expect(tree.leaves(result.root)).toBe(4);
          expect(tree.at(result.root, result.path)).toEqual(tree.at(sample, from));
        }
  });
  it("walks with the keyboard through every place from top to bottom and back", () => {
    let state: tree.Moved | undefined = { root: sample, path: [0] };
    const seen: string[] = [];
    while (state) {
      seen.push(show(state.root));
      state = tree.step(state.root, state.path, "down");
    }
    expect(seen).toEqual([
      "all(a any(b c) d)",
      "all(any(a b c) d)",
      "all(any(b a c) d)",
      "all(any(b c a) d)",
      "all(any(b c) a d)",
      "all(any(b c) d a)",
    ]);
    const back: string[] = [];
    state = { root: all(any(city("b"), city("c")), city("d"), city("a")), path: [2] };
    while (state) {
      back.push(show(state.root));
      state = tree.step(state.root, state.path, "up");
    }
    expect(back).toEqual([...seen].reverse());
  });
});

describe("dropping", () => {
  it("lands before or after a condition, by the half the pointer is in", () => {
    expect(landing(sample, [2], [0], 0.2)).toEqual({ group: [], index: 0 });
    expect(landing(sample, [2], [0], 0.8)).toEqual({ group: [], index: 1 });
  });
  it("lands in a group from its middle, beside it at its edges", () => {
    expect(landing(sample, [0], [1], 0.1)).toEqual({ group: [], index: 1 });
    expect(landing(sample, [0], [1], 0.4)).toEqual({ group: [1], index: 0 });
    expect(landing(sample, [0], [1], 0.6)).toEqual({ group: [1], index: 2 });
    expect(landing(sample, [0], [1], 0.95)).toEqual({ group: [], index: 2 });
    expect(landing(sample, [0], [], 0.01)).toEqual({ group: [], index: 0 });
  });
  it("lands nowhere on itself or inside itself", () => {
    expect(landing(sample, [1], [1], 0.5)).toBeUndefined();
    expect(landing(sample, [1], [1, 0], 0.5)).toBeUndefined();
  });
  it("reads places back from their names", () => {
    for (const path of [[], [0], [1, 0, 2]]) expect(pathOf(tree.pathKey(path))).toEqual(path);
  });
});

describe("undo", () => {
  it("goes back and forth, and a new change forgets what was undone", () => {
    let history = tree.begin(sample);
    history = tree.record(history, tree.remove(history.now, [0]));
    history = tree.record(history, tree.remove(history.now, [0]));
    expect(show(history.now)).toBe("all(d)");
    history = tree.undo(history);
    expect(show(history.now)).toBe("all(any(b c) d)");
    expect(show(tree.redo(history).now)).toBe("all(d)");
    history = tree.record(history, tree.append(history.now, [], city("x")));
    expect(tree.redo(history)).toBe(history);
    expect(show(tree.undo(tree.undo(history)).now)).toBe(show(sample));
  });
  it("passes over what was typed and typed back", () => {
    let history = tree.record(tree.begin(sample), tree.append(sample, [], city("x")));
    history = tree.record(history, tree.append(sample, [], city("xy")));
    history = tree.amend(history, tree.append(sample, [], city("x")));
    expect(show(tree.undo(history).now)).toBe(show(sample));
    expect(show(tree.redo(tree.undo(history)).now)).toBe("all(a any(b c) d x)");
  });
  it("does not remember a change that changed nothing", () => {
    const history = tree.begin(sample);
    expect(tree.record(history, JSON.parse(JSON.stringify(sample)) as Rule)).toBe(history);
    expect(tree.undo(history)).toBe(history);
  });
});
