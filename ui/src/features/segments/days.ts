/** Days as people type them: `2026-06-21`, `21 Jun 2026`, `21 June`, `yesterday`. Never `03/04/2026`, which reads two ways. */

import { daysBefore } from "./switching";

const NAMES = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];
const MONTHS = NAMES.map((name) => name.slice(0, 3).toLowerCase());

/** `YYYY-MM-DD`, or nothing when it is not a day that exists. With `today`, also what is said from there. */
export function readDay(text: string, today?: string): string | undefined {
  const clean = text.trim().toLowerCase().replace(/,/g, " ").replace(/\s+/g, " ");
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(clean);
  if (iso) return existing(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const dayFirst = /^(?:[a-z]{3,9} )?(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})\.?(?: (\d{4}))?$/.exec(clean);
  if (dayFirst) return inYear(dayFirst[3], month(dayFirst[2]), Number(dayFirst[1]), today);
  const monthFirst = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}))?$/.exec(clean);
  if (monthFirst) return inYear(monthFirst[3], month(monthFirst[1]), Number(monthFirst[2]), today);
  return today === undefined ? undefined : saidFrom(clean, today);
}

/** Without a year it is the last one that has come. */
function inYear(year: string | undefined, month: number, day: number, today: string | undefined): string | undefined {
  if (year !== undefined) return existing(Number(year), month, day);
  if (today === undefined) return undefined;
  const now = Number(today.slice(0, 4));
  const thisYear = existing(now, month, day);
  return thisYear !== undefined && thisYear <= today ? thisYear : existing(now - 1, month, day);
}

function saidFrom(words: string, today: string): string | undefined {
  if (words === "today") return today;
  if (words === "yesterday") return daysBefore(today, 1);
  const ago = /^(\d{1,4}|a|an|one) (day|week|month|year)s? ago$/.exec(words);
  if (!ago) return undefined;
  const n = /^\d/.test(ago[1] ?? "") ? Number(ago[1]) : 1;
  if (ago[2] === "day" || ago[2] === "week") return daysBefore(today, ago[2] === "week" ? n * 7 : n);
  return monthsBefore(today, ago[2] === "year" ? n * 12 : n);
}

/** The same day of an earlier month, or that month's last. */
function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const first = new Date(Date.UTC(year, month - 1 - months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date, last));
  return first.toISOString().slice(0, 10);
}

function month(word: string | undefined): number {
  const at = MONTHS.indexOf((word ?? "").slice(0, 3));
  return at >= 0 && NAMES[at]?.toLowerCase().startsWith(word ?? "") ? at + 1 : word === "sept" ? 9 : 0;
}

function existing(year: number, month: number, day: number): string | undefined {
  const at = new Date(Date.UTC(year, month - 1, day));
  const exists = year >= 1900 && at.getUTCMonth() === month - 1 && at.getUTCDate() === day && month > 0;
  return exists ? at.toISOString().slice(0, 10) : undefined;
}

/** `21 Jun 2026`. */
export function showDay(day: string): string {
  const [year, month, date] = day.split("-").map(Number);
  const name = NAMES[(month ?? 0) - 1];
  return name && year && date ? `${date} ${name.slice(0, 3)} ${year}` : day;
}

/** Days worth offering, newest first: each with the words for it. */
export function offeredDays(today: string): { words: string; day: string }[] {
  const firsts = Array.from({ length: 12 }, (_, n) => `${monthsBefore(`${today.slice(0, 7)}-01`, n)}`);
  const monthly = firsts.map((day, n) => ({
    words: n === 0 ? "Start of this month" : n === 1 ? "Start of last month" : `Start of ${NAMES[Number(day.slice(5, 7)) - 1]}`,
    day,
  }));
  const others = [
    { words: "Today", day: today },
    { words: "A week ago", day: daysBefore(today, 7) },
    { words: "Start of this year", day: `${today.slice(0, 4)}-01-01` },
    { words: "A year ago", day: monthsBefore(today, 12) },
    { words: "Two years ago", day: monthsBefore(today, 24) },
  ];
  const seen = new Set<string>();
  return [...others, ...monthly]
    .filter(({ day }) => !seen.has(day) && seen.add(day))
    .sort((a, b) => b.day.localeCompare(a.day));
}
