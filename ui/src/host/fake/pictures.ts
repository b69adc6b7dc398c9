/** Drawings for the make-believe host, in the manner of the real ones. */
import type { WeekCount } from "../../bindings";
import { chance, isoAgo } from "./shop";

const HUES = [
  ["#1f6b4f", "#d8eadd"],
  ["#94690f", "#f6ecd2"],
  ["#b4532a", "#f8e0d2"],
  ["#2f5d8a", "#dde9f4"],
  ["#6f766b", "#e6e6e0"],
] as const;

export function portrait(n: number): string {
  const [deep, pale] = HUES[n % HUES.length]!;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="${pale}"/><circle cx="24" cy="31" r="16" fill="${deep}" opacity=".55"/><path d="M0 40q18-10 34-4t30 2v26H0z" fill="${deep}"/></svg>`;
}

export function weeks(): WeekCount[] {
  return Array.from({ length: 52 }, (_, n) => {
    const season = Math.sin((n / 52) * 6.28 - 0.4) * 22;
    return { week: isoAgo((51 - n) * 7), purchases: Math.round(88 + season + chance("week", n) * 18) };
  });
}

export function ordersChart(counts: readonly WeekCount[]): string {
  const high = Math.max(...counts.map((week) => week.purchases));
  const x = (n: number) => (n / (counts.length - 1)) * 536;
  const y = (purchases: number) => 92 - (purchases / high) * 74;
  const line = counts.map((week, n) => `${n ? "L" : "M"}${x(n).toFixed(1)} ${y(week.purchases).toFixed(1)}`).join("");
  const rule = (at: number) => `<path d="M0 ${at}H536" stroke="var(--line-1)"/>`;
  const months = ["Dec", "Mar", "Jun", "Sep"].map((month, n) => `<text x="${n * 134 + 4}" y="107" font-size="11" fill="var(--ink-2)">${month}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 536 110">${rule(18)}${rule(55)}${rule(92)}<path d="${line}" fill="none" stroke="var(--ink-1)" stroke-width="1.6"/>${months.join("")}</svg>`;
}

const frame = (inside: string) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 200"><path d="M34 8V170H292" fill="none" stroke="var(--line-2)"/>${inside}</svg>`;
const label = (x: number, y: number, words: string, anchor = "start") => `<text x="${x}" y="${y}" font-size="11" text-anchor="${anchor}" fill="var(--ink-2)">${words}</text>`;
const at = (x: number, y: number) => `${(34 + x * 258).toFixed(1)} ${(170 - y * 162).toFixed(1)}`;

/** Points against the line on which they would be right. */
export function diagonalChart(points: [number, number][], across: string, up: string): string {
  const dots = points.map(([x, y]) => `<circle cx="${(34 + x * 258).toFixed(1)}" cy="${(170 - y * 162).toFixed(1)}" r="4" fill="var(--green)"/>`).join("");
  return frame(`<path d="M${at(0, 0)}L${at(1, 1)}" stroke="var(--line-3)" stroke-dasharray="4 4"/>${dots}${label(292, 188, across, "end")}${label(38, 16, up)}`);
}

/** What was said, dashed, and what came. */
export function totalsChart(pairs: [number, number][]): string {
  const most = Math.max(...pairs.flat()) * 1.1;
  const line = (which: 0 | 1) => [...pairs].reverse().map((pair, n) => `${n ? "L" : "M"}${at((n + 0.5) / pairs.length, pair[which] / most)}`).join("");
  return frame(`<path d="${line(0)}" fill="none" stroke="var(--green)" stroke-width="2" stroke-dasharray="5 4"/><path d="${line(1)}" fill="none" stroke="var(--ink-1)" stroke-width="2"/>${label(292, 188, "quarters", "end")}`);
}

/** The share that has come a second time. */
export function secondChart(): string {
  const line = Array.from({ length: 53 }, (_, n) => `${n ? "L" : "M"}${at(n / 52, 0.66 * (1 - 0.93 ** n))}`).join("");
  return frame(`<path d="${line}" fill="none" stroke="var(--ink-1)" stroke-width="2"/>${label(292, 188, "a year", "end")}${label(38, 16, "all")}`);
}
