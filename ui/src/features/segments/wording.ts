/** The words of the rule builder: how each kind of thing can be asked about. */

import type {
  Basis,
  ConsentTest,
  ContactChannel,
  CountTest,
  DateField,
  DateTest,
  Deed,
  EventKind,
  FieldType,
  NumberField,
  NumberTest,
  PermissionState,
  Purpose,
  RuleOptionsView,
  Spending,
  TextField,
  TextTest,
  Window,
  YesNo,
} from "../../bindings";
import type { Thing } from "./switching";
import type { Join } from "./tree";

/** One choice in a list: what the program says, what the person reads. */
export interface Choice<T extends string = string> {
  value: T;
  words: string;
  /** How a list calls it, where the words in the sentence would not be understood alone. */
  menu?: string;
  /** The part of the list it stands in. */
  group?: string;
  /** What it means, where the words alone do not say. */
  hint?: string;
  /** Why it cannot be chosen. */
  cannot?: string;
}

/** A list of choices in which none may be missing. */
export function choices<T extends string>(words: Record<T, string | Omit<Choice<T>, "value">>): Choice<T>[] {
  return (Object.entries(words) as [T, string | Omit<Choice<T>, "value">][]).map(([value, given]) =>
    typeof given === "string" ? { value, words: given } : { value, ...given },
  );
}

export const JOINS: Choice<Join>[] = choices({ all: "all of", any: "any of", none: "none of" });

export const CHANNELS: Choice<ContactChannel>[] = choices({
  email: "email",
  sms: "text message",
  post: "post",
  phone: "phone",
});

export const ANSWERS: Choice<PermissionState>[] = choices({
  granted: "said yes",
  refused: "said no",
  unknown: "never answered",
});

/** An answer that came from somewhere: silence did not. */
export const YES_OR_NO: Choice<PermissionState>[] = ANSWERS.filter(({ value }) => value !== "unknown");

/** What a yes was for; the first is whatever it was for. */
export const PURPOSES: Choice<Purpose | "any">[] = choices({
  any: { words: "for anything", menu: "whatever it was for" },
  news: "for news",
  offers: "for offers",
  service: "for messages about what they bought",
});

const WHOLE = "The whole of it";
const PART = "A part of it";
const KNOWN = "Known or not";

const TEXT_TESTS: Choice<TextTest["op"]>[] = choices({
  in: { words: "is any of", group: WHOLE },
  not_in: { words: "is none of", group: WHOLE },
  is: { words: "is", group: WHOLE },
  is_not: { words: "is not", group: WHOLE },
  contains: { words: "contains", group: PART },
  not_contains: { words: "does not contain", group: PART },
  starts_with: { words: "begins with", group: PART },
  not_starts_with: { words: "does not begin with", group: PART },
  ends_with: { words: "ends with", group: PART },
  not_ends_with: { words: "does not end with", group: PART },
  matches: { words: "looks like", menu: "looks like (with * and ?)", group: PART },
  not_matches: { words: "does not look like", menu: "does not look like (with * and ?)", group: PART },
  is_set: { words: "is known", group: KNOWN },
  not_set: { words: "is not known", group: KNOWN },
});

const ABOUT_TESTS: Choice<TextTest["op"] | "any">[] = [
  { value: "any", words: "about anything" },
  ...choices<TextTest["op"]>({
    in: "about",
    not_in: "about anything but",
    is: "about",
    is_not: "about anything but",
    contains: { words: "about something with", menu: "about something that contains" },
    not_contains: { words: "about something without", menu: "about something that does not contain" },
    starts_with: "about something that begins with",
    not_starts_with: "about something that does not begin with",
    ends_with: "about something that ends with",
    not_ends_with: "about something that does not end with",
    matches: { words: "about something like", menu: "about something like (with * and ?)" },
    not_matches: { words: "about something unlike", menu: "about something unlike (with * and ?)" },
    is_set: "about something that is known",
    not_set: "about something that is not known",
  }),
];

/** The same tests in other words. */
function reworded(change: (words: string) => string): Choice<TextTest["op"] | "any">[] {
  return ABOUT_TESTS.map((choice) => ({
    ...choice,
    words: change(choice.words),
    ...(choice.menu && { menu: change(choice.menu) }),
  }));
}

const CAMPAIGN_TESTS = reworded((words) =>
  words === "about" ? "about the campaign" : words.replace("something", "a campaign").replace("anything", "any campaign"),
);

const THROUGH_TESTS = reworded((words) =>
  words.replace("about", "through").replace("something", "a channel").replace("anything", "any channel"),
);

const PLACE_TESTS = reworded((words) =>
  words.replace("about", "at").replace("something", "a place").replace("anything", "any place"),
);

/** What the whole order came to; the first is whatever it was. Other people do not matter to it, and it is always known. */
export const AMOUNT_TESTS: Choice<NumberTest["op"] | "any">[] = [
  { value: "any", words: "in any order" },
  ...choices<Exclude<NumberTest["op"], "top_percent" | "bottom_percent" | "top_count" | "bottom_count" | "is_set" | "not_set">>({
    at_least: "in orders of at least",
    more_than: "in orders of more than",
    at_most: "in orders of at most",
    less_than: "in orders of less than",
    equals: "in orders of exactly",
    not_equals: "in orders of anything but",
    between: "in orders of between",
    not_between: "in orders not between",
  }),
];

/** "Is" is "is any of" with one value: offered only where a rule says it already. */
function without<T extends string>(list: Choice<T>[], now: T): Choice<T>[] {
  return list.filter(({ value }) => value === now || (value !== "is" && value !== "is_not"));
}

export function textTests(now: TextTest["op"]): Choice<TextTest["op"]>[] {
  return without(TEXT_TESTS, now);
}

/** What an event was about; the first is whatever it was about. Emails are about campaigns. */
export function aboutTests(now: TextTest["op"] | "any", event?: EventKind): Choice<TextTest["op"] | "any">[] {
  return without(event && ofCampaigns(event) ? CAMPAIGN_TESTS : ABOUT_TESTS, now);
}

/** Through which sales channel an order came; the first is whichever it was. */
export function throughTests(now: TextTest["op"] | "any"): Choice<TextTest["op"] | "any">[] {
  return without(THROUGH_TESTS, now);
}

/** Where an answer came from. */
export function placeTests(now: TextTest["op"]): Choice<TextTest["op"]>[] {
  return without(PLACE_TESTS, now).filter((choice): choice is Choice<TextTest["op"]> => choice.value !== "any");
}

function ofCampaigns(event: EventKind): boolean {
  return event.startsWith("email_") || event === "unsubscribed";
}

const COMPARED = "Compared with a number";
const RANKED = "Against everyone else";

export const NUMBER_TESTS: Choice<NumberTest["op"]>[] = choices({
  at_least: { words: "at least", group: COMPARED },
  more_than: { words: "more than", group: COMPARED },
  at_most: { words: "at most", group: COMPARED },
  less_than: { words: "less than", group: COMPARED },
  equals: { words: "exactly", group: COMPARED },
  not_equals: { words: "anything but", group: COMPARED },
  between: { words: "between", group: COMPARED },
  not_between: { words: "not between", group: COMPARED },
  top_percent: { words: "in the highest", menu: "in the highest … %", group: RANKED },
  bottom_percent: { words: "in the lowest", menu: "in the lowest … %", group: RANKED },
  top_count: { words: "among the highest", menu: "among the highest … people", group: RANKED },
  bottom_count: { words: "among the lowest", menu: "among the lowest … people", group: RANKED },
  is_set: { words: "is known", group: KNOWN },
  not_set: { words: "is not known", group: KNOWN },
});

const FROM_TODAY = "Counted from today";
const CALENDAR = "By the calendar";
const YEARLY = "Every year";

const DATE_TESTS: Choice<DateTest["op"]>[] = choices({
  in_last: { words: "in the last", group: FROM_TODAY },
  not_in_last: { words: "not in the last", menu: "not in the last, or never", group: FROM_TODAY },
  more_than_ago: { words: "longer ago than", group: FROM_TODAY },
  ago_between: { words: "between", menu: "between … and … days ago", group: FROM_TODAY },
  on: { words: "on", group: CALENDAR },
  before: { words: "before", group: CALENDAR },
  after: { words: "after", group: CALENDAR },
  between: { words: "between", menu: "between two days", group: CALENDAR },
  in_month: { words: "in", menu: "in a month, whatever the year", group: YEARLY },
  anniversary_this_month: { words: "has its anniversary this month", group: YEARLY },
  anniversary_in_next: { words: "has its anniversary in the next", group: YEARLY },
  anniversary_in_last: { words: "had its anniversary in the last", group: YEARLY },
  is_set: { words: "is known", group: KNOWN },
  not_set: { words: "is not known", group: KNOWN },
});

/** A birthday has no year, so only its coming round can be asked. */
const BIRTHDAY_TESTS: Choice<DateTest["op"]>[] = [
  { value: "anniversary_in_next", words: "comes up in the next" },
  { value: "anniversary_in_last", words: "was in the last" },
  { value: "anniversary_this_month", words: "is this month" },
  { value: "in_month", words: "is in", menu: "is in a month" },
  { value: "is_set", words: "is known" },
  { value: "not_set", words: "is not known" },
];

/** Whether and when they bought such a thing: nobody says of an order that it is known. */
const BOUGHT_DAY_TESTS: Choice<DateTest["op"]>[] = DATE_TESTS.map((choice) => {
  if (choice.value === "is_set") return { ...choice, words: "at any time", group: "Ever or never" };
  if (choice.value === "not_set") return { ...choice, words: "never", group: "Ever or never" };
  if (choice.value === "anniversary_in_next") return { ...choice, words: "with the anniversary in the next" };
  if (choice.value === "anniversary_in_last") return { ...choice, words: "with the anniversary in the last" };
  return choice;
});

/** A field of the shop's own, or a yes, can lie ahead or be missing like any other day. */
export function dateTests(of: DateField | "bought_day" | "other"): Choice<DateTest["op"]>[] {
  return of === "birthday" ? BIRTHDAY_TESTS : of === "bought_day" ? BOUGHT_DAY_TESTS : DATE_TESTS;
}

export const MONTHS: Choice[] = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
].map((words, index) => ({ value: String(index + 1), words }));

export const COUNT_TESTS: Choice<CountTest["op"] | "never">[] = choices({
  at_least: "at least",
  at_most: "at most",
  exactly: "exactly",
  never: "never",
});

export const WINDOWS: Choice<Window["in"]>[] = choices({
  ever: { words: "so far", menu: "at any time so far" },
  last_days: "in the last",
  since: "since",
  between: { words: "between", menu: "between two days" },
});

export const SPENDING: Choice<Spending>[] = choices({
  in_all: { words: "in all", menu: "in all, added up" },
  on_average: { words: "an order, on average" },
  at_once: { words: "in one order", menu: "in one order, the largest" },
});

export const PRODUCTS: Choice<Thing["of"]>[] = choices({
  anything: "anything",
  category: "category",
  product: "product",
});

/** Whether the second thing of a sequence followed. */
export const FOLLOWED: Choice<"then" | "not">[] = choices({ then: "and then", not: "and then did not" });

/** Something the data hold, with how many people have it. */
export interface Offer {
  words: string;
  count: number;
  /** What it is also called, where that is not what the data say: `Germany` of `DE`. */
  also?: string;
}

/** What the data hold for a text, most common first; where nothing is known, nothing is suggested. */
export function suggestions(options: RuleOptionsView | undefined, field: TextField): readonly Offer[] {
  switch (field) {
    case "country":
      return (options?.countries ?? []).map((each) => ({ ...each, also: countryName(each.words) }));
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

const COUNTRIES = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });

/** The name of a country that a file calls by its two letters. */
function countryName(words: string): string | undefined {
  return /^[a-z]{2}$/i.test(words) ? COUNTRIES.of(words.toUpperCase()) : undefined;
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
    case "net_value":
    case "average_purchase":
      return "";
  }
}

/** `€` of `EUR`; nothing where the shop has no currency. */
export function currencySymbol(code: string | undefined): string {
  if (!code || code === "XXX") return "";
  const parts = new Intl.NumberFormat("en-GB", { style: "currency", currency: code, currencyDisplay: "narrowSymbol" });
  return parts.formatToParts(0).find((part) => part.type === "currency")?.value ?? code;
}

export const BASES: Choice<Basis>[] = choices({
  consent: { words: "consent", hint: "they agreed" },
  contract: { words: "a purchase", hint: "they bought something" },
  legitimate_interest: { words: "a balanced interest", hint: "yours, weighed against theirs" },
  unstated: { words: "nothing that was stated", hint: "nobody has said" },
});

export const CONSENT_TESTS: Choice<ConsentTest["op"]>[] = choices({
  given: { words: "was given", menu: "was given, or recorded, on a day" },
  basis: { words: "rests on" },
});

export const YES_NO: Choice<YesNo>[] = choices({
  yes: "is yes",
  no: "is no",
  is_set: "is known",
  not_set: "is not known",
});

/** What a field of the shop's own holds. */
export const FIELD_KINDS: Record<FieldType, string> = {
  text: "texts",
  number: "numbers",
  date: "dates",
  yes_no: "yes or no",
  list: "lists",
};

/** For the `else` of a choice that leaves nothing out: a kind that is missing does not compile. */
export function none(left: never): string {
  return String(left);
}
