import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Rule, SegmentChoice, SegmentCountView } from "../../bindings";
import { Refusal } from "../../host/host";
import { Builder } from "./builder.svelte";

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
    segmentCount: (choice: SegmentChoice) =>
      new Promise<SegmentCountView>((answer, refuse) => {
        if (choice.by !== "rule") throw new Error("a rule is asked");
        const rule = choice.rule.root;
        asked.push({
          rule,
          answer: (size) => answer({ size, nodes: paths(rule).map((path) => ({ path, count: size })) } as SegmentCountView),
          refuse: () => refuse(new Refusal({ code: "input_refused", message: "No.", hint: "" })),
        });
      }),
  };
}

const settle = async () => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

describe("counting while a rule is written", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("asks once for a burst of changes, after a pause", async () => {
    const behind = host();
    const builder = new Builder(behind);
    builder.open(all());
    expect(behind.asked).toHaveLength(1);
    builder.add([], yes);
    builder.add([], no);
    vi.advanceTimersByTime(149);
    expect(behind.asked).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(behind.asked).toHaveLength(2);
    expect(behind.asked[1]?.rule).toEqual(all(yes, no));
  });

  it("drops an answer that comes after a later question, and says so while it waits", async () => {
    const behind = host();
    const builder = new Builder(behind);
    builder.open(all(yes));
    builder.replace([0], no);
    vi.advanceTimersByTime(150);
    behind.asked[1]?.answer(7);
    await settle();
    expect(builder.answer?.size).toBe(7);
    expect(builder.updating).toBe(false);
    behind.asked[0]?.answer(99);
    await settle();
    expect(builder.answer?.size).toBe(7);
    builder.add([], yes);
    expect(builder.updating).toBe(true);
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
    vi.advanceTimersByTime(150);
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
});
