/** Saying what each column of a file is: choosing, switching the kind of file, and what still stands in the way. */

import { count } from "../../shared/format";
import type { ColumnMapping, ColumnView, DateOrder, DelicateView, FieldType, FileKind, ImportPlanView, MappingView, TargetView } from "../../bindings";

/** A field of the shop's own: several columns may be one each. */
export const OWN = "custom";

/** Targets under the heading a list shows them with. */
export interface TargetGroup {
  group: string;
  targets: TargetView[];
}

/** What a column of this kind of file can be, grouped in the order the file reader gives them. */
export function targetGroups(targets: TargetView[], kind: FileKind): TargetGroup[] {
  const groups: TargetGroup[] = [];
  for (const target of targets) {
    if (!target.kinds.includes(kind) || target.id === OWN) continue;
    const known = groups.find((group) => group.group === target.group);
    if (known) known.targets.push(target);
    else groups.push({ group: target.group, targets: [target] });
  }
  return groups;
}

/** Whether a column of this kind of file can be a field of the shop's own. */
export function mayBeOwn(targets: TargetView[], kind: FileKind): boolean {
  return targets.some((target) => target.id === OWN && target.kinds.includes(kind));
}

/** What a choice did, and which other column it was taken from. */
export interface Chosen {
  mapping: MappingView;
  /** The header that had this target until now, or empty. */
  takenFrom: string;
}

/**
 * Says what one column is. A target belongs to one column: whoever had it is left out. Only a permission may stand in
 * several columns (then the strictest answer holds), and so may fields of the shop's own.
 */
export function choose(mapping: MappingView, index: number, target: string | null): Chosen {
  let takenFrom = "";
  const columns = mapping.columns.map((column, i) => {
    if (i === index) return { ...column, target };
    if (target !== null && target !== OWN && column.target === target && !isPermission(target)) {
      takenFrom = column.header;
      return { ...column, target: null };
    }
    return column;
  });
  return { mapping: { ...mapping, columns }, takenFrom };
}

/**
 * Says what the rows are. Columns whose target makes no sense there are left out;
 * columns that were left out get our first idea of them back where it fits.
 */
export function switchKind(mapping: MappingView, kind: FileKind, plan: ImportPlanView): MappingView {
  const fits = (id: string | null) => plan.targets.some((target) => target.id === id && target.kinds.includes(kind));
  const taken = new Set(mapping.columns.map((column) => column.target).filter((id) => id !== null && id !== OWN && fits(id)));
  const columns = mapping.columns.map((column, i) => {
    if (column.target !== null && fits(column.target)) return column;
    const idea = plan.columns[i]?.target ?? null;
    if (idea === null || !fits(idea) || taken.has(idea)) return { ...column, target: null };
    if (idea !== OWN) taken.add(idea);
    return { ...column, target: idea };
  });
  return { ...mapping, kind, columns };
}

/** Changes what else is said of one column: type and purpose of an own field, whether something delicate is kept. */
export function detail(mapping: MappingView, index: number, change: Partial<Omit<ColumnMapping, "header">>): MappingView {
  return { ...mapping, columns: mapping.columns.map((column, i) => (i === index ? { ...column, ...change } : column)) };
}

export function answerDates(mapping: MappingView, order: DateOrder): MappingView {
  return { ...mapping, date_order: order };
}

/** Columns that will not be read, by header. */
export function leftOut(mapping: MappingView): string[] {
  return mapping.columns.filter((column) => column.target === null).map((column) => column.header);
}

/** Own fields without a purpose: kept, and used for nothing. */
export function withoutPurpose(mapping: MappingView): string[] {
  return mapping.columns.filter((column) => column.target === OWN && !column.purpose?.trim()).map((column) => column.header);
}

/** What a spreadsheet did to the file: the columns it is told beside, and what is told of the whole file. */
export function damagedColumns(plan: ImportPlanView): { columns: string[]; rest: string[] } {
  const of = (words: string) => plan.columns.find(({ header }) => header && words.startsWith(`“${header}”: `))?.header;
  const columns = plan.damage.flatMap((words) => of(words) ?? []);
  return { columns: [...new Set(columns)], rest: plan.damage.filter((words) => of(words) === undefined) };
}

/** “Phone”; “Phone” and “Postcode”; “Phone”, “Postcode” and 3 more. */
export function listed(headers: string[]): string {
  const [first = "", second, ...more] = headers.map((header) => `“${header}”`);
  if (second === undefined) return first;
  return more.length === 0 ? `${first} and ${second}` : `${first}, ${second} and ${count(more.length)} more`;
}

/** Columns a person should look at: not used, new since last time, damaged, or holding something delicate. By position. */
export function toLookAt(mapping: MappingView, plan: ImportPlanView): number[] {
  const unused = new Set([...leftOut(mapping), ...withoutPurpose(mapping), ...(plan.remembered?.new_columns ?? []), ...damagedColumns(plan).columns]);
  return mapping.columns.flatMap((column, i) =>
    unused.has(column.header) || plan.columns[i]?.findings.length ? [i] : [],
  );
}

/** Why the reader of the file left a column out, in its words: “Risk Level” is left out: nothing here has a use for it. */
export function whyLeft(plan: ImportPlanView, header: string): string {
  const said = plan.unmapped.find((words) => words.startsWith(`“${header}”`)) ?? "";
  const reason = said.slice(header.length + 2).trim();
  return reason.replace(/^is left out(: )?/, "").replace(/^is /, "");
}

/** Whether a column may not come in at all: most of it is refused, whatever anybody says. */
export function isRefused(column: ColumnView): boolean {
  return column.findings.some((found) => found.class === "refused" && found.cells * 2 >= found.of);
}

/** What in a column is left out unless the person wants it kept. */
export function asked(column: ColumnView): DelicateView | undefined {
  return isRefused(column) ? undefined : column.findings.find((found) => found.class === "asked");
}

/** Says whether something delicate is kept. A column that was left out becomes what it looked like, or an own field. */
export function keepDelicate(mapping: MappingView, index: number, keep: boolean, plan: ImportPlanView): MappingView {
  const target = mapping.columns[index]?.target ?? null;
  if (!keep || target !== null) return detail(mapping, index, { keep_delicate: keep });
  const idea = plan.columns[index]?.target ?? OWN;
  const free = idea === OWN || !mapping.columns.some((column) => column.target === idea);
  return detail(mapping, index, { keep_delicate: true, target: free ? idea : OWN });
}

/** "line 14", "lines 14, 203 and 1,031 more". */
export function linesWords(found: DelicateView): string {
  const shown = found.first_lines.slice(0, 4).map(count);
  const more = found.cells - shown.length;
  if (shown.length === 0) return "";
  const last = more > 0 ? `${count(more)} more` : shown.length > 1 ? shown.pop() : undefined;
  return `${found.cells === 1 ? "line" : "lines"} ${shown.join(", ")}${last === undefined ? "" : ` and ${last}`}`;
}

const IDENTITIES = ["external_id", "email", "phone"];
/** What stands in the way as long as nobody has said how dates are written. */
export const DATES = "The dates can be read two ways. Say which comes first, day or month.";
const DATE_TARGETS = ["ordered_at", "event_at", "signed_up", "birthday", "order_cancelled_at", "said_at", "campaign_at"];
const AMOUNTS = ["order_total", "line_total", "unit_price"];

/** What stands in the way as long as nobody has said that orders have no amounts. */
export const NO_AMOUNTS = "No column says what it cost: an order total, a line total or a unit price.";
/** Whether nobody can see what these orders came to: then it is asked whether they have no amounts. */
export function asksAmounts(mapping: MappingView): boolean {
  return mapping.kind === "orders" && !mapping.columns.some(({ target }) => target !== null && AMOUNTS.includes(target));
}

/** What stands in the way of reading the file, in words. Empty: it can be checked. */
export function standsInTheWay(mapping: MappingView, plan: ImportPlanView): string[] {
  const has = (...ids: string[]) => mapping.columns.some((column) => column.target !== null && ids.includes(column.target));
  const words: string[] = [];
  // As long as nothing was changed, whoever read the whole file knows best.
  if (JSON.stringify(mapping.columns) === JSON.stringify(plan.mapping.columns) && mapping.kind === plan.mapping.kind) {
    // That these orders have none is an answer to the question what they came to, and to no other.
    for (const { what, words: said } of plan.missing) {
      if (what !== "amount") words.push(said);
      else if (!mapping.no_amounts) words.push(NO_AMOUNTS);
    }
    if (plan.date_question && mapping.date_order === null) words.push(DATES);
    return words;
  }
  const aboutPeople = mapping.kind !== "products" && mapping.kind !== "campaign_results";
  if (aboutPeople && !has(...IDENTITIES)) words.push("No column says who the row is about: an email, a phone number or your own customer number.");
  if (mapping.kind === "orders") {
    if (!has("ordered_at")) words.push("No column says when the order was placed.");
    if (asksAmounts(mapping) && !mapping.no_amounts) words.push(NO_AMOUNTS);
  }
  if (mapping.kind === "events") {
    if (!has("event_kind")) words.push("No column says what happened: sent, opened, clicked, visited.");
    if (!has("event_at")) words.push("No column says when it happened.");
  }
  if (plan.date_question && mapping.date_order === null) words.push(DATES);
  return words;
}

const isPermission = (target: string): boolean => target.endsWith("_permission");

/** Whether any column says who agreed to be contacted. */
export function hasPermissionColumn(mapping: MappingView): boolean {
  return mapping.columns.some((column) => column.target !== null && isPermission(column.target));
}

/** Whether to ask how dates are written: when the file leaves it open, or a column was newly taken for a date. */
export function asksDates(mapping: MappingView, plan: ImportPlanView): boolean {
  if (plan.date_question) return true;
  return mapping.columns.some(
    (column, i) => column.target !== null && DATE_TARGETS.includes(column.target) && column.target !== plan.mapping.columns[i]?.target,
  );
}

/** "always filled", "filled in 3 of 4 rows", "empty". */
export function filledWords(column: ColumnView): string {
  const share = column.filled;
  if (share >= 0.9995) return "always filled";
  if (share <= 0) return "always empty";
  if (share < 0.01) return "hardly ever filled";
  return `filled in ${Math.min(99, Math.max(1, Math.round(share * 100)))}% of rows`;
}

export const KINDS: { value: FileKind; words: string; row: string }[] = [
  { value: "customers", words: "People", row: "one person a row" },
  { value: "orders", words: "Orders", row: "one order, or one line of an order, a row" },
  { value: "events", words: "What people did", row: "one thing a person did a row: opened, visited, answered" },
  { value: "consents", words: "Yes and no", row: "what one person said about being contacted a row; makes nobody a customer" },
  { value: "products", words: "Products", row: "one product a row" },
  { value: "campaign_results", words: "Sent campaigns", row: "one sent campaign a row, with its counts" },
];

export const TYPES: { value: FieldType; words: string }[] = [
  { value: "text", words: "Words" },
  { value: "number", words: "A number" },
  { value: "date", words: "A day" },
  { value: "yes_no", words: "Yes or no" },
  { value: "list", words: "Several words" },
];
