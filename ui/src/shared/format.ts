/** Numbers and times as people read them. Money and days come written from Rust. */
const WHOLE = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** 4,812 */
export const count = (n: number): string => WHOLE.format(n);

/** "1 person", "4,812 people" */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

export const people = (n: number): string => counted(n, "person", "people");

/** An index against 100. From ten times on, by how much says nothing more: a base of next to none makes it. */
export const index = (n: number | null): string => (n === null ? "–" : n > 999 ? "999+" : count(n));

/** 0.066 → "6.6%"; from ten percent up without decimals. */
export function percent(share: number): string {
  const points = share * 100;
  if (!Number.isFinite(points)) return "–";
  if (points > 0 && points < 0.1) return "under 0.1%";
  const whole = points >= 10 || Number.isInteger(points);
  return `${points.toFixed(whole ? 0 : 1)}%`;
}

/** 31 days → "a month"; for durations in words. */
export function days(n: number): string {
  if (n === 0) return "today";
  if (n === 1) return "1 day";
  if (n < 60) return `${n} days`;
  if (n < 730) return `${Math.round(n / 30.44)} months`;
  return `${Math.round(n / 365.25)} years`;
}

/** 0.4 → "less than a second", 75 → "1 minute 15 seconds". */
export function seconds(n: number): string {
  if (n < 1) return "less than a second";
  const whole = Math.round(n);
  const minutes = Math.floor(whole / 60);
  const rest = whole % 60;
  if (minutes === 0) return counted(rest, "second");
  if (minutes >= 10 || rest === 0) return counted(Math.round(whole / 60), "minute");
  return `${counted(minutes, "minute")} ${counted(rest, "second")}`;
}

/** 4_300_000 → "4.3 MB" */
export function bytes(n: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let at = 0;
  let size = n;
  while (size >= 1000 && at < units.length - 1) {
    size /= 1000;
    at += 1;
  }
  return `${at === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[at]}`;
}

/** Good morning before noon, and so on. */
export function greeting(hour: number): string {
  if (hour >= 5 && hour < 12) return "Good morning";
  return hour >= 12 && hour < 18 ? "Good afternoon" : "Good evening";
}

export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
