/** Changing how a condition tests, carrying over what was typed wherever it still makes sense. */

import type { CountTest, DateTest, Deed, EventKind, NumberTest, ProductFilter, TextTest, Window } from "../../bindings";

export function switchText(test: TextTest | undefined, op: TextTest["op"]): TextTest {
  const values = wordsOf(test);
  switch (op) {
    case "in":
    case "not_in":
      return { op, values };
    case "is_set":
    case "not_set":
      return { op };
    case "matches":
    case "not_matches":
      return { op, pattern: values[0] ?? "" };
    case "is":
    case "is_not":
    case "contains":
    case "not_contains":
    case "starts_with":
    case "not_starts_with":
    case "ends_with":
    case "not_ends_with":
      return { op, value: values[0] ?? "" };
  }
}

function wordsOf(test: TextTest | undefined): string[] {
  if (!test) return [];
  if ("values" in test) return test.values;
  const one = "value" in test ? test.value : "pattern" in test ? test.pattern : "";
  return one.trim() ? [one] : [];
}

export function switchNumber(test: NumberTest, op: NumberTest["op"]): NumberTest {
  const value = "value" in test ? test.value : "low" in test ? test.low : 1;
  const given = Number.isFinite(value) ? value : 1;
  switch (op) {
    case "between":
    case "not_between":
      return { op, low: given, high: "high" in test ? test.high : given * 2 };
    case "top_percent":
    case "bottom_percent":
      return { op, percent: "percent" in test ? test.percent : 10 };
    case "top_count":
    case "bottom_count":
      return { op, n: "n" in test ? test.n : 100 };
    case "is_set":
    case "not_set":
      return { op };
    case "at_least":
    case "at_most":
    case "more_than":
    case "less_than":
    case "equals":
    case "not_equals":
      return { op, value: given };
  }
}

export function switchDate(test: DateTest, op: DateTest["op"], today: string): DateTest {
  const days = "days" in test ? test.days : "most" in test ? test.most : 30;
  const day = "day" in test ? test.day : "from" in test ? test.from : daysBefore(today, days);
  switch (op) {
    case "in_last":
    case "not_in_last":
    case "more_than_ago":
      return { op, days };
    case "ago_between":
      return { op, least: days, most: days * 2 };
    case "anniversary_in_next":
    case "anniversary_in_last":
      return { op, days: Math.min(days, 366) };
    case "in_month":
      return { op, month: Number(("day" in test ? day : today).slice(5, 7)) };
    case "on":
    case "before":
    case "after":
      return { op, day };
    case "between":
      return { op, from: day < today ? day : daysBefore(today, 30), to: today };
    case "anniversary_this_month":
    case "is_set":
    case "not_set":
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
    case "ever":
      return { in: to };
  }
}

/** "Never" is the language's "at most 0 times". */
export function isNever(times: CountTest): boolean {
  return times.n === 0 && times.op !== "at_least";
}

export function switchTimes(times: CountTest, op: CountTest["op"] | "never"): CountTest {
  if (op === "never") return { op: "at_most", n: 0 };
  return { op, n: isNever(times) ? 1 : times.n };
}

/** What was bought, in whichever orders. */
export type Thing = Exclude<ProductFilter, { of: "orders" }>;

export function thingOf(what: ProductFilter): Thing {
  return what.of === "orders" ? thingOf(what.what) : what;
}

/** Which orders are asked for; both missing: whichever. */
export interface Orders {
  through: TextTest | undefined;
  amount: NumberTest | undefined;
}

export function ordersOf(what: ProductFilter): Orders {
  if (what.of !== "orders") return { through: undefined, amount: undefined };
  return { through: what.through ?? undefined, amount: what.amount ?? undefined };
}

export function inOrders(what: Thing, { through, amount }: Orders): ProductFilter {
  if (!through && !amount) return what;
  return { of: "orders", what, ...(through && { through }), ...(amount && { amount }) };
}

/** What is asked of orders begins with the channel most people bought through. */
export function switchThrough(test: TextTest | undefined, op: TextTest["op"], channels: readonly { words: string }[]): TextTest {
  const to = switchText(test, op);
  const first = channels[0]?.words;
  return !test && "values" in to && first !== undefined ? { ...to, values: [first] } : to;
}

export function switchProduct(
  what: Thing,
  of: Thing["of"],
  options: { categories: { words: string }[]; products: { words: string }[] } | undefined,
): Thing {
  if (of === what.of) return what;
  if (of === "anything") return { of };
  const first = (of === "category" ? options?.categories : options?.products)?.[0]?.words;
  return { of, any_of: first === undefined ? [] : [first] };
}

/** What was asked of one event, what it was about, is kept for another. */
export function switchDeed(deed: Deed, to: "bought" | EventKind): Deed {
  if (to === "bought") return deed.deed === "bought" ? deed : { deed: "bought", what: { of: "anything" } };
  return deed.deed === "did" ? { ...deed, event: to } : { deed: "did", event: to };
}

/** The day `days` before another, both `YYYY-MM-DD`. */
export function daysBefore(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() - days);
  return Number.isNaN(at.getTime()) ? day : at.toISOString().slice(0, 10);
}
