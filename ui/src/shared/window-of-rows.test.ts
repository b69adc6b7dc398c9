import { describe, expect, it } from "vitest";
import { HEIGHT_CAP, ROW_HEIGHT, rowWindow, scrollTo } from "./window-of-rows";

describe("the window of rows", () => {
  const view = 600;
  it.each([1, 25, 4_812, 1_000_000, 3_000_000, 50_000_000])("reaches the first and the last of %i rows", (total) => {
    const start = rowWindow(total, 0, view);
    expect(start.first).toBe(0);
    expect(start.top).toBe(0);
    expect(start.height).toBeLessThanOrEqual(HEIGHT_CAP);
    const bottom = Math.max(0, start.height - view);
    const last = rowWindow(total, bottom, view);
    expect(last.end).toBe(total);
    // The last row's foot stands at the foot of the pane, or higher when the list is short.
    expect(last.top + (last.end - last.first) * ROW_HEIGHT).toBeCloseTo(Math.min(view, total * ROW_HEIGHT), 3);
  });

  it("places rows by small distances however far down they are", () => {
    for (const scrolled of [0, 1_000_000, HEIGHT_CAP - view]) {
      const { top } = rowWindow(1_000_000, scrolled, view);
      expect(top).toBeLessThanOrEqual(0);
      expect(top).toBeGreaterThan(-10 * ROW_HEIGHT);
    }
  });

  it("scrolls pixel for pixel up to half a million rows", () => {
    const { first, top } = rowWindow(500_000, 8_000_000, view);
    expect(first * ROW_HEIGHT - top).toBe(8_000_000);
  });

  it("draws every row that is in view, and few others", () => {
    for (let scrolled = 0; scrolled < 4_812 * ROW_HEIGHT - view; scrolled += 997) {
      const { first, end } = rowWindow(4_812, scrolled, view);
      expect(first * ROW_HEIGHT).toBeLessThanOrEqual(scrolled);
      expect(end * ROW_HEIGHT).toBeGreaterThanOrEqual(Math.min(scrolled + view, 4_812 * ROW_HEIGHT));
      expect(end - first).toBeLessThan(40);
    }
  });

  it.each([1_000, 1_000_000, 50_000_000])("scrolls just far enough to show a row of %i", (total) => {
    for (const row of [0, 7, 500, total - 1]) {
      const scrolled = scrollTo(row, total, 0, view);
      const { first, end, top } = rowWindow(total, scrolled, view);
      const above = top + (row - first) * ROW_HEIGHT;
      expect(row).toBeGreaterThanOrEqual(first);
      expect(row).toBeLessThan(end);
      expect(above).toBeGreaterThanOrEqual(-0.5);
      expect(above + ROW_HEIGHT).toBeLessThanOrEqual(view + 0.5);
    }
  });
});
