import { describe, expect, it } from "vitest";
import type { ComparedView, DifferenceView } from "../../bindings";
import { rowsOf, tooFew } from "./compared";

const difference = (label: string, clear = true): DifferenceView => ({ label, here: "1", everyone: "2", index: 50, clear, known: 30 });
const segment = (figures: DifferenceView[], habits: DifferenceView[]) => ({ against: { figures, habits } }) as ComparedView;

describe("segments beside each other", () => {
  it("has the figures first, and a habit of one beside an empty place of the other", () => {
    const rows = rowsOf({ segments: [segment([difference("Orders", false)], [difference("Tea")]), segment([difference("Orders")], [difference("Cake"), difference("Tea")])] });
    expect(rows.map((row) => row.label)).toEqual(["Orders", "Tea", "Cake"]);
    expect(rows[0]?.cells.map((cell) => cell?.clear)).toEqual([false, true]);
    expect(rows[2]?.cells[0]).toBeUndefined();
    expect(rows[2]?.everyone).toBe("2");
  });

  it("says of which there is nothing to say", () => {
    const view = { segments: [segment([], []), segment([difference("Orders")], [])] };
    expect(tooFew(view)).toEqual([true, false]);
    expect(rowsOf(view)[0]?.cells[0]).toBeUndefined();
  });
});
