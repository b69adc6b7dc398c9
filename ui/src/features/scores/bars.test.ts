import { describe, expect, it } from "vitest";
import { laid } from "./bars";

const reason = (words: string, number: number) => ({ words, number, adds: String(number) });
const score = (start_number: number, up: number[], down: number[], rest_number = 0) => ({
  start: "A customer as in the middle: €40",
  start_number,
  up: up.map((number) => reason("up", number)),
  down: down.map((number) => reason("down", number)),
  rest_number,
  number: [start_number, ...up, ...down, rest_number].reduce((sum, each) => sum + each, 0),
  figure: "",
  sum: "€40 + €160 − €50 = €150.",
});

describe("the bars of a person's reasons", () => {
  it("begin each where the one above ended, and end at the figure", () => {
    const bars = laid(score(40, [160], [-50]));
    expect(bars.map(({ way, adds }) => [way, adds])).toEqual([["start", "€40"], ["up", "160"], ["down", "-50"], ["end", "€150"]]);
    expect(bars.map(({ from }) => from)).toEqual([0, 0.2, 0.75, 0]);
    expect(bars.map(({ wide }) => wide)).toEqual([0.2, 0.8, 0.25, 0.75]);
    expect(bars[0]!.words).toBe("A customer as in the middle");
  });
  it("name what is too small to be listed, so that nothing is missing from the sum", () => {
    const bars = laid(score(40, [10], [], -3));
    expect(bars.map(({ way }) => way)).toEqual(["start", "up", "down", "end"]);
    expect(bars[2]!.from + bars[2]!.wide).toBeCloseTo(bars[1]!.from + bars[1]!.wide);
    expect(laid(score(40, [10], [])).length).toBe(3);
  });
  it("stay within their width where the figure is below nothing, or nothing at all", () => {
    for (const bar of [...laid(score(-20, [5], [-40])), ...laid(score(0, [], []))]) {
      expect(bar.from).toBeGreaterThanOrEqual(0);
      expect(bar.from + bar.wide).toBeLessThanOrEqual(1 + 1e-12);
    }
  });
});
