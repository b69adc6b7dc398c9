/** What a condition can be about, as the menu shows it, and what a new condition about it starts as. */

import type {
  DateField,
  Deed,
  EventKind,
  FirstOrLast,
  NumberField,
  ProductFilter,
  RuleOptionsView,
  ScoreTest,
  TextField,
} from "../../bindings";
import { freshOwn } from "./own";
import { SCORES_ASKED } from "./scored";
import type { Leaf } from "./tree";
import { suggestions } from "./wording";

type ByField = {
  text: TextField;
  number: NumberField;
  date: DateField;
  did: EventKind;
  bought_day: FirstOrLast;
  score: ScoreTest["of"];
};
type Alone = Exclude<Leaf["type"], keyof ByField>;

/** A kind of condition, with its field where it has one: `bought`, `text:city`, `did:visit`. */
export type SubjectId = { [K in keyof ByField]: `${K}:${ByField[K]}` }[keyof ByField] | Alone;

/** The parts of the menu, in its order. */
export const SUBJECT_GROUPS = [
  "What they buy",
  "When they came",
  "How they stand",
  "What scores say",
  "What they do",
  "Where they are",
  "What they said",
  "How you know them",
] as const;

type Group = (typeof SUBJECT_GROUPS)[number];

export interface About {
  group: Group;
  /** As the condition begins. */
  words: string;
  /** How a menu calls it, where the start of a sentence would not be understood alone. */
  menu?: string;
  /** More about it; the menu finds it by these words too. */
  hint: string;
  /** Finished wherever the data allow, so that a count appears at once. */
  fresh: (options: RuleOptionsView | undefined) => Leaf;
  /** Why it cannot be asked here. */
  bar?: (options: RuleOptionsView) => string | undefined;
}

export interface Subject extends About {
  value: SubjectId;
}

const text = (field: TextField) => (options: RuleOptionsView | undefined): Leaf => {
  const first = suggestions(options, field)[0]?.words;
  return { type: "text", field, test: { op: "in", values: first === undefined ? [] : [first] } };
};

const did = (event: EventKind) => (): Leaf => ({
  type: "did",
  event,
  times: { op: "at_least", n: 1 },
  when: { in: "last_days", days: 30 },
});

const boughtDay = (which: FirstOrLast) => (options: RuleOptionsView | undefined): Leaf => ({
  type: "bought_day",
  what: mostBought(options),
  which,
  test: which === "first" ? { op: "in_last", days: 90 } : { op: "more_than_ago", days: 90 },
});

/** The category with the most buyers, where there is one. */
function mostBought(options: RuleOptionsView | undefined): ProductFilter {
  const first = options?.categories[0]?.words;
  return first === undefined ? { of: "anything" } : { of: "category", any_of: [first] };
}

/** A lot nobody has drawn before. */
export function anyLot(): number {
  return Math.floor(Math.random() * 2 ** 32);
}

// A kind or a field that is missing here does not compile.
const ABOUT: Record<SubjectId, About> = {
  bought: {
    group: "What they buy",
    words: "Bought",
    hint: "a category, a product or anything, how often, when, never",
    fresh: () => ({ type: "bought", what: { of: "anything" }, times: { op: "at_least", n: 2 }, when: { in: "ever" } }),
  },
  spent: {
    group: "What they buy",
    words: "Spent",
    menu: "Spent on something",
    hint: "in all, on average or in one order; on what, when",
    fresh: (options) => ({
      type: "spent",
      what: mostBought(options),
      how: "in_all",
      test: { op: "at_least", value: 50 },
      when: { in: "last_days", days: 365 },
    }),
  },
  "number:net_value": {
    group: "What they buy",
    words: "Spent so far",
    hint: "all orders less refunds",
    fresh: () => ({ type: "number", field: "net_value", test: { op: "top_percent", percent: 10 } }),
  },
  "number:purchases": {
    group: "What they buy",
    words: "Orders so far",
    hint: "refunds are not counted",
    fresh: () => ({ type: "number", field: "purchases", test: { op: "at_least", value: 3 } }),
  },
  "number:average_purchase": {
    group: "What they buy",
    words: "Usual order",
    hint: "what one order comes to, on average",
    fresh: () => ({ type: "number", field: "average_purchase", test: { op: "top_percent", percent: 25 } }),
  },
  "number:refunds": {
    group: "What they buy",
    words: "Refunds so far",
    hint: "orders that came back",
    fresh: () => ({ type: "number", field: "refunds", test: { op: "at_least", value: 1 } }),
  },
  "date:last_purchase": {
    group: "When they came",
    words: "Last order",
    hint: "on or around a day, or long ago",
    fresh: () => ({ type: "date", field: "last_purchase", test: { op: "in_last", days: 90 } }),
  },
  "date:first_purchase": {
    group: "When they came",
    words: "First order",
    hint: "on or around a day, new customers",
    fresh: () => ({ type: "date", field: "first_purchase", test: { op: "in_last", days: 90 } }),
  },
  "bought_day:last": {
    group: "When they came",
    words: "Last bought",
    menu: "Last bought something",
    hint: "when they last bought a category or product",
    fresh: boughtDay("last"),
  },
  "bought_day:first": {
    group: "When they came",
    words: "First bought",
    menu: "First bought something",
    hint: "when they first bought a category or product",
    fresh: boughtDay("first"),
  },
  "number:days_since_last_purchase": {
    group: "When they came",
    words: "Days since last order",
    hint: "how long they have been quiet",
    fresh: () => ({ type: "number", field: "days_since_last_purchase", test: { op: "at_least", value: 60 } }),
  },
  "number:usual_gaps": {
    group: "When they came",
    words: "Quiet time",
    menu: "Quiet longer than usual",
    hint: "against their own usual gap, known from three days with an order",
    fresh: () => ({ type: "number", field: "usual_gaps", test: { op: "at_least", value: 2 } }),
  },
  "date:signed_up": {
    group: "When they came",
    words: "Signed up",
    hint: "when you came to know them",
    fresh: () => ({ type: "date", field: "signed_up", test: { op: "in_last", days: 90 } }),
  },
  "date:birthday": {
    group: "When they came",
    words: "Birthday",
    hint: "day and month; the year is not kept",
    fresh: () => ({ type: "date", field: "birthday", test: { op: "anniversary_in_next", days: 14 } }),
  },
  rfm: {
    group: "How they stand",
    words: "RFM group is",
    menu: "RFM group",
    hint: "recency, frequency, money: champions, loyal, at risk, lost and the others",
    fresh: () => ({ type: "rfm", groups: ["champions", "loyal"] }),
  },
  rfm_score: {
    group: "How they stand",
    words: "Score for",
    menu: "RFM score",
    hint: "from 1 to 5: how lately, how often, how much",
    fresh: () => ({ type: "rfm_score", part: "frequency", least: 4, most: 5 }),
  },
  lifecycle: {
    group: "How they stand",
    words: "Counts as",
    menu: "Stage as a customer",
    hint: "lifecycle: new, active, cooling, at risk, lost; measured by each one's own rhythm",
    fresh: () => ({ type: "lifecycle", stages: ["cooling", "at_risk"] }),
  },
  persona: {
    group: "How they stand",
    words: "Is in the persona",
    menu: "Persona",
    hint: "groups of people who buy alike, as they were found last",
    fresh: (options) => {
      const first = options?.personas.personas[0]?.name;
      return { type: "persona", any_of: first === undefined ? [] : [first] };
    },
    bar: (options) => (options.personas.personas.length ? undefined : "none found yet: look for them under Personas"),
  },
  ...SCORES_ASKED,
  "did:email_opened": { group: "What they do", words: "Opened an email", hint: "how often, when", fresh: did("email_opened") },
  "did:email_clicked": { group: "What they do", words: "Clicked in an email", hint: "how often, when", fresh: did("email_clicked") },
  "did:visit": { group: "What they do", words: "Visited", hint: "your shop or its pages, how often, when", fresh: did("visit") },
  sequence: {
    group: "What they do",
    words: "In this order:",
    menu: "One thing, then another",
    hint: "did or bought something, and then did, or did not do, another within days",
    fresh: (options) => {
      const opened: Deed = { deed: "did", event: "email_opened" };
      const bought: Deed = { deed: "bought", what: { of: "anything" } };
      return {
        type: "sequence",
        first: options?.events.includes("email_opened") ? opened : bought,
        when: { in: "last_days", days: 90 },
        then: bought,
        within: 14,
        not: false,
      };
    },
  },
  "did:survey_answered": { group: "What they do", words: "Answered a survey", hint: "how often, when", fresh: did("survey_answered") },
  "did:contest_entered": { group: "What they do", words: "Entered a contest", hint: "how often, when", fresh: did("contest_entered") },
  "did:support_asked": { group: "What they do", words: "Asked for help", hint: "support, how often, when", fresh: did("support_asked") },
  "did:subscription_started": { group: "What they do", words: "Started a subscription", hint: "which plan, how often, when", fresh: did("subscription_started") },
  "did:subscription_cancelled": { group: "What they do", words: "Cancelled a subscription", hint: "which plan, how often, when", fresh: did("subscription_cancelled") },
  "did:email_sent": { group: "What they do", words: "Was sent an email", hint: "how often, when", fresh: did("email_sent") },
  "did:email_bounced": { group: "What they do", words: "Had an email come back", hint: "bounced, how often, when", fresh: did("email_bounced") },
  "did:unsubscribed": { group: "What they do", words: "Unsubscribed", hint: "how often, when", fresh: did("unsubscribed") },
  "text:country": { group: "Where they are", words: "Country", hint: "as your files write it", fresh: text("country") },
  "text:region": { group: "Where they are", words: "Region", hint: "state, province or county", fresh: text("region") },
  "text:city": { group: "Where they are", words: "City", hint: "town", fresh: text("city") },
  "text:postcode": {
    group: "Where they are",
    words: "Postcode",
    hint: "whole, or how it begins",
    fresh: () => ({ type: "text", field: "postcode", test: { op: "starts_with", value: "" } }),
  },
  near: {
    group: "Where they are",
    words: "Lives",
    menu: "Distance from a postcode",
    hint: "within or farther than so many kilometres; near, nearby, around a shop, radius",
    fresh: () => ({ type: "near", postcode: "", km: 10, within: true }),
  },
  permission: {
    group: "What they said",
    words: "Contact by",
    menu: "Yes or no to contact",
    hint: "may be emailed, texted, written to or called; permission, consent",
    fresh: () => ({ type: "permission", channel: "email", state: "granted" }),
  },
  said_at: {
    group: "What they said",
    words: "Contact by",
    menu: "Where a yes or no came from",
    hint: "consent: the form, the till, the file it was said in; source of a permission",
    fresh: (options) => {
      const first = options?.origins[0]?.words;
      return { type: "said_at", channel: "email", state: "granted", test: { op: "in", values: first === undefined ? [] : [first] } };
    },
    bar: (options) => (options.origins.length ? undefined : "no yes or no here says where it came from"),
  },
  consent: {
    group: "What they said",
    words: "Their yes by",
    menu: "How old a yes is",
    hint: "consent: when a yes was given or recorded, what it rests on, about to expire",
    fresh: () => ({ type: "consent", channel: "email", test: { op: "given", test: { op: "more_than_ago", days: 670 } } }),
  },
  "text:tag": { group: "How you know them", words: "Tag", hint: "one of your own", fresh: text("tag") },
  "text:source": { group: "How you know them", words: "Came from", hint: "the list they came in with", fresh: text("source") },
  custom: {
    group: "How you know them",
    words: "Your field",
    menu: "Your own field",
    hint: "custom columns of your files, once they have a purpose",
    fresh: (options) => {
      const first = options?.fields.find((field) => !field.cannot);
      return { type: "custom", field: first?.key ?? "", test: first ? freshOwn(first) : { kind: "text", test: { op: "is_set" } } };
    },
    bar: (options) => {
      if (options.fields.some((field) => !field.cannot)) return undefined;
      return options.fields.length ? "none has a purpose yet" : "none yet";
    },
  },
  segment: {
    group: "How you know them",
    words: "Is in",
    menu: "In another segment",
    hint: "a saved segment inside this one",
    fresh: (options) => ({ type: "segment", segment: options?.segments[0]?.id ?? "" }),
    bar: (options) => (options.segments.length ? undefined : "none yet"),
  },
  people: {
    group: "How you know them",
    words: "Picked by hand:",
    menu: "A list made by hand",
    hint: "people you choose, or a pasted list of emails and numbers",
    fresh: () => ({ type: "people", people: [] }),
  },
  sample: {
    group: "How you know them",
    words: "Drawn by lot",
    hint: "a share of everyone at random, always the same people until you draw again",
    fresh: () => ({ type: "sample", percent: 10, seed: anyLot() }),
  },
};

export const SUBJECTS: readonly Subject[] = (Object.entries(ABOUT) as [SubjectId, About][]).map(([value, about]) => ({
  value,
  ...about,
}));

export function subjectOf(leaf: Leaf): SubjectId {
  switch (leaf.type) {
    case "text":
      return `text:${leaf.field}`;
    case "number":
      return `number:${leaf.field}`;
    case "date":
      return `date:${leaf.field}`;
    case "did":
      return `did:${leaf.event}`;
    case "bought_day":
      return `bought_day:${leaf.which}`;
    case "score":
      return `score:${leaf.asks.of}`;
    case "bought":
    case "spent":
    case "sequence":
    case "permission":
    case "said_at":
    case "near":
    case "sample":
    case "rfm":
    case "rfm_score":
    case "lifecycle":
    case "persona":
    case "consent":
    case "custom":
    case "segment":
    case "people":
      return leaf.type;
  }
}

export function menuName(subject: SubjectId): string {
  return ABOUT[subject].menu ?? ABOUT[subject].words;
}

/** What most rules start with. */
export const STARTERS: readonly SubjectId[] = ["bought", "number:net_value", "date:last_purchase", "did:email_opened", "text:country", "permission"];

export function fresh(subject: SubjectId, options: RuleOptionsView | undefined): Leaf {
  return ABOUT[subject].fresh(options);
}

/** A condition about another subject: what both can say is kept. */
export function resubject(leaf: Leaf, subject: SubjectId, options: RuleOptionsView | undefined): Leaf {
  const next = fresh(subject, options);
  if (leaf.type === "did" && next.type === "did") return { ...leaf, event: next.event };
  if (leaf.type === "bought_day" && next.type === "bought_day") return { ...leaf, which: next.which };
  if (leaf.type === "date" && next.type === "date" && leaf.field !== "birthday" && next.field !== "birthday")
    return { ...leaf, field: next.field };
  // What was bought and when is the same question wherever it is asked.
  if ("what" in leaf && "what" in next) {
    const kept = { ...next, what: leaf.what };
    return "when" in leaf && "when" in kept ? { ...kept, when: leaf.when } : kept;
  }
  return next;
}
