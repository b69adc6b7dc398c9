import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Rule, SegmentChoice, SegmentCountView, SegmentSizeView } from "../../bindings";
import { Refusal } from "../../host/host";
import { Builder } from "./builder.svelte";
import { DEPTH_LIMIT } from "./tree";

const yes: Rule = { type: "permission", channel: "email", state: "granted" };
const no: Rule = { type: "permission", channel: "email", state: "refused" };
const all = (...rules: Rule[]): Rule => ({ type: "all", rules });

/** Counts nodes in the order they are asked, and answers when told to. */
function host() {
  const asked: { rule: Rule; answer: (size: number) => void; refuse: () => void }[] = [];
  const paths = (rule: Rule, path = "root"): string[] => [
    path,
    ...("rules" in rule ? rule.rules.flatMap((child, i) => paths(child, `${path}.${i}`)) : []),
  ];
  return {
    asked,
    ruleOptions: vi.fn(),
    segmentCount: vi.fn((choice: SegmentChoice) => Promise.resolve({ size: sizeOf(choice) } as SegmentCountView)),
    segmentSize: (choice: SegmentChoice) =>
      new Promise<SegmentSizeView>((answer, refuse) => {
        if (choice.by !== "rule") throw new Error("a rule is asked");
        const rule = choice.rule.root;
        asked.push({
          rule,
          answer: (size) => answer({ size, nodes: paths(rule).map((path) => ({ path, count: size })) } as SegmentSizeView),
          refuse: () => refuse(new Refusal({ code: "input_refused", message: "No.", hint: "" })),
        });
      }),
  };
}

/** How many conditions: tells the rules of a test apart. */
const sizeOf = (choice: SegmentChoice) => (choice.by === "rule" && "rules" in choice.rule.root ? choice.rule.root.rules.length : -1);

const settle = async () => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

describe("counting while a rule is written", () => {
  it("asks at once, and while it waits asks nothing until it can ask for all that has changed", async () => {
    const behind = host();
    const builder = new Builder(behind);
    builder.open(all());
    expect(behind.asked).toHaveLength(1);
    builder.add([], yes);
    builder.add([], no);
    expect(behind.asked).toHaveLength(1);
    behind.asked[0]?.answer(9);
    await settle();
    expect(behind.asked).toHaveLength(2);
    expect(behind.asked[1]?.rule).toEqual(all(yes, no));
    behind.asked[1]?.answer(3);
    await settle();
    expect(behind.asked).toHaveLength(2);
    builder.add([], yes);
    expect(behind.asked).toHaveLength(3);
  });

  it("asks in the version of the language it writes", () => {
    const builder = new Builder(host());
    builder.open(all(yes));
    expect(builder.askedRule).toEqual({ version: 5, root: all(yes) });
  });

  it("never shows the answer to an older rule as new, and says so while it waits", async () => {
    const behind = host();
    const builder = new Builder(behind);
    builder.open(all(yes));
    builder.replace([0], no);
    behind.asked[0]?.answer(99);
    await settle();
    expect(builder.answer).toBeUndefined();
    behind.asked[1]?.answer(7);
    await settle();
    expect(builder.answer?.size).toBe(7);
    expect(builder.updating).toBe(false);
    builder.add([], yes);
    expect(builder.updating).toBe(true);
    expect(builder.answer?.size).toBe(7);
  });

  it("forgets what was asked of a rule that is not open any more", async () => {
    const behind = host();
    const builder = new Builder(behind);
    builder.open(all(yes));
    builder.open(all(no));
    behind.asked[0]?.answer(99);
    behind.asked[1]?.answer(7);
    await settle();
    expect(builder.answer?.size).toBe(7);
    builder.add([], yes);
    builder.close();
    behind.asked[2]?.answer(5);
    await settle();
    expect(builder.answer?.size).toBe(7);
  });

  it("keeps the counts of parts that did not change, and never shows one for a part that did", async () => {
    const behind = host();
    const builder = new Builder(behind);
    builder.open(all(yes, no));
    behind.asked[0]?.answer(5);
    await settle();
    const [first, second] = (builder.rule as { rules: Rule[] }).rules as [Rule, Rule];
    expect([builder.countOf(builder.rule), builder.countOf(first), builder.countOf(second)]).toEqual([5, 5, 5]);
    builder.replace([0], { type: "permission", channel: "sms", state: "granted" });
    const [changed, same] = (builder.rule as { rules: Rule[] }).rules as [Rule, Rule];
    // What stood there before is known as such, and a part that did not change has nothing old about it.
    expect([builder.oldCountOf(builder.rule), builder.oldCountOf(changed), builder.oldCountOf(same)]).toEqual([5, 5, undefined]);
    expect(builder.countOf(builder.rule)).toBeUndefined();
    expect(builder.countOf(changed)).toBeUndefined();
    expect(builder.countOf(same)).toBe(5);
    builder.undo();
    expect(builder.countOf(builder.rule)).toBe(5);
  });

  it("shows a refusal, keeps the last answer, and asks again when told", async () => {
    const behind = host();
    const builder = new Builder(behind);
    builder.open(all(yes));
    behind.asked[0]?.answer(5);
    await settle();
    builder.add([], no);
    behind.asked[1]?.refuse();
    await settle();
    expect(builder.problem?.message).toBe("No.");
    expect(builder.answer?.size).toBe(5);
    builder.retry();
    behind.asked[2]?.answer(3);
    await settle();
    expect(builder.problem).toBeUndefined();
    expect(builder.answer?.size).toBe(3);
  });

  it("puts a lone condition in a group, so that there is a place to add to", () => {
    const builder = new Builder(host());
    builder.open(yes);
    expect(builder.rule).toEqual(all(yes));
  });

  it("lands what was dragged where it was dropped, or leaves it", () => {
    const builder = new Builder(host());
    builder.open(all(yes, no));
    builder.dragging = [0];
    builder.drop = { group: [], index: 2 };
    builder.land();
    expect(builder.rule).toEqual(all(no, yes));
    builder.dragging = [0];
    builder.land();
    expect(builder.rule).toEqual(all(no, yes));
    expect(builder.dragging).toBeUndefined();
  });

  it("lends no number to another condition: not from one that only moved, not to one that is about something else", async () => {
    const behind = host();
    const builder = new Builder(behind);
    builder.open(all(yes, no));
    behind.asked[0]?.answer(5);
    await settle();
    const visited: Rule = { type: "did", event: "visit", times: { op: "at_least", n: 1 }, when: { in: "ever" } };
    builder.replace([0], visited);
    expect(builder.oldCountOf(visited)).toBeUndefined();
    builder.undo();
    const copy: Rule = { ...no } as Rule;
    builder.change(all(copy, yes, no));
    expect(builder.oldCountOf(copy)).toBeUndefined();
  });
});

describe("whom one may write to", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is asked once the keys rest, of the rule as it is then, and marked until it is there", async () => {
    const behind = host();
    const builder = new Builder(behind);
    builder.open(all(yes));
    behind.asked[0]?.answer(9);
    await settle();
    expect([builder.updating, builder.behind]).toEqual([false, true]);
    expect(behind.segmentCount).not.toHaveBeenCalled();
    builder.add([], no);
    behind.asked[1]?.answer(3);
    await vi.advanceTimersByTimeAsync(1000);
    expect(behind.segmentCount).toHaveBeenCalledTimes(1);
    expect(builder.reach?.size).toBe(2);
    expect(builder.behind).toBe(false);
    builder.add([], yes);
    expect(builder.behind).toBe(true);
    expect(builder.reach?.size).toBe(2);
  });

  it("of an older rule is never taken for that of the one on screen", async () => {
    const behind = host();
    let late: ((view: SegmentCountView) => void) | undefined;
    behind.segmentCount.mockImplementationOnce(() => new Promise((answer) => (late = answer)));
    const builder = new Builder(behind);
    builder.open(all(yes));
    behind.asked[0]?.answer(9);
    await vi.advanceTimersByTimeAsync(1000);
    builder.add([], no);
    late?.({ size: 1 } as SegmentCountView);
    await settle();
    expect(builder.reach).toBeUndefined();
    expect(builder.behind).toBe(true);
    behind.asked[1]?.answer(3);
    await vi.advanceTimersByTimeAsync(1000);
    expect(builder.reach?.size).toBe(2);
    // Nothing more is asked once nothing is open.
    builder.add([], yes);
    behind.asked[2]?.answer(3);
    await settle();
    builder.close();
    await vi.advanceTimersByTimeAsync(1000);
    expect(behind.segmentCount).toHaveBeenCalledTimes(2);
  });
});

describe("steps back and forward", () => {
  it("takes all that was typed in one field as one step", () => {
    const builder = new Builder(host());
    builder.open(all(yes));
    const field = {};
    const visits = (n: number): Rule => ({ type: "did", event: "visit", times: { op: "at_least", n }, when: { in: "ever" } });
    builder.add([], visits(1));
    for (const n of [2, 25, 250]) builder.replace([1], visits(n), field);
    expect(builder.rule).toEqual(all(yes, visits(250)));
    builder.undo();
    expect(builder.rule).toEqual(all(yes, visits(1)));
    builder.redo();
    expect(builder.rule).toEqual(all(yes, visits(250)));
    // Another field, or the same one after a step back, begins another step.
    builder.replace([1], visits(3), field);
    builder.replace([1], visits(4), {});
    builder.undo();
    expect(builder.rule).toEqual(all(yes, visits(3)));
    builder.undo();
    expect(builder.rule).toEqual(all(yes, visits(250)));
  });

  it("brings back what was removed, and says so", () => {
    const builder = new Builder(host());
    builder.open(all(yes, { type: "any", rules: [no, yes] }));
    builder.remove([1]);
    expect(builder.said).toMatch(/^Group with 2 conditions removed\. Ctrl Z/);
    builder.undo();
    expect(builder.rule).toEqual(all(yes, { type: "any", rules: [no, yes] }));
    builder.redo();
    expect(builder.rule).toEqual(all(yes));
    builder.redo();
    expect(builder.rule).toEqual(all(yes));
  });

  it("wraps in the other way of joining, and takes apart again", () => {
    const builder = new Builder(host());
    builder.open(all(yes, no));
    builder.wrap([1]);
    expect(builder.rule).toEqual(all(yes, { type: "any", rules: [no] }));
    expect(builder.unwrap([1])).toEqual([1]);
    expect(builder.rule).toEqual(all(yes, no));
    let deep: Rule = no;
    for (let level = 1; level < DEPTH_LIMIT; level++) deep = { type: "any", rules: [deep] };
    builder.open(all(deep));
    builder.wrap([0]);
    expect(builder.rule).toEqual(all(deep));
    expect(builder.said).toMatch(/no deeper/);
    builder.open(all(yes, no));
    expect(builder.duplicate([0])).toEqual([1]);
    expect(builder.rule).toEqual(all(yes, yes, no));
  });
});
