import { describe, expect, it } from "vitest";
import type { ColumnView, DelicateView, FileKind, ImportPlanView, MappingView, TargetView } from "../../bindings";
import * as mapping from "./mapping";

const target = (id: string, group: string, kinds: FileKind[]): TargetView => ({ id, label: id, group, kinds });
const targets = [
  target("email", "Person", ["customers", "orders", "events"]),
  target("city", "Person", ["customers", "orders"]),
  target("custom", "Own", ["customers", "orders"]),
  target("email_permission", "Permission", ["customers", "orders"]),
  target("ordered_at", "Order", ["orders"]),
  target("order_total", "Order", ["orders"]),
  target("event_kind", "Event", ["events"]),
  target("event_at", "Event", ["events"]),
];
const column0: ColumnView = { header: "", target: null, samples: [], filled: 1, note: "", looks_like: "text", findings: [] };
const finding = (kind: DelicateView["class"], cells: number, of: number, ...first_lines: number[]): DelicateView => ({
  kind: "x", class: kind, words: "", hint: "", cells, of, first_lines,
});
const map = (kind: FileKind, ...ids: (string | null)[]): MappingView => ({
  kind,
  columns: ids.map((id, i) => ({ header: `Column ${i}`, target: id })),
  date_order: null,
  currency: null,
});
const plan = (start: MappingView, more: Partial<ImportPlanView> = {}): ImportPlanView => ({
  token: "f1",
  file_name: "orders.csv",
  bytes: 1,
  rows: 2,
  encoding: "UTF-8",
  delimiter: "comma",
  recognised_as: "Columns matched by name",
  mapping: start,
  columns: start.columns.map((column) => ({ ...column0, header: column.header, target: column.target })),
  targets,
  preview: [],
  date_question: null,
  missing: [],
  imported_before: null,
  parts: [],
  sheets: [],
  sheet: "",
  phone_question: null,
  damage: [],
  remembered: null,
  unmapped: [],
  collected: [],
  ...more,
});
const ids = (view: MappingView) => view.columns.map((column) => column.target);

describe("choosing what a column is", () => {
  it("gives a target to one column only, and says whom it was taken from", () => {
    const { mapping: next, takenFrom } = mapping.choose(map("customers", "email", "city", null), 2, "email");
    expect(ids(next)).toEqual([null, "city", "email"]);
    expect(takenFrom).toBe("Column 0");
  });
  it("lets several columns speak of one permission", () => {
    const { mapping: next } = mapping.choose(map("customers", "email", "email_permission", null), 2, "email_permission");
    expect(ids(next)).toEqual(["email", "email_permission", "email_permission"]);
  });
  it("asks about dates when a column is newly taken for one", () => {
    const start = map("orders", "email", null);
    expect(mapping.asksDates(start, plan(start))).toBe(false);
    expect(mapping.asksDates(mapping.choose(start, 1, "ordered_at").mapping, plan(start))).toBe(true);
  });
  it("leaves a column out without touching the others", () => {
    const { mapping: next, takenFrom } = mapping.choose(map("customers", "email", null, null), 0, null);
    expect(ids(next)).toEqual([null, null, null]);
    expect(takenFrom).toBe("");
    expect(mapping.leftOut(next)).toEqual(["Column 0", "Column 1", "Column 2"]);
  });
  it("offers only what makes sense for the kind of file, in groups", () => {
    expect(mapping.targetGroups(targets, "events").map((g) => [g.group, g.targets.map((t) => t.id)])).toEqual([
      ["Person", ["email"]],
      ["Event", ["event_kind", "event_at"]],
    ]);
  });
});

describe("switching the kind of file", () => {
  it("leaves out what makes no sense there, and finds it again on the way back", () => {
    const start = map("orders", "email", "ordered_at", "order_total");
    const away = mapping.switchKind(start, "customers", plan(start));
    expect(ids(away)).toEqual(["email", null, null]);
    expect(ids(mapping.switchKind(away, "orders", plan(start)))).toEqual(["email", "ordered_at", "order_total"]);
  });
  it("does not give a first idea to two columns", () => {
    const start = map("orders", "email", "ordered_at");
    const moved = mapping.choose(mapping.switchKind(start, "orders", plan(start)), 0, "ordered_at").mapping;
    expect(ids(mapping.switchKind(moved, "orders", plan(start)))).toEqual(["ordered_at", null]);
  });
});

describe("what stands in the way", () => {
  it("is nothing for a file that says who, when and how much", () => {
    const good = map("orders", "email", "ordered_at", "order_total");
    expect(mapping.standsInTheWay(good, plan(good))).toEqual([]);
  });
  it("is said in words, one by one", () => {
    const orders = map("orders", "city");
    expect(mapping.standsInTheWay(orders, plan(map("orders", "email")))).toHaveLength(3);
    const events = map("events", "email");
    expect(mapping.standsInTheWay(events, plan(map("customers", "email")))).toHaveLength(2);
  });
  it("is what the reader of the file said, as long as nothing was changed", () => {
    const start = map("orders", "email", "city");
    const said = plan(start, { missing: [{ what: "when", words: "No date." }] });
    expect(mapping.standsInTheWay(start, said)).toEqual(["No date."]);
    expect(mapping.standsInTheWay(mapping.choose(start, 1, "ordered_at").mapping, said)).toHaveLength(1);
  });
  it("is no amount, until somebody says that these orders have none", () => {
    const start = map("orders", "email", "ordered_at", null);
    const said = plan(start, { missing: [{ what: "amount", words: "In whatever words." }] });
    expect(mapping.asksAmounts(start)).toBe(true);
    expect(mapping.standsInTheWay(start, said)).toEqual([mapping.NO_AMOUNTS]);
    expect(mapping.standsInTheWay({ ...start, no_amounts: true }, said)).toEqual([]);
    const changed = mapping.choose({ ...start, no_amounts: true }, 2, "city").mapping;
    expect(mapping.standsInTheWay(changed, said)).toEqual([]);
    expect(mapping.standsInTheWay({ ...changed, no_amounts: false }, said)).toHaveLength(1);
    const priced = mapping.choose(start, 2, "order_total").mapping;
    expect([mapping.asksAmounts(priced), mapping.asksAmounts(map("customers", "email"))]).toEqual([false, false]);
  });
  it("includes dates that read two ways, until the question is answered", () => {
    const start = map("customers", "email");
    const asked = plan(start, { date_question: "Is 03/04/2026 the 3rd of April or the 4th of March?" });
    expect(mapping.standsInTheWay(start, asked)).toHaveLength(1);
    expect(mapping.standsInTheWay(mapping.answerDates(start, "day_first"), asked)).toEqual([]);
  });
});

describe("words", () => {
  it("about how full a column is never round to a lie", () => {
    const filled = (share: number) => mapping.filledWords({ ...column0, filled: share });
    expect(filled(1)).toBe("always filled");
    expect(filled(0.998)).toBe("filled in 99% of rows");
    expect(filled(0.004)).toBe("hardly ever filled");
    expect(filled(0)).toBe("always empty");
  });
  it("know whether anybody said yes", () => {
    expect(mapping.hasPermissionColumn(map("customers", "email", "email_permission"))).toBe(true);
    expect(mapping.hasPermissionColumn(map("customers", "email"))).toBe(false);
  });
});

describe("columns that are none of the usual things", () => {
  it("may be several own fields, and none takes the other's place", () => {
    const { mapping: next, takenFrom } = mapping.choose(map("customers", "email", "custom", null), 2, "custom");
    expect([ids(next), takenFrom]).toEqual([["email", "custom", "custom"], ""]);
  });
  it("stay own fields whatever the rows are", () => {
    const start = map("orders", "email", "custom", "custom");
    expect(ids(mapping.switchKind(start, "customers", plan(start)))).toEqual(["email", "custom", "custom"]);
    expect(ids(mapping.switchKind(start, "events", plan(start)))).toEqual(["email", null, null]);
    expect([mapping.mayBeOwn(targets, "orders"), mapping.mayBeOwn(targets, "events")]).toEqual([true, false]);
    expect(mapping.targetGroups(targets, "orders").some((group) => group.group === "Own")).toBe(false);
  });
  it("are not used without a purpose, and that is never hidden", () => {
    const start = map("customers", "email", "custom", null);
    expect(mapping.withoutPurpose(start)).toEqual(["Column 1"]);
    expect(mapping.toLookAt(start, plan(start))).toEqual([1, 2]);
    const said = mapping.detail(start, 1, { purpose: "Sizes" });
    expect(mapping.withoutPurpose(said)).toEqual([]);
    expect(mapping.toLookAt(said, plan(start))).toEqual([2]);
    const before = { source: "", when: "", provenance: { source: "", basis: "consent" as const, collected: "form" as const }, new_columns: ["Column 0"] };
    expect(mapping.toLookAt(said, plan(start, { remembered: before }))).toEqual([0, 2]);
    expect(mapping.whyLeft(plan(start, { unmapped: ["“Column 0” is left out: nothing here has a use for it"] }), "Column 0")).toBe("nothing here has a use for it");
    expect(mapping.whyLeft(plan(start), "Column 0")).toBe("");
  });
});

describe("something delicate", () => {
  const column = (...findings: DelicateView[]): ColumnView => ({ ...column0, findings });
  it("keeps a whole column out when most of it is refused, and else only its cells", () => {
    expect(mapping.isRefused(column(finding("refused", 90, 100)))).toBe(true);
    expect(mapping.isRefused(column(finding("refused", 3, 10_000)))).toBe(false);
    expect(mapping.isRefused(column(finding("asked", 100, 100)))).toBe(false);
  });
  it("is asked about only where an answer counts", () => {
    expect(mapping.asked(column(finding("asked", 5, 9)))?.cells).toBe(5);
    expect(mapping.asked(column(finding("refused", 9, 9), finding("asked", 5, 9)))).toBeUndefined();
    expect(mapping.asked(column(finding("shortened", 5, 9)))).toBeUndefined();
  });
  it("is left out by itself, and kept where the person says so, as the column it is", () => {
    const start = map("customers", "email", null);
    const looked = plan(start);
    const kept = mapping.keepDelicate(start, 1, true, looked);
    expect([kept.columns[1]?.target, kept.columns[1]?.keep_delicate]).toEqual(["custom", true]);
    const known = { ...looked, columns: looked.columns.map((each, i) => (i === 1 ? { ...each, target: "city" } : each)) };
    expect(mapping.keepDelicate(start, 1, true, known).columns[1]?.target).toBe("city");
    expect(mapping.keepDelicate(kept, 1, false, looked).columns[1]).toMatchObject({ target: "custom", keep_delicate: false });
  });
  it("is told by lines and counts", () => {
    expect(mapping.linesWords(finding("asked", 1, 9, 14))).toBe("line 14");
    expect(mapping.linesWords(finding("asked", 3, 9, 14, 15, 99))).toBe("lines 14, 15 and 99");
    expect(mapping.linesWords(finding("asked", 1_004, 9_000, 2, 3, 4, 5, 6))).toBe("lines 2, 3, 4, 5 and 1,000 more");
  });
});
