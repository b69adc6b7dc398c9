/** Days of a month as a calendar shows them, and where the keys lead in it. Days are `YYYY-MM-DD`; weeks begin on Monday. */

const DAY = 86_400_000;
const at = (day: string) => Date.parse(`${day}T00:00:00Z`);
const iso = (time: number) => new Date(time).toISOString().slice(0, 10);

/** Whole weeks around a month: `2026-11` begins on Mon 26 Oct. */
export function weeksOf(month: string): string[][] {
  const first = at(`${month}-01`);
  const begin = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY;
  const weeks: string[][] = [];
  for (let from = begin; from === begin || iso(from).slice(0, 7) === month; from += 7 * DAY)
    weeks.push(Array.from({ length: 7 }, (_, n) => iso(from + n * DAY)));
  return weeks;
}

export const daysOn = (day: string, by: number): string => iso(at(day) + by * DAY);

/** The same day of another month, or that month's last. */
export function monthsOn(day: string, by: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const first = Date.UTC(year, month - 1 + by, 1);
  const last = new Date(Date.UTC(year, month + by, 0)).getUTCDate();
  return iso(first + (Math.min(date, last) - 1) * DAY);
}

/** Where a key leads from a day, or nothing. */
export function keyOn(day: string, key: string): string | undefined {
  const weekday = (new Date(at(day)).getUTCDay() + 6) % 7;
  switch (key) {
    case "ArrowLeft":
      return daysOn(day, -1);
    case "ArrowRight":
      return daysOn(day, 1);
    case "ArrowUp":
      return daysOn(day, -7);
    case "ArrowDown":
      return daysOn(day, 7);
    case "Home":
      return daysOn(day, -weekday);
    case "End":
      return daysOn(day, 6 - weekday);
    case "PageUp":
      return monthsOn(day, -1);
    case "PageDown":
      return monthsOn(day, 1);
    default:
      return undefined;
  }
}

const said = (options: Intl.DateTimeFormatOptions) => {
  const format = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
  return (day: string) => format.format(at(day));
};
/** `November 2026`. */
export const monthWords = said({ month: "long", year: "numeric" });
/** `Monday 23 November 2026`. */
export const dayWords = said({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
