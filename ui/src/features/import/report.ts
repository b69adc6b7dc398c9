/** An import report as lines of words and figures. Lines that would say zero and mean nothing are left out. */

import type { ImportReportView, ProblemGroup, UndoPlanView } from "../../bindings";
import { count } from "../../shared/format";

export interface Line {
  words: string;
  figure: string;
  tone?: "green" | "clay";
  strong?: boolean;
}

export interface TallyGroup {
  id: string;
  title: string;
  rows: Line[];
}

export function tallies(report: ImportReportView): TallyGroup[] {
  const line = (words: string, n: number, more: Partial<Line> = {}): Line => ({ words, figure: count(n), ...more });
  const ifAny = (words: string, n: number, more: Partial<Line> = {}): Line[] => (n > 0 ? [line(words, n, more)] : []);
  const groups: TallyGroup[] = [
    {
      id: "people",
      title: "People",
      rows: [
        line("New", report.people_created, { strong: true }),
        line("Known, with something new", report.people_updated),
        line("Known, nothing new", report.people_unchanged),
        ...ifAny("New, and waiting in quarantine", report.quarantined, { tone: "clay" }),
        ...ifAny("May not be written to by any channel", report.not_contactable),
      ],
    },
  ];
  const orders = report.purchases + report.refunds + report.lines;
  if (report.kind === "orders" || orders > 0) {
    groups.push({
      id: "orders",
      title: "Orders",
      rows: [
        line("New purchases", report.purchases, { strong: true }),
        line("New refunds and cancellations", report.refunds),
        ...ifAny("Lines in them", report.lines),
        ...ifAny("There already", report.already_there),
        ...(report.no_amounts
          ? [{ words: "Amounts", figure: "none", strong: true }]
          : [
              { words: "Worth", figure: report.gross.text },
              { words: "Worth after refunds", figure: report.net.text, strong: true },
            ]),
      ],
    });
  }
  if (report.kind === "events" || report.events > 0) {
    groups.push({
      id: "events",
      title: "What people did",
      rows: [line("New", report.events, { strong: true }), ...(orders > 0 ? [] : ifAny("There already", report.already_there))],
    });
  }
  if (report.kind === "products" || report.products > 0)
    groups.push({ id: "products", title: "Products", rows: [line("New or changed", report.products, { strong: true })] });
  if (report.kind === "campaign_results" || report.campaign_results > 0)
    groups.push({ id: "campaigns", title: "Sent campaigns", rows: [line("New or changed", report.campaign_results, { strong: true })] });
  groups.push({
    id: "answers",
    title: "Yes and no",
    rows: [
      line("New opt-outs", report.opt_outs_added, { strong: true }),
      line("Yes in the file, but they said no: stays no", report.yes_ignored),
      ...ifAny("Said no, and not here: kept out if they come", report.remembered_noes),
    ],
  });
  // Every row is in one of these lines: kept, not used, or kept out.
  groups.push({
    id: "rows",
    title: "Rows of the file",
    rows: [
      line("Kept", report.rows_kept, { strong: true }),
      line("Not used", report.rows_not_used, report.rows_not_used > 0 ? { tone: "clay" } : {}),
      ...ifAny("Kept out: the person was erased", report.erased_kept_out, { tone: "clay" }),
      ...ifAny("Cells not written: too delicate", report.cells_dropped, { tone: "clay" }),
    ],
  });
  return groups;
}

/** "lines 14, 203 and 377", "line 2", "lines 4, 9, 12 and 1,031 more". */
export function where(problem: ProblemGroup): string {
  const shown = problem.first_lines.slice(0, 5).map(count);
  const more = problem.rows - shown.length;
  if (shown.length === 0) return "";
  const last = more > 0 ? `${count(more)} more` : shown.length > 1 ? shown.pop() : undefined;
  return `${problem.first_lines.length === 1 && more <= 0 ? "line" : "lines"} ${shown.join(", ")}${last === undefined ? "" : ` and ${last}`}`;
}

/** What an undo takes away and what it leaves, as lines. */
export function undoTallies(plan: UndoPlanView): { goes: Line[]; stays: Line[] } {
  const line = (words: string, n: number, always = false): Line[] => (n > 0 || always ? [{ words, figure: count(n) }] : []);
  return {
    goes: [
      ...line("People only this file speaks of", plan.people_removed, true),
      ...line("People who go back to what other files say", plan.people_reverted),
      ...line("Orders and refunds", plan.orders),
      ...line("Things people did", plan.events),
      ...line("Yeses it brought", plan.yeses),
    ],
    stays: [
      ...line("Noes it brought", plan.noes_kept, true),
      ...line("Orders and events that a later file held too", plan.kept_by_others),
    ],
  };
}
