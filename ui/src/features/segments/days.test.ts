import { describe, expect, it } from "vitest";
import { offeredDays, readDay, showDay } from "./days";

describe("a day", () => {
  it("is read the ways people write it", () => {
    for (const text of ["2026-06-21", "21 Jun 2026", "21 june 2026", "Sun 21 Jun 2026", "21st June, 2026", "June 21, 2026"])
      expect(readDay(text), text).toBe("2026-06-21");
  });
  it("is refused when it does not exist or reads two ways", () => {
    for (const text of ["2026-02-30", "31 Apr 2026", "03/04/2026", "21.06.2026", "Jun 2026", "", "12 Foo 2026", "0 Jan 2026"])
      expect(readDay(text), text).toBeUndefined();
    expect(readDay("29 Feb 2024")).toBe("2024-02-29");
  });
  it("is shown so that it is read back as itself", () => {
    for (const day of ["2026-06-21", "2024-02-29", "1999-12-31"]) expect(readDay(showDay(day))).toBe(day);
  });
  it("without a year is the last one that has come", () => {
    expect(readDay("21 June", "2026-11-23")).toBe("2026-06-21");
    expect(readDay("Dec 24", "2026-11-23")).toBe("2025-12-24");
    expect(readDay("23 November", "2026-11-23")).toBe("2026-11-23");
    expect(readDay("29 Feb", "2025-06-01")).toBe("2024-02-29");
    expect(readDay("21 June")).toBeUndefined();
  });
  it("may be said from today", () => {
    expect(readDay("yesterday", "2026-03-01")).toBe("2026-02-28");
    expect(readDay("3 weeks ago", "2026-11-23")).toBe("2026-11-02");
    expect(readDay("a month ago", "2026-03-31")).toBe("2026-02-28");
    expect(readDay("2 years ago", "2024-02-29")).toBe("2022-02-28");
    expect(readDay("10 fortnights ago", "2026-11-23")).toBeUndefined();
  });
  it("is offered newest first, each once, the start of each of the last twelve months among them", () => {
    const offered = offeredDays("2026-11-23");
    expect(offered[0]).toEqual({ words: "Today", day: "2026-11-23" });
    expect(offered).toContainEqual({ words: "Start of June", day: "2026-06-01" });
    expect(new Set(offered.map((each) => each.day)).size).toBe(offered.length);
    expect([...offered].sort((a, b) => b.day.localeCompare(a.day))).toEqual(offered);
    expect(new Set(offeredDays("2026-01-01").map((each) => each.day)).size).toBe(offeredDays("2026-01-01").length);
  });
});
