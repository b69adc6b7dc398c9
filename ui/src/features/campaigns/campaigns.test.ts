import { describe, expect, it } from "vitest";
import type { CampaignPreviewView } from "../../bindings";
import { heightFor, WIDTHS } from "./frame";
import { beside, listed } from "./people";
import { fieldsIn, join, put, split } from "./template";

describe("a template", () => {
  it("comes apart and goes together again without a change", () => {
    for (const draft of [
      { subject: "The winter roast is in", body: "Hello,\n\nSee you.\n" },
      { subject: "", body: "" },
      { subject: 'Hi {{ first_name | default: "there" }}', body: "\n\nSubject: not a subject\n" },
    ])
      expect(split(join(draft))).toEqual(draft);
  });
  it("reads what other hands wrote", () => {
    expect(split("SUBJECT:  Hello \r\n\r\nText\r\nmore")).toEqual({ subject: "Hello", body: "Text\nmore" });
    expect(split("Just text")).toEqual({ subject: "", body: "Just text" });
    expect(split("Subject: only")).toEqual({ subject: "only", body: "" });
  });
  it("keeps the subject on one line, so that nothing of it becomes text", () => {
    expect(join({ subject: "two\nlines", body: "x" })).toBe("Subject: two lines\n\nx");
  });
  it("offers each field it uses once, as it was written", () => {
    const text = 'Hi {{ first_name | default: "there" }}, {{first_name}} of {{ shop.name }} {{ }} {% if city %}{{ city }}{% endif %}';
    expect(fieldsIn(text)).toEqual([
      { code: '{{ first_name | default: "there" }}', words: "first name" },
      { code: "{{ shop.name }}", words: "shop name" },
      { code: "{{ city }}", words: "city" },
    ]);
  });
  it("takes a field where the cursor is", () => {
    expect(put("Hello !", 6, 6, "Ana")).toEqual({ text: "Hello Ana!", cursor: 9 });
    expect(put("Hello you!", 6, 9, "Ana")).toEqual({ text: "Hello Ana!", cursor: 9 });
    expect(put("x", 99, 99, "y")).toEqual({ text: "xy", cursor: 2 });
  });
});

describe("the frame", () => {
  it("is taller for more text and for a narrower screen", () => {
    const text = "A sentence of some length that has to wrap somewhere.\n".repeat(30);
    expect(heightFor(text, "", WIDTHS.phone)).toBeGreaterThan(heightFor(text, "", WIDTHS.desktop));
    expect(heightFor(text, "", WIDTHS.desktop)).toBeGreaterThan(heightFor("Short.", "", WIDTHS.desktop));
  });
});

describe("the people to look at it for", () => {
  const person = (id: string) => ({ id, name: `Name of ${id}` });
  const view = (shown: string) =>
    ({
      hard_cases: [{ why: "No first name", detail: "falls back to “there”", person: person("p1") }],
      others: [person("p2"), person("p1"), person("p3")],
      message: { person: person(shown) },
    }) as CampaignPreviewView;

  it("are hard cases first, each person once", () => {
    expect(listed(view("p2")).map((row) => row.id)).toEqual(["p1", "p2", "p3"]);
  });
  it("include whoever was looked up by hand", () => {
    expect(listed(view("p9")).map((row) => row.id)).toEqual(["p1", "p2", "p3", "p9"]);
  });
  it("are walked from end to end without going round", () => {
    const rows = listed(view("p2"));
    expect(beside(rows, "p1", 1)?.id).toBe("p2");
    expect(beside(rows, "p3", 1)).toBeUndefined();
    expect(beside(rows, "p1", -1)).toBeUndefined();
    expect(beside(rows, undefined, -1)?.id).toBe("p3");
  });
});
