import { describe, expect, it } from "vitest";
import type { DateTest, NumberTest, Rule, RuleOptionsView, TextTest } from "../../bindings";
import { askable, countsByPath } from "./askable";
import { gonePersonas, personaChoices, personasAsked } from "./personas";
import { postcodeCountries } from "./far";
import { asksScore, noteOf, toProve } from "./scored";
import { fresh, resubject, subjectOf, SUBJECT_GROUPS, SUBJECTS } from "./subjects";
import {
  daysBefore, inOrders, isNever, ordersOf, switchDate, switchDeed, switchNumber, switchProduct, switchText, switchThrough,
  switchTimes, switchWindow, thingOf,
} from "./switching";
import { waitsFor } from "./waits";
import { deeds } from "./deeds";
import { aboutTests, dateTests, isWhole, NUMBER_TESTS, textTests, unit } from "./wording";

const options: RuleOptionsView = {
  countries: [{ words: "Germany", count: 12 }],
  regions: [{ words: "Hesse", count: 2 }],
  cities: [{ words: "Hamburg", count: 9 }],
  tags: [{ words: "vip", count: 3 }],
  sources: [{ words: "Newsletter form", count: 4 }],
  categories: [{ words: "coffee", count: 8 }],
  products: [{ words: "Espresso", count: 5 }],
  origins: [{ words: "Till sign-up form", count: 6 }],
  channels: [{ words: "web", count: 7 }],
  events: ["email_sent", "email_opened"],
  subjects: [{ event: "email_opened", values: [{ words: "Autumn letter", count: 3 }] }],
  fields: [
    { key: "religion", label: "Religion", kind: "text", values: [], cannot: "Nobody is chosen by that." },
    { key: "shoe size", label: "Shoe size", kind: "number", values: [{ words: "39", count: 4 }], cannot: "" },
  ],
  places: { postcodes: 3, countries: [{ words: "AT", count: 2 }, { words: "CH", count: 1 }], unplaced: 4, people: 12 },
  segments: [{ id: "s1", name: "Regulars" }],
  personas: { personas: [{ name: "Often coffee", size: 120, share: 0.25 }, { name: "Came once", size: 1, share: 0.002 }], as_of: "Mon 23 Nov 2026" },
  scores: [
    { kind: "value", title: "What customers are worth", state: "ready", cannot: "", waits: false, as_of: "Mon 23 Nov 2026", horizon: 365, without: 1, people: 12 },
    { kind: "risk", title: "Who is slipping away", state: "ready", cannot: "", waits: true, as_of: "Mon 23 Nov 2026", horizon: 0, without: 0, people: 12 },
    { kind: "lead", title: "Which leads are warm", state: "proof_unseen", cannot: "Nobody has looked yet.", waits: false, as_of: "Mon 23 Nov 2026", horizon: 0, without: 0, people: 12 },
  ],
  currency: "EUR",
  as_of: "2026-11-23",
};

describe("a new condition", () => {
  it("is about what was asked, and can be counted at once when the data have something to offer", () => {
    for (const { value } of SUBJECTS) {
      const leaf = fresh(value, options);
      expect(subjectOf(leaf)).toBe(value);
      if (value === "people") expect(waitsFor(leaf)).toBe("Put somebody on the list");
      else if (value === "near") expect(waitsFor(leaf)).toBe("Type a postcode");
      else if (value !== "text:postcode") expect(waitsFor(leaf), value).toBeUndefined();
    }
  });
  it("about a field of one's own takes the first that may be used, by what it holds", () => {
    expect(fresh("custom", options)).toEqual({ type: "custom", field: "shoe size", test: { kind: "number", test: { op: "at_least", value: 39 } } });
    const custom = SUBJECTS.find(({ value }) => value === "custom");
    expect(custom?.bar?.(options)).toBeUndefined();
    expect(custom?.bar?.({ ...options, fields: options.fields.slice(0, 1) })).toBe("none has a purpose yet");
    expect(custom?.bar?.({ ...options, fields: [] })).toBe("none yet");
    expect(waitsFor(fresh("custom", { ...options, fields: [] }))).toBe("Choose a field");
  });
  it("about a distance waits for a postcode and for kilometres, and asks for a country only where there are several", () => {
    expect(waitsFor({ type: "near", postcode: " - ", km: 10, within: true })).toBe("Type a postcode");
    for (const km of [0, Number.NaN, 20_001]) expect(waitsFor({ type: "near", postcode: "10115", km, within: true })).toMatch("20,000");
    expect(waitsFor({ type: "near", postcode: "10115", km: 0.5, within: false })).toBeUndefined();
    expect(postcodeCountries(options.places, undefined).map(({ value }) => value)).toEqual(["", "AT", "CH"]);
    const one = { ...options.places, countries: options.places.countries.slice(0, 1) };
    expect(postcodeCountries(one, undefined)).toEqual([]);
    expect(postcodeCountries(one, "Austria").map(({ value }) => value)).toEqual(["", "AT", "Austria"]);
  });
  it("in another segment needs one that is saved", () => {
    expect(fresh("segment", options)).toEqual({ type: "segment", segment: "s1" });
    expect(SUBJECTS.find(({ value }) => value === "segment")?.bar?.({ ...options, segments: [] })).toBe("none yet");
    expect(waitsFor({ type: "segment", segment: "" })).toBe("Choose a segment");
  });
  it("about a persona needs one that was found, and says when one is gone", () => {
    expect(fresh("persona", options)).toEqual({ type: "persona", any_of: ["Often coffee"] });
    const none = { personas: [], as_of: "" };
    expect(SUBJECTS.find(({ value }) => value === "persona")?.bar?.({ ...options, personas: none })).toMatch(/^none found yet/);
    expect(waitsFor({ type: "persona", any_of: [] })).toBe("Choose at least one persona");
    const asked = personasAsked(["often COFFEE", "Lapsed tea ", "Often coffee"], options.personas);
    expect(asked).toEqual(["Often coffee", "Lapsed tea"]);
    expect(personaChoices(asked, options.personas)).toEqual([
      { value: "Often coffee", words: "“Often coffee”", hint: "120 people, 25% of everyone" },
      { value: "Came once", words: "“Came once”", hint: "1 person, 0.2% of everyone" },
      { value: "Lapsed tea", words: "“Lapsed tea”", hint: "not there any more" },
    ]);
    expect(gonePersonas(asked, options.personas)).toMatch(/^“Lapsed tea” is not among/);
    expect(gonePersonas(["Often coffee"], options.personas)).toBeUndefined();
    expect(gonePersonas(["Often coffee"], none)).toMatch(/^Nobody has looked/);
    expect(gonePersonas(["Often coffee"], undefined), "not known yet").toBeUndefined();
  });
  it("about a score says of whom there is none, and one whose proof was not seen cannot be asked for", () => {
    const bar = (of: string) => SUBJECTS.find(({ value }) => value === `score:${of}`)?.bar?.(options);
    expect(["worth", "band", "at_risk", "buys", "tier", "lead"].map(bar)).toEqual([undefined, undefined, undefined, undefined, "look first", "look first"]);
    expect(toProve(options).map(({ kind }) => kind)).toEqual(["lead"]);
    expect(options.scores.map(noteOf)).toEqual([
      { words: "As of Mon 23 Nov 2026. 1 person of 12 has no such score, so is neither above nor below.", amiss: false },
      { words: "Not worked out yet for Mon 23 Nov 2026: that is done when it is counted.", amiss: false },
      { words: "Nobody has looked yet.", amiss: true },
    ]);
    const risk = { ...options.scores[1]!, waits: false, horizon: 90, without: 2 };
    expect(noteOf(risk).words).toBe("As of Mon 23 Nov 2026, looking 90 days ahead. 2 people of 12 have no such score, so are neither above nor below.");
    expect(waitsFor({ type: "score", asks: { of: "band", any_of: [] } })).toBe("Choose at least one band");
    expect(waitsFor({ type: "score", asks: { of: "tier", any_of: [] } })).toBe("Choose at least one tier");
    for (const value of [-1, 101]) expect(waitsFor({ type: "score", asks: { of: "buys", test: { op: "at_least", value } } })).toBe("Type a number from 0 to 100");
    expect(waitsFor({ type: "score", asks: { of: "lead", test: { op: "between", low: 0, high: 101 } } })).toBe("Type a number from 0 to 100");
    expect(waitsFor({ type: "score", asks: { of: "worth", test: { op: "at_least", value: 4_000 } } })).toBeUndefined();
    expect(asksScore({ type: "any", rules: [fresh("bought", options), fresh("score:at_risk", options)] })).toBe(true);
    expect(asksScore({ type: "any", rules: [fresh("bought", options)] })).toBe(false);
  });
  it("about standing waits until something is chosen", () => {
    expect(waitsFor({ type: "rfm", groups: [] })).toBe("Choose at least one group");
    expect(waitsFor({ type: "lifecycle", stages: [] })).toBe("Choose at least one stage");
    expect(waitsFor({ type: "rfm_score", part: "money", least: 4, most: 3 })).toBe("The first number is larger than the second");
    expect(waitsFor({ type: "consent", channel: "email", test: { op: "basis", any_of: [] } })).toBe("Choose at least one");
    expect(waitsFor({ type: "consent", channel: "email", test: { op: "given", test: { op: "in_last", days: Number.NaN } } })).toBe("Type how many days");
    expect(waitsFor({ type: "custom", field: "x", test: { kind: "text", test: { op: "in", values: [] } } })).toBe("Choose at least one value");
    expect(waitsFor({ type: "custom", field: "x", test: { kind: "yes_no", test: "no" } })).toBeUndefined();
  });
  it("waits for a value when the data have nothing to offer", () => {
    expect(waitsFor(fresh("text:tag", undefined))).toBe("Choose at least one value");
    expect(waitsFor(fresh("text:postcode", options))).toBe("Type what to look for");
  });
  it("about being quiet starts at twice the person's own usual gap, and takes parts of it", () => {
    expect(fresh("number:usual_gaps", options)).toEqual({
      type: "number",
      field: "usual_gaps",
      test: { op: "at_least", value: 2 },
    });
    expect(unit("usual_gaps")).toBe("times their usual gap");
    expect([isWhole("usual_gaps"), isWhole("net_value"), isWhole("purchases")]).toEqual([false, false, true]);
  });
  it("never asks a birthday for a year", () => {
    expect(dateTests("birthday").map((test) => test.value)).toEqual(["anniversary_in_next", "anniversary_in_last", "anniversary_this_month", "in_month", "is_set", "not_set"]);
  });
});

describe("the words", () => {
  it("name every condition once, in a part of the menu", () => {
    expect(new Set(SUBJECTS.map((subject) => subject.menu ?? subject.words)).size).toBe(SUBJECTS.length);
    for (const subject of SUBJECTS) expect(SUBJECT_GROUPS).toContain(subject.group);
  });
  it("tell every way to test apart in its list", () => {
    const lists = [textTests("in"), aboutTests("any"), NUMBER_TESTS, dateTests("birthday"), dateTests("signed_up"), dateTests("bought_day"), deeds(false), deeds(true)];
    for (const list of lists) expect(new Set(list.map((choice) => choice.menu ?? choice.words)).size).toBe(list.length);
  });
  it("offer a lone value only where a rule has one already", () => {
    const ops = (list: { value: string }[]) => list.map((choice) => choice.value);
    expect(ops(textTests("in"))).not.toContain("is");
    expect(ops(textTests("is"))).toContain("is");
    expect(ops(aboutTests("any"))).not.toContain("is_not");
    expect(ops(aboutTests("is_not"))).toContain("is_not");
  });
});

describe("a condition about something else", () => {
  const tea: Rule = { type: "bought", what: { of: "category", any_of: ["tea"] }, times: { op: "at_least", n: 2 }, when: { in: "last_days", days: 7 } };
  it("keeps what was bought and when", () => {
    expect(resubject(tea, "spent", options)).toMatchObject({ type: "spent", what: tea.what, when: tea.when });
    expect(resubject(tea, "bought_day:first", options)).toMatchObject({ type: "bought_day", which: "first", what: tea.what });
  });
  it("keeps how often and when of what was done, and the test of a day", () => {
    const opened: Rule = { type: "did", event: "email_opened", times: { op: "exactly", n: 4 }, when: { in: "ever" } };
    expect(resubject(opened, "did:visit", options)).toEqual({ ...opened, event: "visit" });
    const day: Rule = { type: "date", field: "signed_up", test: { op: "in_month", month: 3 } };
    expect(resubject(day, "date:last_purchase", options)).toEqual({ ...day, field: "last_purchase" });
    expect(resubject(day, "date:birthday", options)).toEqual(fresh("date:birthday", options));
  });
});

describe("what waits", () => {
  const texts: [TextTest, RegExp | undefined][] = [
    [{ op: "not_in", values: [] }, /at least one value/],
    [{ op: "not_in", values: ["Bern"] }, undefined],
    [{ op: "not_contains", value: " " }, /what to look for/],
    [{ op: "not_starts_with", value: "" }, /what to look for/],
    [{ op: "ends_with", value: "" }, /what to look for/],
    [{ op: "not_ends_with", value: "berg" }, undefined],
    [{ op: "matches", pattern: "" }, /any letters/],
    [{ op: "matches", pattern: "10*" }, undefined],
    [{ op: "not_matches", pattern: "ä".repeat(101) }, /200 letters/],
    [{ op: "not_matches", pattern: "a".repeat(200) }, undefined],
  ];
  it.each(texts)("text %j", (test, why) => {
    const about: Rule = { type: "did", event: "visit", about: test, times: { op: "at_least", n: 1 }, when: { in: "ever" } };
    for (const words of [waitsFor({ type: "text", field: "city", test }), waitsFor(about)])
      why ? expect(words).toMatch(why) : expect(words).toBeUndefined();
  });
  const numbers: [NumberTest, RegExp | undefined][] = [
    [{ op: "more_than", value: Number.NaN }, /number/],
    [{ op: "less_than", value: 3 }, undefined],
    [{ op: "not_equals", value: Number.NaN }, /number/],
    [{ op: "not_between", low: 3, high: 2 }, /larger/],
    [{ op: "bottom_percent", percent: 0 }, /per cent/],
    [{ op: "bottom_percent", percent: Number.NaN }, /per cent/],
    [{ op: "top_count", n: 0 }, /how many people/],
    [{ op: "bottom_count", n: 5_000_000_000 }, /too large/],
    [{ op: "bottom_count", n: 1 }, undefined],
    [{ op: "is_set" }, undefined],
    [{ op: "not_set" }, undefined],
  ];
  it.each(numbers)("number %j", (test, why) => {
    const spent: Rule = { type: "spent", what: { of: "anything" }, how: "at_once", test, when: { in: "ever" } };
    for (const words of [waitsFor({ type: "number", field: "refunds", test }), waitsFor(spent)])
      why ? expect(words).toMatch(why) : expect(words).toBeUndefined();
  });
  const dates: [DateTest, RegExp | undefined][] = [
    [{ op: "not_in_last", days: Number.NaN }, /how many days/],
    [{ op: "not_in_last", days: 0 }, undefined],
    [{ op: "ago_between", least: 9, most: 8 }, /larger/],
    [{ op: "ago_between", least: Number.NaN, most: 8 }, /how many days/],
    [{ op: "anniversary_in_last", days: 367 }, /366/],
    [{ op: "in_month", month: 12 }, undefined],
    [{ op: "on", day: "2026-01-01" }, undefined],
  ];
  it.each(dates)("day %j", (test, why) => {
    const bought: Rule = { type: "bought_day", what: { of: "anything" }, which: "first", test };
    for (const words of [waitsFor({ type: "date", field: "signed_up", test }), waitsFor(bought)])
      why ? expect(words).toMatch(why) : expect(words).toBeUndefined();
  });
  it("a sequence waits for each of its steps, and for the days between", () => {
    const whole = {
      type: "sequence" as const,
      first: { deed: "bought" as const, what: { of: "anything" as const } },
      when: { in: "ever" as const },
      then: { deed: "did" as const, event: "visit" as const },
      within: 14,
      not: false,
    };
    expect(waitsFor(whole)).toBeUndefined();
    expect(waitsFor({ ...whole, within: 0 })).toMatch(/at least 1 day/);
    expect(waitsFor({ ...whole, first: { deed: "bought", what: { of: "category", any_of: [] } } })).toMatch(/one category/);
    expect(waitsFor({ ...whole, then: { ...whole.then, about: { op: "contains", value: "" } } })).toMatch(/look for/);
    expect(waitsFor({ ...whole, when: { in: "last_days", days: Number.NaN } })).toMatch(/how many days/);
  });
  it("a lot waits for its share, what was bought for a category or a product", () => {
    expect(waitsFor({ type: "sample", percent: 0, seed: 1 })).toMatch(/per cent/);
    expect(waitsFor({ type: "sample", percent: 100, seed: 1 })).toBeUndefined();
    expect(waitsFor({ type: "bought_day", what: { of: "product", any_of: [] }, which: "last", test: { op: "is_set" } })).toMatch(/one product/);
  });

  const number = (test: Extract<Rule, { type: "number" }>["test"]) =>
    waitsFor({ type: "number", field: "purchases", test });
  it("is what the engine would refuse", () => {
    expect(number({ op: "between", low: 4, high: 2 })).toMatch(/larger/);
    expect(number({ op: "between", low: 2, high: 2 })).toBeUndefined();
    expect(number({ op: "top_percent", percent: 0 })).toBeDefined();
    expect(number({ op: "top_percent", percent: 100 })).toBeUndefined();
    expect(number({ op: "equals", value: Number.NaN })).toBe("Type a number");
    expect(
      waitsFor({ type: "bought", what: { of: "category", any_of: [] }, times: { op: "at_least", n: 1 }, when: { in: "ever" } }),
    ).toBe("Choose at least one category");
    expect(
      waitsFor({ type: "did", event: "visit", times: { op: "at_least", n: 1 }, when: { in: "between", from: "2026-02-01", to: "2026-01-01" } }),
    ).toMatch(/first day/);
  });
});

describe("a half-written rule", () => {
  const done: Rule = { type: "permission", channel: "email", state: "granted" };
  const waiting: Rule = { type: "text", field: "city", test: { op: "in", values: [] } };

  it("is counted without what waits, and counts find their way back", () => {
    const whole: Rule = {
      type: "all",
      rules: [waiting, { type: "any", rules: [] }, { type: "any", rules: [waiting, done] }, done],
    };
    const part = askable(whole);
    expect(part.rule).toEqual({ type: "all", rules: [{ type: "any", rules: [done] }, done] });
    expect(part.unfinished.map((place) => place.path)).toEqual(["root.0", "root.2.0"]);
    const counts = countsByPath(
      [
        { path: "root", count: 4 },
        { path: "root.0", count: 5 },
        { path: "root.0.0", count: 6 },
        { path: "root.1", count: 7 },
      ],
      part.paths,
    );
    expect(Object.fromEntries(counts)).toEqual({ root: 4, "root.2": 5, "root.2.1": 6, "root.3": 7 });
  });
  it("with nothing finished is everyone, not nobody", () => {
    expect(askable({ type: "any", rules: [waiting] }).rule).toEqual({ type: "all", rules: [] });
    expect(askable({ type: "any", rules: [] }).rule).toEqual({ type: "all", rules: [] });
  });
  it("that is whole is asked as it stands", () => {
    const whole: Rule = { type: "none", rules: [done, { type: "any", rules: [done, done] }] };
    expect(askable(whole).rule).toEqual(whole);
    expect(askable(whole).unfinished).toEqual([]);
  });
});

describe("changing how a condition tests", () => {
  it("keeps what was typed where it still makes sense", () => {
    expect(switchText({ op: "in", values: ["Porto", "Lisbon"] }, "is")).toEqual({ op: "is", value: "Porto" });
    expect(switchText({ op: "is", value: "Porto" }, "in")).toEqual({ op: "in", values: ["Porto"] });
    expect(switchText({ op: "is", value: " " }, "in")).toEqual({ op: "in", values: [] });
    expect(switchText({ op: "is", value: "Porto" }, "not_set")).toEqual({ op: "not_set" });
    expect(switchNumber({ op: "at_least", value: 3 }, "between")).toEqual({ op: "between", low: 3, high: 6 });
    expect(switchNumber({ op: "between", low: 3, high: 6 }, "at_most")).toEqual({ op: "at_most", value: 3 });
    expect(switchDate({ op: "in_last", days: 10 }, "before", "2026-11-23")).toEqual({ op: "before", day: "2026-11-13" });
    expect(switchDate({ op: "in_last", days: 900 }, "anniversary_in_next", "2026-11-23")).toEqual({
      op: "anniversary_in_next",
      days: 366,
    });
    expect(switchWindow({ in: "last_days", days: 30 }, "since", "2026-11-23")).toEqual({ in: "since", day: "2026-10-24" });
    expect(switchWindow({ in: "ever" }, "between", "2026-11-23")).toEqual({ in: "between", from: "2026-08-25", to: "2026-11-23" });
    expect(switchText({ op: "in", values: ["Porto", "Lisbon"] }, "not_in")).toEqual({ op: "not_in", values: ["Porto", "Lisbon"] });
    expect(switchText({ op: "starts_with", value: "10" }, "matches")).toEqual({ op: "matches", pattern: "10" });
    expect(switchText({ op: "matches", pattern: "10*" }, "in")).toEqual({ op: "in", values: ["10*"] });
    expect(switchText(undefined, "contains")).toEqual({ op: "contains", value: "" });
    expect(switchNumber({ op: "top_percent", percent: 5 }, "bottom_percent")).toEqual({ op: "bottom_percent", percent: 5 });
    expect(switchNumber({ op: "top_percent", percent: 5 }, "top_count")).toEqual({ op: "top_count", n: 100 });
    expect(switchNumber({ op: "between", low: 3, high: 6 }, "not_between")).toEqual({ op: "not_between", low: 3, high: 6 });
    expect(switchDate({ op: "in_last", days: 30 }, "ago_between", "2026-11-23")).toEqual({ op: "ago_between", least: 30, most: 60 });
    expect(switchDate({ op: "on", day: "2026-03-09" }, "in_month", "2026-11-23")).toEqual({ op: "in_month", month: 3 });
    expect(switchDate({ op: "is_set" }, "in_month", "2026-11-23")).toEqual({ op: "in_month", month: 11 });
    expect(switchDate({ op: "before", day: "2026-03-09" }, "on", "2026-11-23")).toEqual({ op: "on", day: "2026-03-09" });
    expect(switchTimes({ op: "at_least", n: 2 }, "never")).toEqual({ op: "at_most", n: 0 });
    expect(switchTimes({ op: "at_most", n: 0 }, "at_least")).toEqual({ op: "at_least", n: 1 });
    expect([isNever({ op: "exactly", n: 0 }), isNever({ op: "at_least", n: 0 }), isNever({ op: "at_most", n: 1 })]).toEqual([true, false, false]);
    expect(switchDeed({ deed: "did", event: "visit", about: { op: "is", value: "May" } }, "email_opened")).toEqual({
      deed: "did",
      event: "email_opened",
      about: { op: "is", value: "May" },
    });
    expect(switchDeed({ deed: "did", event: "visit" }, "bought")).toEqual({ deed: "bought", what: { of: "anything" } });
    const coffee = { of: "category", any_of: ["coffee"] } as const;
    const web = { op: "in", values: ["web"] } as const;
    const such = inOrders({ of: "category", any_of: ["coffee"] }, { through: { op: "in", values: ["web"] }, amount: undefined });
    expect(such).toEqual({ of: "orders", what: coffee, through: web });
    expect([thingOf(such), ordersOf(such)]).toEqual([coffee, { through: web, amount: undefined }]);
    expect(inOrders(thingOf(such), { through: undefined, amount: undefined }), "whichever orders").toEqual(coffee);
    expect(switchThrough(undefined, "in", options.channels)).toEqual(web);
    expect(switchThrough({ op: "in", values: ["till"] }, "not_in", options.channels)).toEqual({ op: "not_in", values: ["till"] });
    expect(waitsFor({ type: "bought_day", what: inOrders({ of: "anything" }, { through: { op: "in", values: [] }, amount: undefined }), which: "last", test: { op: "is_set" } })).toBe("Choose at least one value");
    expect(aboutTests("in", "email_opened").find(({ value }) => value === "in")?.words).toBe("about the campaign");
    expect(aboutTests("in", "visit").find(({ value }) => value === "in")?.words).toBe("about");
    expect(switchProduct({ of: "anything" }, "category", options)).toEqual({ of: "category", any_of: ["coffee"] });
    expect(switchProduct({ of: "category", any_of: ["tea"] }, "product", undefined)).toEqual({ of: "product", any_of: [] });
  });
  it("counts days across months and years", () => {
    expect(daysBefore("2024-03-01", 1)).toBe("2024-02-29");
    expect(daysBefore("2026-01-01", 1)).toBe("2025-12-31");
  });
});
