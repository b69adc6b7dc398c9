/** Saying what each column of a file is: choosing, switching the kind of file, and what still stands in the way. */

import { capital } from "../../shared/format";
import type { ColumnView, DateOrder, FileKind, ImportPlanView, MappingView, TargetView } from "../../bindings";

/** Targets under the heading a list shows them with. */
export interface TargetGroup {
  group: string;
  targets: TargetView[];
}

/** What a column of this kind of file can be, grouped in the order the file reader gives them. */
export function targetGroups(targets: TargetView[], kind: FileKind): TargetGroup[] {
  const groups: TargetGroup[] = [];
  for (const target of targets) {
    if (!target.kinds.includes(kind)) continue;
    const known = groups.find((group) => group.group === target.group);
    if (known) known.targets.push(target);
    else groups.push({ group: target.group, targets: [target] });
  }
  return groups;
}

/** What a choice did, and which other column it was taken from. */
export interface Chosen {
  mapping: MappingView;
  /** The header that had this target until now, or empty. */
  takenFrom: string;
}

/**
 * Says what one column is. A target belongs to one column: whoever had it is left out. Only a permission may stand in
 * several columns; then the strictest answer holds.
 */
export function choose(mapping: MappingView, index: number, target: string | null): Chosen {
  let takenFrom = "";
  const columns = mapping.columns.map((column, i) => {
    if (i === index) return { ...column, target };
    if (target !== null && column.target === target && !isPermission(target)) {
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
  const taken = new Set(mapping.columns.map((column) => column.target).filter((id) => id !== null && fits(id)));
  const columns = mapping.columns.map((column, i) => {
    if (column.target !== null && fits(column.target)) return column;
    const idea = plan.columns[i]?.target ?? null;
    if (idea === null || !fits(idea) || taken.has(idea)) return { ...column, target: null };
    taken.add(idea);
    return { ...column, target: idea };
  });
  return { ...mapping, kind, columns };
}

export function answerDates(mapping: MappingView, order: DateOrder): MappingView {
  return { ...mapping, date_order: order };
}

/** Columns that will not be read, by header. */
export function leftOut(mapping: MappingView): string[] {
  return mapping.columns.filter((column) => column.target === null).map((column) => column.header);
}

const IDENTITIES = ["external_id", "email", "phone"];
const DATES = "The dates can be read two ways. Say which comes first, day or month.";
const DATE_TARGETS = ["ordered_at", "event_at", "signed_up", "birthday", "order_cancelled_at"];
const AMOUNTS = ["order_total", "line_total", "unit_price"];

/** What stands in the way of reading the file, in words. Empty: it can be checked. */
export function standsInTheWay(mapping: MappingView, plan: ImportPlanView): string[] {
  const has = (...ids: string[]) => mapping.columns.some((column) => column.target !== null && ids.includes(column.target));
  const words: string[] = [];
  // As long as nothing was changed, whoever read the whole file knows best.
  if (JSON.stringify(mapping.columns) === JSON.stringify(plan.mapping.columns) && mapping.kind === plan.mapping.kind) {
    words.push(...plan.missing.map((each) => (/[.!?]$/.test(each) ? capital(each) : `${capital(each)}.`)));
    if (plan.date_question && mapping.date_order === null) words.push(DATES);
    return words;
  }
  if (!has(...IDENTITIES)) words.push("No column says who the row is about: an email, a phone number or your own customer number.");
  if (mapping.kind === "orders") {
    if (!has("ordered_at")) words.push("No column says when the order was placed.");
    if (!has(...AMOUNTS)) words.push("No column says what it cost: an order total, a line total or a unit price.");
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

/** A source to start from: the name of the export when we know it, else nothing, so that the person says it. */
export function firstSource(plan: ImportPlanView): string {
  return /^columns matched/i.test(plan.recognised_as) ? "" : plan.recognised_as;
}

export const KINDS: { value: FileKind; words: string; row: string }[] = [
  { value: "customers", words: "People", row: "one person a row" },
  { value: "orders", words: "Orders", row: "one order, or one line of an order, a row" },
  { value: "events", words: "Events", row: "one thing a person did a row" },
];

export const BASES: { value: "consent" | "contract" | "legitimate_interest" | "unstated"; words: string; hint: string }[] = [
  { value: "consent", words: "They agreed", hint: "They signed up or ticked a box, and you can say when and where." },
  { value: "contract", words: "They bought from you", hint: "You need it to serve the order. It does not cover marketing by itself." },
  { value: "legitimate_interest", words: "A fair interest of yours", hint: "You weighed it against theirs and wrote that down." },
  { value: "unstated", words: "I do not know yet", hint: "It will show as a gap to close." },
];
