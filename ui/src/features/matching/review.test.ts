import { describe, expect, it, vi } from "vitest";
import type { MatchReviewView, PairView } from "../../bindings";
import { Refusal } from "../../host/host";
import { Review } from "./review.svelte";
import { likely, weight, weightWords } from "./words";

const side = (id: string) => ({ person: { id, name: id }, did: "", sources: [], said_no: "" });
const pair = (n: number): PairView => ({ id: `p${n}+q${n}`, a: side(`p${n}`), b: side(`q${n}`), band: "ask", probability: 0.9, words: "", fields: [] });
const view: MatchReviewView = { people: 9, sure_total: 4, ask_total: 5, sure: [], ask: [pair(1), pair(2), pair(3)], decided: 0, left_aside: [], as_of: "" };

function host() {
  let next = 1;
  const done = (summary: string) => async (..._: unknown[]) => ({ changed: 1, decisions: [`m${next++}`], summary });
  return {
    matchesFind: vi.fn(async () => view),
    matchesMerge: vi.fn(done("One person.")),
    matchesKeepApart: vi.fn(done("Two people.")),
    matchesMergeSure: vi.fn(async () => ({ changed: 4, decisions: [], summary: "4 merged." })),
    matchesUnmerge: vi.fn(async (_: string, _again: boolean) => ({ changed: 1, decisions: [], summary: "" })),
    importCancel: vi.fn(async () => null),
    onProgress: vi.fn(() => () => {}),
  };
}
async function open() {
  const behind = host();
  const review = new Review(behind);
  await review.find();
  return { behind, review };
}
const ids = (review: Review) => review.pairs.map((one) => one.id.slice(0, 2));

describe("going through pairs", () => {
  it("decides one after the other, and says how many are left, those beyond the list too", async () => {
    const { behind, review } = await open();
    expect([review.pair?.id, review.left]).toEqual(["p1+q1", 5]);
    await review.same();
    expect(behind.matchesMerge).toHaveBeenCalledWith("p1", "q1");
    await review.different();
    expect(behind.matchesKeepApart).toHaveBeenCalledWith("p2", "q2");
    expect([review.pair?.id, review.left, review.decided, review.said]).toEqual(["p3+q3", 3, 2, "Two people."]);
  });

  it("takes back the last answer, then the one before, each to its place", async () => {
    const { behind, review } = await open();
    review.step(1);
    await review.same();
    await review.same();
    expect(ids(review)).toEqual(["p1"]);
    await review.takeBack();
    await review.takeBack();
    expect(behind.matchesUnmerge.mock.calls).toEqual([["m2", true], ["m1", true]]);
    expect([ids(review), review.at, review.canTakeBack]).toEqual([["p1", "p2", "p3"], 1, false]);
    await review.takeBack();
    expect(behind.matchesUnmerge).toHaveBeenCalledTimes(2);
  });

  it("leaves a pair for later without deciding, and that can be taken back too", async () => {
    const { behind, review } = await open();
    review.skip();
    expect([review.pair?.id, review.left]).toEqual(["p2+q2", 5]);
    await review.takeBack();
    expect([review.pair?.id, behind.matchesUnmerge.mock.calls.length]).toEqual(["p1+q1", 0]);
    review.step(-1);
    expect(review.pair?.id).toBe("p3+q3");
  });

  it("keeps the pair when an answer cannot be written", async () => {
    const { behind, review } = await open();
    behind.matchesMerge.mockRejectedValueOnce(new Refusal({ code: "read_only", message: "Reading only.", hint: "" }));
    await review.same();
    expect([review.pair?.id, review.problem?.message, review.canTakeBack]).toEqual(["p1+q1", "Reading only.", false]);
  });

  it("answers once, however fast one types", async () => {
    const { behind, review } = await open();
    await Promise.all([review.same(), review.same()]);
    expect(behind.matchesMerge).toHaveBeenCalledTimes(1);
  });

  it("merges what is beyond doubt in one go", async () => {
    const { review } = await open();
    const report = await review.mergeSure();
    expect([report?.changed, review.view?.sure_total, review.view?.decided]).toEqual([4, 0, 4]);
  });
});

describe("words for a likeness", () => {
  it("never promise more than the figure", () => {
    expect([0.9, 0.984, 0.9996, 0.99, 0.004, 0.041].map(likely)).toEqual(["9 in 10", "98 in 100", "more than 999 in 1,000", "99 in 100", "fewer than 1 in 100", "4 in 100"]);
    expect(likely(0.9949)).toBe("99 in 100");
  });
  it("say which way a field speaks, and draw no more than the bar holds", () => {
    expect(weight(25)).toEqual({ share: 1, side: "for" });
    expect(weight(-5)).toEqual({ share: 0.5, side: "against" });
    expect(weight(0.1).side).toBe("none");
    expect(weight(Number.NaN).side).toBe("none");
    expect(weightWords(9)).toBe("speaks strongly for one person");
    expect(weightWords(-1)).toBe("speaks a little against one person");
    expect(weightWords(0)).toBe("says little");
  });
});
