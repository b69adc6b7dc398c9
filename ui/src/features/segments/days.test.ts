import { describe, expect, it } from "vitest";
import { readDay, showDay } from "./days";

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
});
