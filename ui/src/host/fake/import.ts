/** A make-believe file for the import screens: a shop's orders, with the usual dirt in it. */
import type { CollectedChoice, DelicateView, FieldType, FileKind, ImportEntry, ImportPlanView, ImportReportView, LookRequest, MappingView, ProvenanceRequest, TargetView, UndoPlanView } from "../../bindings";
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
  target("Permission", BOTH, "sms_permission", "May be texted"),
  target("Own", BOTH, "custom", "A field of our own"),
  target("Order", ORDERS, "order_number", "Order number"),
  target("Order", ORDERS, "order_date", "Order date"),
  target("Order", ORDERS, "order_total", "Order total"),
  target("Order", ORDERS, "product", "Product"),
  target("Order", ORDERS, "quantity", "Quantity"),
];

type Column = { header: string; target: string | null; samples: string[]; filled?: number; note?: string; looks?: FieldType; purpose?: string; findings?: DelicateView[] };

const finding = (kind: string, cls: DelicateView["class"], words: string, hint: string, cells: number, of: number, first_lines: number[]): DelicateView => ({
  kind, class: cls, words, hint, cells, of, first_lines,
});
const CVV = finding("cvv", "refused", "18,204 of 18,204 cells hold a card's security code", "Nobody may keep these, you least of all: take the column out of the export.", 18_204, 18_204, [2, 3, 4]);
const CARDS = finding("card_number", "shortened", "3 of 10,240 cells hold a card number", "Ask whoever wrote them to stop: card numbers do not belong in notes.", 3, 10_240, [417, 3_020, 9_911]);
const TAX = finding("de_tax_id", "asked", "312 of 320 cells look like a national tax number", "Keep them only if a law makes you.", 312, 320, [5, 9, 44, 120, 121]);

const ORDER_COLUMNS: Column[] = [
  { header: "Name", target: "order_number", samples: ["#1001", "#1002", "#1003", "#1004"] },
  { header: "Email", target: "email", samples: ["ana.lim@example.com", "j.weiss@example.com"], filled: 0.98 },
  { header: "Created at", target: "order_date", samples: ["03/04/2026 09:14", "05/04/2026 17:02"], note: "Day and month can be read both ways", looks: "date" },
  { header: "Lineitem name", target: "product", samples: ["Espresso beans 1 kg", "Oolong 100 g"] },
  { header: "Lineitem quantity", target: "quantity", samples: ["1", "2", "12"], looks: "number" },
  { header: "Total", target: "order_total", samples: ["18.90", "42.00", "7.50"], filled: 0.61, note: "Filled on the first line of each order only", looks: "number" },
  { header: "Billing City", target: "city", samples: ["Hamburg", "Porto", "Graz"], filled: 0.9 },
  { header: "Accepts Marketing", target: "email_permission", samples: ["yes", "no"], looks: "yes_no" },
  { header: "Grind", target: "custom", samples: ["fine", "coarse", "whole beans"], filled: 0.44 },
  { header: "Notes", target: "custom", samples: ["leave at the door", "•••• •••• •••• ••••"], filled: 0.56, purpose: "To pack the order right", findings: [CARDS] },
  { header: "Card code", target: null, samples: ["•••"], findings: [CVV] },
  { header: "Tax number", target: null, samples: ["•• ••• ••• •••"], filled: 0.02, findings: [TAX] },
  { header: "Risk Level", target: null, samples: ["Low"] },
];
const PEOPLE_COLUMNS: Column[] = [
  { header: "Email Address", target: "email", samples: ["ana.lim@example.com", "j.weiss@example.com"] },
  { header: "First Name", target: "full_name", samples: ["Ana", "Jörg"], filled: 0.91 },
  { header: "Phone Number", target: "phone", samples: ["040 123456", "0171 9876543"], filled: 0.31 },
  { header: "Shoe size", target: "custom", samples: ["38", "42.5"], filled: 0.2, looks: "number" },
  { header: "LEID", target: null, samples: ["48211", "48212"], looks: "number" },
];

const provenance = (source: string): ProvenanceRequest => ({ source, basis: "consent", collected: "form", collected_on: "2026-11-03", permits: [], notice: "" });

/** By the file's name: a Mailchimp ZIP, a workbook, a file that was read before, or a shop's orders. */
export function plan(token: string, file_name: string, look: LookRequest): ImportPlanView {
  const people = /mailchimp|people|customers/i.test(file_name) || look.kind === "customers";
  const zip = file_name.endsWith(".zip");
  const book = file_name.endsWith(".xlsx");
  const again = /again/i.test(file_name) && !look.forget;
  const columns = people ? PEOPLE_COLUMNS : ORDER_COLUMNS;
  return {
    token,
    file_name,
    bytes: 4_318_220,
    rows: 18_204,
    encoding: book ? "" : (look.encoding ?? "UTF-8"),
    delimiter: look.delimiter ?? "comma",
    recognised_as: people ? (zip || again ? "Mailchimp audience" : "Columns matched by name") : "Shopify orders",
    mapping: {
      kind: look.kind ?? (people ? "customers" : "orders"),
      columns: columns.map(({ header, target, purpose }) => ({ header, target, field_type: null, purpose: purpose ?? "", keep_delicate: false })),
      date_order: null,
      currency: null,
      phone_country: null,
      no_amounts: false,
    },
    columns: columns.map(({ header, target, samples, filled, note, looks, findings }) => ({
      header,
      target,
      samples,
      filled: filled ?? 1,
      note: note ?? "",
      looks_like: looks ?? "text",
      findings: findings ?? [],
    })),
    targets: TARGETS,
    preview: [0, 1, 2].map((row) => columns.map(({ samples }) => samples[row % samples.length] ?? "")),
    date_question: people ? null : "03/04/2026 can be 3 April or 4 March. Which comes first in this file?",
    missing: [],
    imported_before: null,
    parts: zip
      ? [
          { name: "subscribed_members_export.csv", rows: 16_020, says: "subscribed" },
          { name: "unsubscribed_members_export.csv", rows: 1_904, says: "unsubscribed" },
          { name: "cleaned_members_export.csv", rows: 280, says: "bounced" },
        ]
      : [],
    sheets: book ? ["Customers 2026", "Old", "Notes"] : [],
    sheet: book ? (look.sheet ?? "Customers 2026") : "",
    phone_question: people ? "5,643 numbers such as 040 123456 have no country. Say which, and they are written in full." : null,
    damage: book ? ["“Billing City”: a spreadsheet has cut digits off in 214 rows (1.23E+10): what is left of them is nobody's number", "1,040 empty rows at its end are left out"] : [],
    remembered: again ? { source: "Mailchimp", when: "Tue 3 Nov 2026", provenance: provenance("Newsletter, Mailchimp"), new_columns: ["Shoe size"] } : null,
    unmapped: people ? ["“LEID” is left out: Mailchimp's own number, of no use here"] : ["“Risk Level” is left out: nothing here has a use for it"],
    collected: COLLECTED,
  };
}

const COLLECTED: CollectedChoice[] = (
  [
    ["form", "They filled in our form", false],
    ["purchase", "They bought from us", false],
    ["in_person", "In person: at an event or the counter", false],
    ["referred", "Somebody they know told us", false],
    ["bought_list", "From a list broker we can name", false],
    ["unknown_list", "From a list of unknown origin", true],
    ["scraped", "Gathered from web pages or public lists", true],
    ["unstated", "Nobody has said", false],
  ] as const
).map(([collected, words, quarantines]) => ({ collected, words, quarantines }));

export function report(mapping: MappingView, dryRun: boolean, file_name = "orders_export_2026.csv", quarantines = false): ImportReportView {
  return {
    import: dryRun ? null : "i4",
    dry_run: dryRun,
    file_name,
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
    quarantined: quarantines ? 412 : 0,
    not_contactable: 130,
    remembered_noes: 0,
    products: 0,
    campaign_results: 0,
    cells_dropped: 3,
    rows_kept: 17_870,
    look_alikes: dryRun ? null : 12,
    columns: mapping.columns.map(({ header, target }, i) => ({
      header,
      became: target === null ? "left out" : target === "custom" ? `own field: ${header}` : (TARGETS.find((one) => one.id === target)?.label ?? target),
      cells: target === null ? 0 : 18_204 - i * 700,
      not_used: header === "Created at" ? 41 : header === "Notes" ? 3 : 0,
    })),
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
    notes: ["12 of 402 people are the only one with their postcode and birthday: together these can tell who somebody is, even without a name."],
  };
}

const NO_LOOK: LookRequest = { kind: null, encoding: null, delimiter: null, sheet: null, forget: false };

export function undoPlan(entry: Pick<ImportEntry, "id" | "file_name" | "when">): UndoPlanView {
  return {
    import: entry.id,
    file_name: entry.file_name,
    when: entry.when,
    people_removed: 402,
    people_reverted: 96,
    orders: 10_084,
    kept_by_others: 120,
    events: 0,
    yeses: 210,
    noes_kept: 18,
    words: "402 people whom only this file speaks of go, with 10,084 orders. The 18 noes it brought stay: only the person takes back a no.",
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
    collected: "They bought from us",
    quarantines: false,
    undone: null,
    report: { ...report(plan("f1", file_name, NO_LOOK).mapping, false, file_name), import: id, kind },
    ...rest,
  });
  return [
    entry("i3", "email_events.csv", "events", 0, { source: "Newsletter tool", basis: "consent", rows: 41_220, events: 41_180, rows_not_used: 40 }),
    entry("i2", "orders.csv", "orders", 0, { rows: 31_402, orders: 19_120, rows_not_used: 290 }),
    entry("i1", "customers.csv", "customers", 1, { rows: 4_960, people_created: 4_812, rows_not_used: 22 }),
  ];
}
