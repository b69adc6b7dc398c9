import { describe, expect, it, vi } from "vitest";
import type { ImportPlanView, ImportReportView, ProgressView } from "../../bindings";
import { Refusal } from "../../host/host";
import { ImportJob } from "./job.svelte";
import { tallies, where } from "./report";

const plan = {
  token: "f1",
  recognised_as: "Shopify orders",
  date_question: null,
  mapping: {
    kind: "orders",
    date_order: null,
    currency: null,
    columns: [
      { header: "Email", target: "email" },
      { header: "Created at", target: "ordered_at" },
      { header: "Total", target: "order_total" },
    ],
  },
  columns: [],
  targets: [],
} as unknown as ImportPlanView;

const money = (text: string) => ({ minor: 0, currency: "EUR", text, rounded: text });
const report: ImportReportView = {
  import: null,
  dry_run: true,
  file_name: "orders.csv",
  kind: "orders",
  rows_read: 10,
  rows_not_used: 2,
  people_created: 3,
  people_updated: 1,
  people_unchanged: 0,
  erased_kept_out: 0,
  purchases: 6,
  refunds: 1,
  lines: 9,
  events: 0,
  already_there: 0,
  opt_outs_added: 0,
  yes_ignored: 0,
  gross: money("€60.00"),
  net: money("€50.00"),
  problems: [],
  seconds: 0.1,
  rows_per_second: 100,
  summary: "",
};

function host(more: Partial<ConstructorParameters<typeof ImportJob>[0]> = {}) {
  return {
    importChoose: vi.fn(async () => plan as ImportPlanView | null),
    importCheck: vi.fn(async () => report),
    importRun: vi.fn(async () => ({ ...report, dry_run: false, import: "i1" })),
    importCancel: vi.fn(async () => null),
    importSaveRejects: vi.fn(async () => "left out.csv" as string | null),
    onProgress: vi.fn((_: (progress: ProgressView) => void) => () => {}),
    ...more,
  };
}

describe("a file on its way in", () => {
  it("goes from columns to a check to the import, and the check changes nothing", async () => {
    const behind = host();
    const job = new ImportJob(behind);
    await job.choose();
    expect([job.stage, job.source, job.basis]).toEqual(["columns", "Shopify orders", "contract"]);
    job.source = "  Web shop ";
    await job.check();
    expect(job.stage).toBe("checked");
    expect(behind.importRun).not.toHaveBeenCalled();
    expect(behind.importCheck).toHaveBeenCalledWith("f1", plan.mapping, "Web shop", "contract");
    expect(await job.run()).toBe(true);
    expect([job.stage, job.report?.import]).toEqual(["done", "i1"]);
  });

  it("stays where it was when no file is chosen", async () => {
    const job = new ImportJob(host({ importChoose: vi.fn(async () => null) }));
    await job.choose();
    expect([job.stage, job.plan, job.problem]).toEqual(["start", undefined, undefined]);
  });

  it("says why a file was refused, and is ready for another", async () => {
    const problem = { code: "input_refused" as const, message: "This is not text.", hint: "Save it as CSV." };
    const job = new ImportJob(host({ importChoose: vi.fn().mockRejectedValue(new Refusal(problem)) }));
    await job.choose();
    expect([job.stage, job.problem]).toEqual(["start", problem]);
  });

  it("says that nothing was written when it was stopped, and that is no problem", async () => {
    const problem = { code: "cancelled" as const, message: "Stopped.", hint: "" };
    const job = new ImportJob(host({ importRun: vi.fn().mockRejectedValue(new Refusal(problem)) }));
    await job.choose();
    await job.check();
    expect(await job.run()).toBe(false);
    expect([job.stage, job.stopped, job.problem]).toEqual(["checked", true, undefined]);
  });

  it("listens to progress only while something runs", async () => {
    const stop = vi.fn();
    const job = new ImportJob(host({ onProgress: vi.fn(() => stop) }));
    await job.choose();
    expect(stop).toHaveBeenCalledTimes(1);
    await job.check();
    expect(stop).toHaveBeenCalledTimes(2);
  });

  it("forgets a check when the columns change", async () => {
    const job = new ImportJob(host());
    await job.choose();
    await job.check();
    job.back();
    job.remap({ ...plan.mapping, kind: "customers" });
    expect(job.report).toBeUndefined();
  });
});

describe("a report", () => {
  const rowsOf = (view: ImportReportView, id: string) => tallies(view).find((group) => group.id === id)?.rows;
  it("leaves out lines that would say nothing, and keeps those that reassure", () => {
    expect(rowsOf(report, "people")?.map((row) => row.words)).toEqual(["New", "Known, with something new", "Known, nothing new"]);
    expect(rowsOf({ ...report, erased_kept_out: 1 }, "people")).toHaveLength(4);
    expect(rowsOf(report, "events")).toBeUndefined();
    expect(rowsOf(report, "answers")).toHaveLength(2);
  });
  it("shows no money for a file of people", () => {
    const people = { ...report, kind: "customers" as const, purchases: 0, refunds: 0, lines: 0 };
    expect(rowsOf(people, "orders")).toBeUndefined();
  });
  it("names lines so that the sum is right", () => {
    const problem = (rows: number, ...first_lines: number[]) => where({ code: "x", words: "", column: "", rows, first_lines, hint: "" });
    expect(problem(1, 2)).toBe("line 2");
    expect(problem(2, 2, 9)).toBe("lines 2 and 9");
    expect(problem(1034, 4, 9, 12)).toBe("lines 4, 9, 12 and 1,031 more");
    expect(problem(7, 1, 2, 3, 4, 5, 6, 7)).toBe("lines 1, 2, 3, 4, 5 and 2 more");
    expect(problem(3)).toBe("");
  });
});
