import { describe, expect, it, vi } from "vitest";
import type { ImportPlanView, ImportReportView, LookRequest, OfferedFile, ProgressView } from "../../bindings";
import { Refusal } from "../../host/host";
import { ImportJob } from "./job.svelte";
import { tallies, undoTallies, where } from "./report";

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
  unmapped: [],
  remembered: null,
  collected: [
    { collected: "purchase", words: "They bought from us", quarantines: false },
    { collected: "scraped", words: "Gathered", quarantines: true },
  ],
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
  quarantined: 0,
  not_contactable: 0,
  remembered_noes: 0,
  products: 0,
  campaign_results: 0,
  cells_dropped: 0,
  rows_kept: 8,
  columns: [],
  look_alikes: null,
  gross: money("€60.00"),
  net: money("€50.00"),
  problems: [],
  seconds: 0.1,
  rows_per_second: 100,
  summary: "",
  notes: [],
};

function host(more: Partial<ConstructorParameters<typeof ImportJob>[0]> = {}) {
  const base = {
    importChoose: vi.fn(async () => ({ token: "f1", file_name: "orders.csv" }) as OfferedFile | null),
    importLook: vi.fn(async (token: string, _: LookRequest) => ({ ...plan, token })),
    importPutAside: vi.fn(async () => null),
    importCheck: vi.fn(async (..._: unknown[]) => report),
    importRun: vi.fn(async () => ({ ...report, dry_run: false, import: "i1" })),
    importCancel: vi.fn(async () => null),
    importSaveRejects: vi.fn(async () => "left out.csv" as string | null),
    onProgress: vi.fn((_: (progress: ProgressView) => void) => () => {}),
  };
  return { ...base, ...more } as typeof base;
}

describe("a file on its way in", () => {
  it("goes from columns to a check to the import, and the check changes nothing", async () => {
    const behind = host();
    const job = new ImportJob(behind);
    await job.choose();
    expect([job.stage, job.origin.source, job.origin.basis, job.origin.collected]).toEqual(["columns", "Shopify orders", "contract", "purchase"]);
    job.go("origin");
    job.say({ source: "  Web shop " });
    await job.check();
    expect(job.stage).toBe("checked");
    expect(behind.importRun).not.toHaveBeenCalled();
    expect(behind.importCheck).toHaveBeenCalledWith("f1", plan.mapping, {
      source: "Web shop", basis: "contract", collected: "purchase", collected_on: null, permits: [], notice: "",
    });
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
    const job = new ImportJob(host({ importLook: vi.fn().mockRejectedValue(new Refusal(problem)) }));
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
    job.go("columns");
    job.remap({ ...plan.mapping, kind: "customers" });
    expect(job.report).toBeUndefined();
    await job.check();
    job.say({ source: "Elsewhere" });
    expect(job.report).toBeUndefined();
  });

  it("is looked at again otherwise, and what was said of its origin holds", async () => {
    const behind = host();
    const job = new ImportJob(behind);
    await job.choose();
    job.say({ source: "Counter" });
    await job.lookAgain({ encoding: "windows-1252" });
    await job.lookAgain({ delimiter: "tab" });
    expect(behind.importLook.mock.lastCall).toEqual(["f1", { kind: null, encoding: "windows-1252", delimiter: "tab", sheet: null, forget: false }]);
    expect([job.stage, job.origin.source]).toEqual(["columns", "Counter"]);
  });

  it("keeps how it was read when looking otherwise fails", async () => {
    const behind = host();
    const job = new ImportJob(behind);
    await job.choose();
    behind.importLook.mockRejectedValueOnce(new Refusal({ code: "input_refused", message: "Not so.", hint: "" }));
    await job.lookAgain({ encoding: "Shift_JIS" });
    expect([job.stage, job.look.encoding, job.problem?.message]).toEqual(["columns", null, "Not so."]);
  });
});

describe("several files at once", () => {
  const files = ["a.csv", "b.csv", "c.csv"].map((file_name, i) => ({ token: `f${i + 1}`, file_name }));
  it("are taken one after the other", async () => {
    const behind = host();
    const job = new ImportJob(behind);
    await job.take(files);
    expect([job.file?.file_name, job.queue.length, job.stage]).toEqual(["a.csv", 2, "columns"]);
    await job.leave();
    expect([job.file?.file_name, job.queue.length]).toEqual(["b.csv", 1]);
    expect(behind.importPutAside).toHaveBeenCalledWith("f1");
    await job.sendAway();
    expect(behind.importPutAside).toHaveBeenCalledWith("f3");
    await job.leave();
    expect([job.stage, job.file]).toEqual(["start", undefined]);
  });
  it("wait while one is at hand, and begin when it is done", async () => {
    const job = new ImportJob(host());
    await job.take(files.slice(0, 1));
    await job.take(files.slice(1));
    expect([job.file?.token, job.queue.length]).toEqual(["f1", 2]);
    await job.check();
    await job.run();
    await job.take([]);
    expect([job.file?.token, job.stage]).toEqual(["f2", "columns"]);
  });
  it("do not stop at one that cannot be read: it is named, and the person goes on", async () => {
    const behind = host();
    behind.importLook.mockRejectedValueOnce(new Refusal({ code: "input_refused", message: "That is a folder.", hint: "" }));
    const job = new ImportJob(behind);
    await job.take(files);
    expect([job.stage, job.file?.file_name, job.problem?.message, job.queue.length]).toEqual(["start", "a.csv", "That is a folder.", 2]);
    await job.leave();
    expect([job.stage, job.file?.file_name, job.problem]).toEqual(["columns", "b.csv", undefined]);
  });
});

describe("a source that nobody may use", () => {
  it("sends no yes along", async () => {
    const behind = host();
    const job = new ImportJob(behind);
    await job.choose();
    job.say({ permits: [{ channel: "sms", purposes: ["news"] }] });
    await job.check();
    expect(behind.importCheck.mock.lastCall?.at(2)).toMatchObject({ permits: [{ channel: "sms", purposes: ["news"] }] });
    job.say({ collected: "scraped" });
    expect(job.quarantines).toBe(true);
    await job.check();
    expect(behind.importCheck.mock.lastCall?.at(2)).toMatchObject({ permits: [] });
  });
});

describe("a report", () => {
  const rowsOf = (view: ImportReportView, id: string) => tallies(view).find((group) => group.id === id)?.rows;
  it("leaves out lines that would say nothing, and keeps those that reassure", () => {
    expect(rowsOf(report, "people")?.map((row) => row.words)).toEqual(["New", "Known, with something new", "Known, nothing new"]);
    expect(rowsOf({ ...report, quarantined: 1 }, "people")).toHaveLength(4);
    expect(rowsOf({ ...report, erased_kept_out: 1 }, "rows")).toHaveLength(3);
    expect(rowsOf(report, "events")).toBeUndefined();
    expect(rowsOf(report, "answers")).toHaveLength(2);
  });
  it("says what an undo takes and what it leaves, a no in any case", () => {
    const nothing = { import: "i1", file_name: "", when: "", people_removed: 0, people_reverted: 0, orders: 0, kept_by_others: 0, events: 0, yeses: 0, noes_kept: 0, words: "" };
    expect(undoTallies(nothing).goes).toHaveLength(1);
    expect(undoTallies({ ...nothing, noes_kept: 3 }).stays.map((row) => row.figure)).toEqual(["3"]);
    expect(undoTallies({ ...nothing, orders: 1, kept_by_others: 2 }).goes).toHaveLength(2);
  });
  it("shows no money of orders that have no amounts, and whatever they came to otherwise", () => {
    const money = (view: ImportReportView) => rowsOf(view, "orders")?.slice(-2).map((row) => row.figure);
    expect(money(report)).toEqual(["€60.00", "€50.00"]);
    expect(money({ ...report, no_amounts: true })?.at(-1)).toBe("none");
    expect(JSON.stringify(tallies({ ...report, no_amounts: true }))).not.toContain("€");
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
