import { describe, expect, it } from "vitest";
import { begun, howFar, walkOn } from "./saying";

const way = { words: "said yes to email", sentence: "People who said yes to email" };
const rule = { version: 2, root: { type: "all" as const, rules: [] } };

describe("a rule said in words", () => {
  it("begins with what is there, or as every sentence does", () => {
    expect(begun("People in Germany.")).toBe("People in Germany");
    expect(begun(undefined)).toBe("People ");
  });

  it("says how far it was understood, and what can be done", () => {
    expect(howFar({ rule, understood: "Everyone", rest: "", next: [] })).toBe("Understood. Enter makes it the rule.");
    expect(howFar({ rule, understood: "People in Germany", rest: "", next: [way] })).toMatch(/^Understood\. .*go on:$/);
    expect(howFar({ rule: null, understood: "People who", rest: "", next: [way] })).toMatch(/^Not finished yet\. Here one can say/);
    expect(howFar({ rule: null, understood: "People who", rest: "are nice", next: [] })).toBe("Understood up to there, but not “are nice”.");
    expect(howFar({ rule: null, understood: "", rest: "xyz", next: [way] })).toMatch(/^Not understood: “xyz”\. Here/);
  });

  it("walks through the ways to go on and out at both ends", () => {
    expect([walkOn(undefined, 1, 2), walkOn(0, 1, 2), walkOn(1, 1, 2)]).toEqual([0, 1, undefined]);
    expect([walkOn(undefined, -1, 2), walkOn(1, -1, 2), walkOn(0, -1, 2)]).toEqual([1, 0, undefined]);
  });
});
