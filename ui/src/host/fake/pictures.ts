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
