/** Segments beside each other: a row for each thing that was compared, a column for each segment. */

import type { DifferenceView, SegmentCompareView } from "../../bindings";

export interface ComparedRow {
  label: string;
  /** Of everyone: what all of them are measured by. */
  everyone: string;
  /** For each segment in order; nothing where it does not clearly differ and its figure is not told. */
  cells: (DifferenceView | undefined)[];
}

/** The figures that are always told, then the habits in which one of them clearly differs, where most of them do first. */
export function rowsOf({ segments }: Pick<SegmentCompareView, "segments">): ComparedRow[] {
  const rows = (of: "figures" | "habits") => {
    const found = new Map<string, ComparedRow>();
    segments.forEach((segment, at) => {
      for (const each of segment.against[of]) {
        const row = found.get(each.label) ?? { label: each.label, everyone: each.everyone, cells: segments.map(() => undefined) };
        row.cells[at] = each;
        found.set(each.label, row);
      }
    });
    return [...found.values()];
  };
  const told = (row: ComparedRow) => row.cells.filter((cell) => cell).length;
  return [...rows("figures"), ...rows("habits").sort((a, b) => told(b) - told(a))];
}

/** Segments whose people are too few to say anything of, by place. */
export const tooFew = ({ segments }: Pick<SegmentCompareView, "segments">): boolean[] =>
  segments.map(({ against }) => against.figures.length === 0);
