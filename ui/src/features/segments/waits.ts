/** Why a condition cannot be counted yet, or nothing. Mirrors what the engine refuses. */

import type { CountTest, CustomTest, DateTest, Deed, NumberTest, ProductFilter, ScoreTest, TextTest, Window } from "../../bindings";
import type { Leaf } from "./tree";

type Why = string | undefined;

const LARGEST_WHOLE = 4_294_967_295;
const LONGEST_PATTERN = 200;
const FARTHEST = 20_000;

export function waitsFor(leaf: Leaf): Why {
  switch (leaf.type) {
    case "text":
    case "said_at":
      return text(leaf.test);
    case "number":
      return number(leaf.test);
    case "date":
      return date(leaf.test);
    case "bought":
      return product(leaf.what) ?? times(leaf.times) ?? span(leaf.when);
    case "spent":
      return product(leaf.what) ?? number(leaf.test) ?? span(leaf.when);
    case "bought_day":
      return product(leaf.what) ?? date(leaf.test);
    case "sequence":
      return deed(leaf.first) ?? span(leaf.when) ?? deed(leaf.then) ?? days(leaf.within, 1);
    case "did":
      return about(leaf.about) ?? times(leaf.times) ?? span(leaf.when);
    case "permission":
      return undefined;
    case "near":
      if (!/[\p{L}\p{N}]/u.test(leaf.postcode)) return "Type a postcode";
      return leaf.km > 0 && leaf.km <= FARTHEST ? undefined : "Type more than 0 and at most 20,000 km";
    case "sample":
      return share(leaf.percent);
    case "rfm":
      return leaf.groups.length ? undefined : "Choose at least one group";
    case "rfm_score":
      return leaf.least > leaf.most ? "The first number is larger than the second" : undefined;
    case "lifecycle":
      return leaf.stages.length ? undefined : "Choose at least one stage";
    case "persona":
      return leaf.any_of.length ? undefined : "Choose at least one persona";
    case "score":
      return score(leaf.asks);
    case "consent":
      if (leaf.test.op === "given") return date(leaf.test.test);
      return leaf.test.any_of.length ? undefined : "Choose at least one";
    case "custom":
      return leaf.field ? custom(leaf.test) : "Choose a field";
    case "segment":
      return leaf.segment ? undefined : "Choose a segment";
    case "people":
      return leaf.people.length ? undefined : "Put somebody on the list";
  }
}

/** Whole numbers as the engine holds them. */
function whole(n: number, least: number, ask: string): Why {
  if (!Number.isFinite(n)) return ask;
  if (n > LARGEST_WHOLE) return "The number is too large";
  return n >= least ? undefined : ask;
}

function days(n: number, least = 0): Why {
  return whole(n, least, least > 0 ? "Type at least 1 day" : "Type how many days");
}

function share(percent: number): Why {
  return percent > 0 && percent <= 100 ? undefined : "Type more than 0 and at most 100 per cent";
}

function text(test: TextTest): Why {
  switch (test.op) {
    case "in":
    case "not_in":
      return test.values.length ? undefined : "Choose at least one value";
    case "is_set":
    case "not_set":
      return undefined;
    case "matches":
    case "not_matches":
      if (!test.pattern.trim()) return "Type what it looks like: * stands for any letters, ? for one";
      // The engine counts bytes.
      return new TextEncoder().encode(test.pattern).length > LONGEST_PATTERN ? "At most 200 letters" : undefined;
    case "is":
    case "is_not":
    case "contains":
    case "not_contains":
    case "starts_with":
    case "not_starts_with":
    case "ends_with":
    case "not_ends_with":
      return test.value.trim() ? undefined : "Type what to look for";
  }
}

function about(test: TextTest | null | undefined): Why {
  return test ? text(test) : undefined;
}

function number(test: NumberTest): Why {
  switch (test.op) {
    case "top_percent":
    case "bottom_percent":
      return share(test.percent);
    case "top_count":
    case "bottom_count":
      return whole(test.n, 1, "Type how many people");
    case "between":
    case "not_between":
      if (!Number.isFinite(test.low) || !Number.isFinite(test.high)) return "Type both numbers";
      return test.low <= test.high ? undefined : "The first number is larger than the second";
    case "is_set":
    case "not_set":
      return undefined;
    case "at_least":
    case "at_most":
    case "more_than":
    case "less_than":
    case "equals":
    case "not_equals":
      return Number.isFinite(test.value) ? undefined : "Type a number";
  }
}

function score(asks: ScoreTest): Why {
  switch (asks.of) {
    case "worth":
      return number(asks.test);
    case "buys":
    case "cancels":
    case "lead": {
      const test = asks.test;
      const given = "value" in test ? [test.value] : "low" in test ? [test.low, test.high] : [];
      return number(test) ?? (given.every((each) => each >= 0 && each <= 100) ? undefined : "Type a number from 0 to 100");
    }
    case "band":
      return asks.any_of.length ? undefined : "Choose at least one band";
    case "tier":
      return asks.any_of.length ? undefined : "Choose at least one tier";
    case "at_risk":
      return undefined;
  }
}

function date(test: DateTest): Why {
  switch (test.op) {
    case "in_last":
    case "not_in_last":
    case "more_than_ago":
      return days(test.days);
    case "anniversary_in_next":
    case "anniversary_in_last":
      return days(test.days) ?? (test.days > 366 ? "At most 366 days" : undefined);
    case "ago_between":
      return (
        days(test.least) ??
        days(test.most) ??
        (test.least > test.most ? "The first number is larger than the second" : undefined)
      );
    case "between":
      return test.from > test.to ? "The first day is after the last" : undefined;
    case "in_month":
      return test.month >= 1 && test.month <= 12 ? undefined : "Choose a month";
    case "on":
    case "before":
    case "after":
    case "anniversary_this_month":
    case "is_set":
    case "not_set":
      return undefined;
  }
}

function product(what: ProductFilter): Why {
  if (what.of === "orders") return product(what.what) ?? about(what.through) ?? (what.amount ? number(what.amount) : undefined);
  if (what.of === "anything" || what.any_of.length > 0) return undefined;
  return what.of === "category" ? "Choose at least one category" : "Choose at least one product";
}

function custom(own: CustomTest): Why {
  switch (own.kind) {
    case "text":
    case "list":
      return text(own.test);
    case "number":
      return number(own.test);
    case "date":
      return date(own.test);
    case "yes_no":
      return undefined;
  }
}

function deed(deed: Deed): Why {
  return deed.deed === "bought" ? product(deed.what) : about(deed.about);
}

function times(test: CountTest): Why {
  return whole(test.n, 0, "Type how many times");
}

function span(when: Window): Why {
  if (when.in === "last_days") return days(when.days);
  return when.in === "between" && when.from > when.to ? "The first day is after the last" : undefined;
}
