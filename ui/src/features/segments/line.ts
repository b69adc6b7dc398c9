/** Where the points of a small line of sizes over days lie. */
import type { SizeView } from "../../bindings";

export type Line = {
  /** The largest size, at the top. */
  most: number;
  /** Points of what was counted afterwards, up to the first that was noted, as SVG says them. */
  counted: string;
  /** Points of what was noted on the day. */
  noted: string;
  /** Where something was noted. */
  marks: { x: number; y: number }[];
};

const DAY = 86_400_000;

/** Lays sizes out by their days; nought is at the bottom. */
export function line(sizes: readonly SizeView[], width: number, height: number): Line {
  const days = sizes.map((each) => Date.parse(each.date) / DAY);
  const from = days[0] ?? 0;
  const span = Math.max(1, (days.at(-1) ?? from) - from);
  const most = Math.max(1, ...sizes.map((each) => each.size));
  const round = (value: number) => Math.round(value * 10) / 10;
  const points = sizes.map((each, at) => ({
    x: round((((days[at] ?? from) - from) / span) * width),
    y: round(height - (each.size / most) * height),
    noted: each.noted,
  }));
  const said = (some: typeof points) => some.map(({ x, y }) => `${x},${y}`).join(" ");
  const first = points.findIndex((each) => each.noted);
  const split = first < 0 ? points.length : first;
  return {
    most,
    counted: split === 0 ? "" : said(points.slice(0, split + 1)),
    noted: said(points.slice(split)),
    marks: points.slice(split).map(({ x, y }) => ({ x, y })),
  };
}
