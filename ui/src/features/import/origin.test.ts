import { describe, expect, it } from "vitest";
import type { ImportPlanView, MappingView } from "../../bindings";
import * as origin from "./origin";

const map = (...targets: (string | null)[]): MappingView => ({ kind: "customers", columns: targets.map((target, i) => ({ header: `${i}`, target })) });
const plan = (recognised_as: string, more: Partial<ImportPlanView> = {}) => ({ recognised_as, mapping: map("email"), remembered: null, ...more }) as ImportPlanView;

describe("what a file's origin starts from", () => {
  it.each([
    ["Shopify customers", "contract", "purchase"],
    ["Mailchimp audience", "consent", "form"],
    ["Eventbrite attendees", "contract", "in_person"],
  ])("is what the export tells (%s)", (known, basis, collected) => {
    expect(origin.firstOrigin(plan(known))).toMatchObject({ source: known, basis, collected });
  });
  it("is nothing at all for a file nobody knows: the person says it", () => {
    expect(origin.firstOrigin(plan("Columns matched by name"))).toMatchObject({ source: "", basis: "unstated", collected: "unstated", permits: [] });
  });
  it("is what was said of such a file last time", () => {
    const provenance = { source: "Fair", basis: "consent" as const, collected: "in_person" as const };
    const remembered = { source: "Fair", when: "", provenance, new_columns: [] };
    expect(origin.firstOrigin(plan("Shopify customers", { remembered }))).toEqual(provenance);
  });
});

describe("what everybody agreed to", () => {
  const start = origin.firstOrigin(plan("Columns matched by name"));
  it("is asked only for channels that no column speaks of", () => {
    expect(origin.silentChannels(map("email", "email_permission", "post_permission")).map((each) => each.value)).toEqual(["sms", "phone"]);
  });
  it("is added and taken back, purpose by purpose", () => {
    let now = origin.setPermit(start, "email", "offers", true);
    now = origin.setPermit(now, "email", "news", true);
    expect(now.permits).toEqual([{ channel: "email", purposes: ["news", "offers"] }]);
    expect(origin.permits(now, "email", "news")).toBe(true);
    expect(origin.permits(now, "sms", "news")).toBe(false);
    now = origin.setPermit(origin.setPermit(now, "email", "news", false), "email", "offers", false);
    expect(now.permits).toEqual([]);
  });
  it("is not sent where a column speaks, nor from a source that nobody may use", () => {
    const said = origin.setPermit(origin.setPermit(start, "email", "news", true), "sms", "news", true);
    expect(origin.sent(said, map("email", "email_permission"), false).permits).toEqual([{ channel: "sms", purposes: ["news"] }]);
    expect(origin.sent(said, map("email"), true).permits).toEqual([]);
  });
});

describe("a day", () => {
  it("is written one way, or not at all", () => {
    for (const good of ["2026-11-23", "2024-02-29", "", null, undefined]) expect(origin.isDay(good)).toBe(true);
    for (const bad of ["23.11.2026", "2026-02-30", "2026-13-01", "yesterday", "2026-1-1"]) expect(origin.isDay(bad)).toBe(false);
  });
});
