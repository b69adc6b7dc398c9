/** Days as people type them: `2026-06-21`, `21 Jun 2026`, `June 21, 2026`. Never `03/04/2026`, which reads two ways. */

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** `YYYY-MM-DD`, or nothing when it is not a day that exists. */
export function readDay(text: string): string | undefined {
  const clean = text.trim().toLowerCase().replace(/,/g, " ").replace(/\s+/g, " ");
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(clean);
  if (iso) return existing(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const dayFirst = /^(?:[a-z]{3,9} )?(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})\.? (\d{4})$/.exec(clean);
  if (dayFirst) return existing(Number(dayFirst[3]), month(dayFirst[2]), Number(dayFirst[1]));
  const monthFirst = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)? (\d{4})$/.exec(clean);
  if (monthFirst) return existing(Number(monthFirst[3]), month(monthFirst[1]), Number(monthFirst[2]));
  return undefined;
}

function month(word: string | undefined): number {
  return MONTHS.indexOf((word ?? "").slice(0, 3)) + 1;
}

function existing(year: number, month: number, day: number): string | undefined {
  const at = new Date(Date.UTC(year, month - 1, day));
  const exists = year >= 1900 && at.getUTCMonth() === month - 1 && at.getUTCDate() === day && month > 0;
  return exists ? at.toISOString().slice(0, 10) : undefined;
}

/** `21 Jun 2026`. */
export function showDay(day: string): string {
  const [year, month, date] = day.split("-").map(Number);
  const name = MONTHS[(month ?? 0) - 1];
  return name && year && date ? `${date} ${name[0]?.toUpperCase()}${name.slice(1)} ${year}` : day;
}
