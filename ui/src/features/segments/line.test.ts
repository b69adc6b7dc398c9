import { expect, it } from "vitest";
import { line } from "./line";

const size = (date: string, size: number, noted: boolean) => ({ date, day: date, size, noted });

it("lays sizes out by their days, nought at the bottom, and joins what was counted to what was noted", () => {
  const drawn = line([size("2026-01-01", 0, false), size("2026-01-11", 5, true), size("2026-01-21", 10, true)], 100, 50);
  expect(drawn.most).toBe(10);
  expect(drawn.counted).toBe("0,50 50,25");
  expect(drawn.noted).toBe("50,25 100,0");
  expect(drawn.marks).toHaveLength(2);
});

it("has nothing to divide by on its first day", () => {
  const drawn = line([size("2026-01-01", 0, true)], 100, 50);
  expect(drawn).toEqual({ most: 1, counted: "", noted: "0,50", marks: [{ x: 0, y: 50 }] });
});
