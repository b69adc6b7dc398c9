/** Changing how a condition tests, carrying over what was typed wherever it still makes sense. */

import type { DateTest, NumberTest, ProductFilter, TextTest, Window } from "../../bindings";

export function switchText(test: TextTest, op: TextTest["op"]): TextTest {
  const values = "values" in test ? test.values : "value" in test && test.value.trim() ? [test.value] : [];
  switch (op) {
    case "in":
      return { op, values };
    case "is_set":
    case "not_set":
      return { op };
    default:
      return { op, value: values[0] ?? "" };
  }
}

export function switchNumber(test: NumberTest, op: NumberTest["op"]): NumberTest {
  const value = "value" in test ? test.value : "low" in test ? test.low : 1;
  const given = Number.isFinite(value) ? value : 1;
  switch (op) {
    case "between":
      return { op, low: given, high: "high" in test ? test.high : given * 2 };
    case "top_percent":
      return { op, percent: "percent" in test ? test.percent : 10 };
    default:
      return { op, value: given };
  }
}

export function switchDate(test: DateTest, op: DateTest["op"], today: string): DateTest {
  const days = "days" in test ? test.days : 30;
  const day = "day" in test ? test.day : "from" in test ? test.from : daysBefore(today, days);
  switch (op) {
    case "in_last":
    case "more_than_ago":
      return { op, days };
    case "anniversary_in_next":
      return { op, days: Math.min(days, 366) };
    case "before":
    case "after":
      return { op, day };
    case "between":
      return { op, from: day < today ? day : daysBefore(today, 30), to: today };
    default:
      return { op };
  }
}

export function switchWindow(when: Window, to: Window["in"], today: string): Window {
  const days = "days" in when ? when.days : 90;
  const start = "day" in when ? when.day : "from" in when ? when.from : daysBefore(today, days);
  switch (to) {
    case "last_days":
      return { in: to, days };
    case "since":
      return { in: to, day: start };
    case "between":
      return { in: to, from: start < today ? start : daysBefore(today, 90), to: today };
    default:
      return { in: "ever" };
  }
}

export function switchProduct(
  what: ProductFilter,
  of: ProductFilter["of"],
  options: { categories: { words: string }[]; products: { words: string }[] } | undefined,
): ProductFilter {
  if (of === what.of) return what;
  if (of === "anything") return { of };
  const first = (of === "category" ? options?.categories : options?.products)?.[0]?.words;
  return { of, any_of: first === undefined ? [] : [first] };
}

/** The day `days` before another, both `YYYY-MM-DD`. */
export function daysBefore(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return day;
  at.setUTCDate(at.getUTCDate() - days);
  return at.toISOString().slice(0, 10);
}
