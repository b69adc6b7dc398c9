import { describe, expect, it } from "vitest";
import { bytes, count, counted, days, greeting, people, percent, seconds, index } from "./format";

describe("words for figures", () => {
  it("counts", () => {
    expect(count(1_000_000)).toBe("1,000,000");
    expect(people(1)).toBe("1 person");
    expect(people(4_812)).toBe("4,812 people");
    expect(counted(0, "order")).toBe("0 orders");
  });
  it("gives shares without false detail", () => {
    expect(percent(0.066)).toBe("6.6%");
    expect(percent(0.314)).toBe("31%");
    expect(percent(0)).toBe("0%");
    expect(percent(0.00001)).toBe("under 0.1%");
    expect(percent(Number.NaN)).toBe("–");
  });
  it("gives times in words", () => {
    expect(days(1)).toBe("1 day");
    expect(days(31)).toBe("31 days");
    expect(days(100)).toBe("3 months");
    expect(seconds(0.2)).toBe("less than a second");
    expect(seconds(75)).toBe("1 minute 15 seconds");
    expect(seconds(59.7)).toBe("1 minute");
    expect(seconds(3_000)).toBe("50 minutes");
  });
  it("an index stops where it says nothing more", () => {
    expect([null, 0, 100, 999, 1_000, 19_296].map(index)).toEqual(["–", "0", "100", "999", "999+", "999+"]);
  });
  it("gives sizes", () => {
    expect(bytes(512)).toBe("512 bytes");
    expect(bytes(4_318_220)).toBe("4.3 MB");
  });
  it("greets by the clock", () => {
    expect([4, 5, 11, 12, 17, 18].map(greeting)).toEqual(["Good evening", "Good morning", "Good morning", "Good afternoon", "Good afternoon", "Good evening"]);
  });
});
