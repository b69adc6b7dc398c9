/** The words of the rule builder: what can be asked about, how, and what a new condition starts as. */

import type {
  ContactChannel,
  CountTest,
  DateField,
  DateTest,
  EventKind,
  NumberField,
  NumberTest,
  PermissionState,
  RuleOptionsView,
  TextField,
  TextTest,
  Window,
} from "../../bindings";
import type { Leaf } from "./tree";

/** One choice in a list: what the program says, what the person reads. */
export interface Choice<T extends string = string> {
  value: T;
  words: string;
}

export const JOINS: Choice<"all" | "any" | "none">[] = [
  { value: "all", words: "all of" },
  { value: "any", words: "any of" },
  { value: "none", words: "none of" },
];

/** Everything a condition can be about, as `type:field`, grouped as the menu shows it. */
export interface Subject extends Choice {
  group: string;
  hint: string;
  /** How a menu calls it, where the start of a sentence would not be understood alone. */
  menu?: string;
}

export const SUBJECTS: Subject[] = [
  { group: "What they buy", value: "bought", words: "Bought", hint: "a category, a product or anything, how often, when" },
  { group: "What they buy", value: "number:purchases", words: "Orders so far", hint: "refunds are not counted" },
  { group: "What they buy", value: "number:net_value", words: "Spent so far", hint: "purchases less refunds" },
  { group: "What they buy", value: "number:average_purchase", words: "Usual order", hint: "what one order comes to, on average" },
  { group: "What they buy", value: "number:refunds", words: "Refunds so far", hint: "orders that came back" },
  { group: "When they came", value: "number:days_since_last_purchase", words: "Days since last order", hint: "how long they have been quiet" },
  {
    group: "When they came",
    value: "number:usual_gaps",
    words: "Quiet time",
    menu: "Quiet longer than usual",
    hint: "against their own usual gap, known from three days with an order",
  },
  { group: "When they came", value: "date:last_purchase", words: "Last order", hint: "on or around a day" },
  { group: "When they came", value: "date:first_purchase", words: "First order", hint: "on or around a day" },
  { group: "When they came", value: "date:signed_up", words: "Signed up", hint: "when you came to know them" },
  { group: "When they came", value: "date:birthday", words: "Birthday", hint: "day and month; the year is not kept" },
  { group: "Where they are", value: "text:country", words: "Country", hint: "as your files write it" },
  { group: "Where they are", value: "text:region", words: "Region", hint: "state, province or county" },
  { group: "Where they are", value: "text:city", words: "City", hint: "" },
  { group: "Where they are", value: "text:postcode", words: "Postcode", hint: "whole, or how it begins" },
  { group: "What they do", value: "did:email_opened", words: "Opened an email", hint: "how often, when" },
  { group: "What they do", value: "did:email_clicked", words: "Clicked in an email", hint: "how often, when" },
  { group: "What they do", value: "did:visit", words: "Visited", hint: "how often, when" },
  { group: "What they do", value: "did:email_sent", words: "Was sent an email", hint: "how often, when" },
  { group: "What they do", value: "did:email_bounced", words: "Had an email come back", hint: "how often, when" },
  { group: "What they do", value: "did:unsubscribed", words: "Unsubscribed", hint: "how often, when" },
  { group: "What they said", value: "permission", words: "Asked about", menu: "Yes or no to contact", hint: "by email, text, post or phone" },
  { group: "How you know them", value: "text:tag", words: "Tag", hint: "one of your own" },
  { group: "How you know them", value: "text:source", words: "Came from", hint: "the list they came in with" },
];

export function subjectOf(leaf: Leaf): string {
  switch (leaf.type) {
    case "text":
    case "number":
    case "date":
      return `${leaf.type}:${leaf.field}`;
    case "did":
      return `did:${leaf.event}`;
    default:
      return leaf.type;
  }
}

export const CHANNELS: Choice<ContactChannel>[] = [
  { value: "email", words: "email" },
  { value: "sms", words: "text messages" },
  { value: "post", words: "post" },
  { value: "phone", words: "phone calls" },
];

export const ANSWERS: Choice<PermissionState>[] = [
  { value: "granted", words: "said yes" },
  { value: "refused", words: "said no" },
  { value: "unknown", words: "never answered" },
];

export const TEXT_TESTS: Choice<TextTest["op"]>[] = [
  { value: "in", words: "is any of" },
  { value: "is", words: "is" },
  { value: "is_not", words: "is not" },
  { value: "contains", words: "contains" },
  { value: "starts_with", words: "begins with" },
  { value: "is_set", words: "is known" },
  { value: "not_set", words: "is not known" },
];

export const NUMBER_TESTS: Choice<NumberTest["op"]>[] = [
  { value: "at_least", words: "at least" },
  { value: "at_most", words: "at most" },
  { value: "equals", words: "exactly" },
  { value: "between", words: "between" },
  { value: "top_percent", words: "among the highest" },
];

/** A birthday has no year, so only its coming round can be asked. */
export function dateTests(field: DateField): Choice<DateTest["op"]>[] {
  const known: Choice<DateTest["op"]>[] = [
    { value: "is_set", words: "is known" },
    { value: "not_set", words: "is not known" },
  ];
  const anniversary: Choice<DateTest["op"]> = {
    value: "anniversary_in_next",
    words: field === "birthday" ? "comes up in the next" : "has its anniversary in the next",
  };
  if (field === "birthday") return [anniversary, ...known];
  return [
    { value: "in_last", words: "in the last" },
    { value: "more_than_ago", words: "longer ago than" },
    { value: "before", words: "before" },
    { value: "after", words: "after" },
    { value: "between", words: "between" },
    anniversary,
    ...known,
  ];
}

export const COUNT_TESTS: Choice<CountTest["op"]>[] = [
  { value: "at_least", words: "at least" },
  { value: "at_most", words: "at most" },
  { value: "exactly", words: "exactly" },
];

export const WINDOWS: Choice<Window["in"]>[] = [
  { value: "ever", words: "ever" },
  { value: "last_days", words: "in the last" },
  { value: "since", words: "since" },
  { value: "between", words: "between" },
];

/** What the data hold for a text, most common first; where nothing is known, nothing is suggested. */
export function suggestions(options: RuleOptionsView | undefined, field: TextField): { words: string; count: number }[] {
  switch (field) {
    case "country":
      return options?.countries ?? [];
    case "region":
      return options?.regions ?? [];
    case "city":
      return options?.cities ?? [];
    case "tag":
      return options?.tags ?? [];
    case "source":
      return options?.sources ?? [];
    case "postcode":
      return [];
  }
}

export function isMoney(field: NumberField): boolean {
  return field === "net_value" || field === "average_purchase";
}

/** Counts are whole; money and multiples need not be. */
export function isWhole(field: NumberField): boolean {
  return !isMoney(field) && field !== "usual_gaps";
}

/** What follows a number: "3 orders", "31 days"; money carries its currency before it. */
export function unit(field: NumberField): string {
  switch (field) {
    case "purchases":
      return "orders";
    case "refunds":
      return "refunds";
    case "days_since_last_purchase":
      return "days";
    case "usual_gaps":
      return "times their usual gap";
    default:
      return "";
  }
}

/** A new condition about a subject, finished wherever the data allow, so that a count appears at once. */
export function fresh(subject: string, options: RuleOptionsView | undefined): Leaf {
  const [type, field] = subject.split(":") as [string, string | undefined];
  switch (type) {
    case "text": {
      const first = suggestions(options, field as TextField)[0]?.words;
      return field === "postcode"
        ? { type: "text", field: "postcode", test: { op: "starts_with", value: "" } }
        : { type: "text", field: field as TextField, test: { op: "in", values: first ? [first] : [] } };
    }
    case "number":
      return { type: "number", field: field as NumberField, test: freshNumber(field as NumberField) };
    case "date":
      return field === "birthday"
        ? { type: "date", field: "birthday", test: { op: "anniversary_in_next", days: 14 } }
        : { type: "date", field: field as DateField, test: { op: "in_last", days: 90 } };
    case "did":
      return {
        type: "did",
        event: field as EventKind,
        times: { op: "at_least", n: 1 },
        when: { in: "last_days", days: 30 },
      };
    case "permission":
      return { type: "permission", channel: "email", state: "granted" };
    default:
      return {
        type: "bought",
        what: { of: "anything" },
        times: { op: "at_least", n: 2 },
        when: { in: "ever" },
      };
  }
}

function freshNumber(field: NumberField): NumberTest {
  switch (field) {
    case "purchases":
      return { op: "at_least", value: 3 };
    case "refunds":
      return { op: "at_least", value: 1 };
    case "days_since_last_purchase":
      return { op: "at_least", value: 60 };
    case "usual_gaps":
      return { op: "at_least", value: 2 };
    case "average_purchase":
      return { op: "top_percent", percent: 25 };
    default:
      return { op: "top_percent", percent: 10 };
  }
}
