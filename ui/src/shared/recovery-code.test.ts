import { describe, expect, it } from "vitest";
import { bare, grouped, soFar, whole } from "./recovery-code";

const CODE = "7QK4-M2XD-9R3T-HV8N-5C6B-J1WZ-0YEG-4SPA-K7";

describe("a recovery code as typed", () => {
  it("forgives case, dashes, spaces and line ends", () => {
    for (const typed of [CODE, CODE.toLowerCase(), CODE.replaceAll("-", " "), ` ${CODE.replaceAll("-", "\n")} `, CODE.replaceAll("-", "–")])
      expect(grouped(typed), typed).toBe(CODE);
    expect(bare("７qk4")).toBe("7QK4");
    expect(grouped("")).toBe("");
  });
  it("is whole with all its letters, and only then", () => {
    expect(whole(CODE)).toBe(true);
    expect(whole(CODE.slice(0, -1))).toBe(false);
    expect(whole(`${CODE}7`)).toBe(false);
  });
  it("says how far one has come", () => {
    expect(soFar("")).toMatch(/^9 groups/);
    expect(soFar("7QK4-M2")).toBe("Group 2 of 9.");
    expect(soFar(CODE.slice(0, 41))).toBe("Group 9 of 9.");
    expect(soFar(CODE)).toBe("All of it is there.");
    expect(soFar(`${CODE}77`)).toBe("2 too many. Look for a group typed twice.");
  });
});
