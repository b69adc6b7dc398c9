/** A make-believe file for the import screens: a shop's orders, with the usual dirt in it. */
import type { FileKind, ImportEntry, ImportPlanView, ImportReportView, MappingView, TargetView } from "../../bindings";
import { dayAgo, money } from "./shop";

const BOTH: FileKind[] = ["customers", "orders"];
const ORDERS: FileKind[] = ["orders"];
const target = (group: string, kinds: FileKind[], id: string, label: string): TargetView => ({ id, label, group, kinds });

const TARGETS: TargetView[] = [
  target("Person", BOTH, "email", "Email"),
  target("Person", BOTH, "external_id", "Shop's own customer number"),
  target("Person", BOTH, "full_name", "Full name"),
  target("Person", BOTH, "phone", "Phone"),
  target("Person", BOTH, "city", "City"),
  target("Person", BOTH, "country", "Country"),
  target("Permission", BOTH, "email_permission", "May be emailed"),
  target("Order", ORDERS, "order_number", "Order number"),
  target("Order", ORDERS, "order_date", "Order date"),
  target("Order", ORDERS, "order_total", "Order total"),
  target("Order", ORDERS, "product", "Product"),
  target("Order", ORDERS, "quantity", "Quantity"),
];

const COLUMNS: [string, string | null, string[], number, string][] = [
  ["Name", "order_number", ["#1001", "#1002", "#1003", "#1004"], 1, ""],
  ["Email", "email", ["ana.lim@example.com", "j.weiss@example.com"], 0.98, ""],
  ["Created at", "order_date", ["03/04/2026 09:14", "05/04/2026 17:02"], 1, "Day and month can be read both ways"],
  ["Lineitem name", "product", ["Espresso beans 1 kg", "Oolong 100 g"], 1, ""],
  ["Lineitem quantity", "quantity", ["1", "2", "12"], 1, ""],
  ["Total", "order_total", ["18.90", "42.00", "7.50"], 0.61, "Filled on the first line of each order only"],
  ["Billing City", "city", ["Hamburg", "Porto", "Graz"], 0.9, ""],
  ["Accepts Marketing", "email_permission", ["yes", "no"], 1, ""],
  ["Risk Level", null, ["Low"], 1, ""],
];

export function plan(): ImportPlanView {
  return {
    token: "file-1",
    file_name: "orders_export_2026.csv",
    bytes: 4_318_220,
    rows: 18_204,
    encoding: "UTF-8",
    delimiter: "comma",
    recognised_as: "Shopify orders",
    mapping: {
      kind: "orders",
      columns: COLUMNS.map(([header, to]) => ({ header, target: to })),
      date_order: null,
      currency: null,
    },
    columns: COLUMNS.map(([header, to, samples, filled, note]) => ({ header, target: to, samples, filled, note })),
    targets: TARGETS,
    preview: [0, 1, 2].map((row) => COLUMNS.map(([, , samples]) => samples[row % samples.length] ?? "")),
    date_question: "03/04/2026 can be 3 April or 4 March. Which comes first in this file?",
    missing: [],
    imported_before: null,
  };
}

export function report(mapping: MappingView, dryRun: boolean): ImportReportView {
  return {
    import: dryRun ? null : "i4",
    dry_run: dryRun,
    file_name: "orders_export_2026.csv",
    kind: mapping.kind,
    rows_read: 18_204,
    rows_not_used: 331,
    people_created: 412,
    people_updated: 96,
    people_unchanged: 2_940,
    erased_kept_out: 3,
    purchases: 9_870,
    refunds: 214,
    lines: 17_873,
    events: 0,
    already_there: 0,
    opt_outs_added: 18,
    yes_ignored: 5,
    gross: money(29_841_250),
    net: money(29_012_430),
    problems: [
      {
        code: "no_customer",
        words: "no customer",
        column: "",
        rows: 287,
        first_lines: [14, 92, 93, 188, 240],
        hint: "Orders without an email or a customer number cannot be given to anyone. Add one of them in the file.",
      },
      {
        code: "bad_date",
        words: "no such date",
        column: "Created at",
        rows: 41,
        first_lines: [1_204, 1_377],
        hint: "Dates such as 31/02/2026 do not exist. Correct them in the file.",
      },
      {
        code: "ragged",
        words: "too few columns",
        column: "",
        rows: 3,
        first_lines: [9_001],
        hint: "A line break inside a cell may have cut these rows in two.",
      },
    ],
    seconds: 1.4,
    rows_per_second: 13_002,
    summary: dryRun
      ? "412 new people and 10,084 orders would be added; 331 rows cannot be used."
      : "412 new people and 10,084 orders were added; 331 rows could not be used.",
  };
}

export function pastImports(): ImportEntry[] {
  const entry = (id: string, file_name: string, kind: FileKind, ago: number, rest: Partial<ImportEntry>): ImportEntry => ({
    id,
    file_name,
    kind,
    when: dayAgo(ago),
    source: "Online shop",
    basis: "contract",
    rows: 0,
    rows_not_used: 0,
    people_created: 0,
    orders: 0,
    events: 0,
    ...rest,
  });
  return [
    entry("i3", "email_events.csv", "events", 0, { source: "Newsletter tool", basis: "consent", rows: 41_220, events: 41_180, rows_not_used: 40 }),
    entry("i2", "orders.csv", "orders", 0, { rows: 31_402, orders: 19_120, rows_not_used: 290 }),
    entry("i1", "customers.csv", "customers", 1, { rows: 4_960, people_created: 4_812, rows_not_used: 22 }),
  ];
}
