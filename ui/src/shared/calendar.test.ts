import { describe, expect, it } from "vitest";
import { dayWords, keyOn, monthsOn, monthWords, weeksOf } from "./calendar";

describe("a month's calendar", () => {
  it("shows whole weeks from Monday on, the month's first and last day among them", () => {
    const november = weeksOf("2026-11");
    expect(november[0]?.[0]).toBe("2026-10-26");
    expect(november.at(-1)).toContain("2026-11-30");
    expect(november.every((week) => week.length === 7)).toBe(true);
    // A February of four weeks, and one with a leap day.
    expect(weeksOf("2027-02").map((week) => week[0])).toEqual(["2027-02-01", "2027-02-08", "2027-02-15", "2027-02-22"]);
    expect(weeksOf("2028-02").flat()).toContain("2028-02-29");
    for (let month = 1; month <= 12; month++) {
      const key = `2026-${String(month).padStart(2, "0")}`;
      const own = weeksOf(key).flat().filter((day) => day.startsWith(key));
      expect(own).toHaveLength(new Date(Date.UTC(2026, month, 0)).getUTCDate());
    }
  });

  it("is walked through by keys, over the ends of months and years", () => {
    expect(keyOn("2026-01-01", "ArrowLeft")).toBe("2025-12-31");
    expect(keyOn("2026-12-31", "ArrowRight")).toBe("2027-01-01");
    expect([keyOn("2026-03-01", "ArrowUp"), keyOn("2026-02-22", "ArrowDown")]).toEqual(["2026-02-22", "2026-03-01"]);
    expect([keyOn("2026-11-26", "Home"), keyOn("2026-11-26", "End")]).toEqual(["2026-11-23", "2026-11-29"]);
    expect([keyOn("2026-03-31", "PageUp"), keyOn("2026-01-31", "PageDown")]).toEqual(["2026-02-28", "2026-02-28"]);
    expect(monthsOn("2026-12-31", 2)).toBe("2027-02-28");
    expect(keyOn("2026-11-26", "a")).toBeUndefined();
  });

  it("says days and months in full", () => {
    expect(monthWords("2026-11-01")).toBe("November 2026");
    expect(dayWords("2026-11-23")).toMatch(/^Monday,? 23 November 2026$/);
  });
});
