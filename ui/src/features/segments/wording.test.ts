import { describe, expect, it } from "vitest";
import type { Rule, RuleOptionsView } from "../../bindings";
import { askable, countsByPath, waitsFor } from "./askable";
import { daysBefore, switchDate, switchNumber, switchProduct, switchText, switchWindow } from "./switching";
import { dateTests, fresh, isWhole, subjectOf, SUBJECTS, unit } from "./wording";

const options: RuleOptionsView = {
  countries: [{ words: "Germany", count: 12 }],
  regions: [{ words: "Hesse", count: 2 }],
  cities: [{ words: "Hamburg", count: 9 }],
  tags: [{ words: "vip", count: 3 }],
  sources: [{ words: "Newsletter form", count: 4 }],
  categories: [{ words: "coffee", count: 8 }],
  products: [{ words: "Espresso", count: 5 }],
  events: ["email_sent", "email_opened"],
  currency: "EUR",
  as_of: "2026-11-23",
};

describe("a new condition", () => {
  it("is about what was asked, and can be counted at once when the data have something to offer", () => {
    for (const { value } of SUBJECTS) {
      const leaf = fresh(value, options);
      expect(subjectOf(leaf)).toBe(value);
      if (value !== "text:postcode") expect(waitsFor(leaf), value).toBeUndefined();
    }
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
    expect(dateTests("birthday").map((test) => test.value)).toEqual(["anniversary_in_next", "is_set", "not_set"]);
  });
});

describe("what waits", () => {
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
    expect(switchProduct({ of: "anything" }, "category", options)).toEqual({ of: "category", any_of: ["coffee"] });
    expect(switchProduct({ of: "category", any_of: ["tea"] }, "product", undefined)).toEqual({ of: "product", any_of: [] });
  });
  it("counts days across months and years", () => {
    expect(daysBefore("2024-03-01", 1)).toBe("2024-02-29");
    expect(daysBefore("2026-01-01", 1)).toBe("2025-12-31");
  });
});
