/** Files on their way in, one after the other: looked at, mapped, said where from, checked without writing, imported, reported. */

import type { ImportPlanView, ImportReportView, LookRequest, MappingView, OfferedFile, Problem, ProgressView, ProvenanceRequest } from "../../bindings";
import { asProblem, type Host } from "../../host/host";
import type { Session } from "../../shared/session.svelte";
import { standsInTheWay } from "./mapping";
import { firstOrigin, sent } from "./origin";

/** Where the file is. `looking`, `checking` and `importing` are jobs that take time. */
export type Stage = "start" | "looking" | "columns" | "origin" | "checking" | "checked" | "importing" | "done";

type Door = Pick<
  Host,
  "importChoose" | "importLook" | "importPutAside" | "importCheck" | "importRun" | "importCancel" | "importSaveRejects" | "onProgress"
>;

export const NO_LOOK: LookRequest = { kind: null, encoding: null, delimiter: null, sheet: null, forget: false };
const NOWHERE: ProvenanceRequest = { source: "", basis: "unstated", collected: "unstated", collected_on: null, permits: [], notice: "" };

export class ImportJob {
  stage: Stage = $state("start");
  /** The file at hand. */
  file: OfferedFile | undefined = $state.raw();
  /** Files that wait for their turn. */
  queue: OfferedFile[] = $state.raw([]);
  plan: ImportPlanView | undefined = $state.raw();
  look: LookRequest = $state.raw(NO_LOOK);
  mapping: MappingView | undefined = $state.raw();
  origin: ProvenanceRequest = $state.raw(NOWHERE);
  progress: ProgressView | undefined = $state.raw();
  cancelling = $state(false);
  /** What the import would do, or did. */
  report: ImportReportView | undefined = $state.raw();
  problem: Problem | undefined = $state.raw();
  /** Set after a stop: nothing was written. */
  stopped = $state(false);

  readonly #host: Door;
  readonly #tell: (at: { share?: number } | undefined) => void;

  /** `tell` hears that it is at work, with how much of it is done, and that it no longer is. */
  constructor(host: Door, tell: (at: { share?: number } | undefined) => void = () => {}) {
    this.#host = host;
    this.#tell = tell;
  }

  // Plain getters: a job outlives the screen it was started on, and what belongs to a screen ends with it.
  get missing(): string[] {
    return this.plan && this.mapping ? standsInTheWay(this.mapping, this.plan) : [];
  }
  get busy(): boolean {
    return this.stage === "looking" || this.stage === "checking" || this.stage === "importing";
  }
  /** Whether people known only from this file will wait in quarantine. */
  get quarantines(): boolean {
    return this.plan?.collected.find((way) => way.collected === this.origin.collected)?.quarantines ?? false;
  }

  /** Opens the file chooser. Choosing nothing leaves everything as it was. */
  async choose(): Promise<void> {
    this.problem = undefined;
    try {
      const file = await this.#host.importChoose();
      if (file) await this.take([file]);
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
  }

  /** Opens the file chooser for another file in place of the one at hand: it may have been moved, or mended. */
  async chooseInstead(): Promise<void> {
    try {
      const file = await this.#host.importChoose();
      if (!file) return;
      this.queue = [file, ...this.queue];
      await this.leave();
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
  }

  /** Takes files that were chosen or dropped. The first is looked at now unless another one is at hand. */
  async take(files: OfferedFile[]): Promise<void> {
    this.queue = [...this.queue, ...files];
    if (this.stage === "start") await this.#next();
    else if (this.stage === "done") await this.leave();
  }

  /** Looks at the file at hand again, otherwise. What was chosen for its columns starts anew. */
  async lookAgain(change: Partial<LookRequest>): Promise<void> {
    if (!this.file || this.busy) return;
    const look = { ...this.look, ...change };
    if (await this.#look(this.file, look, "columns")) this.look = look;
  }

  /** Changes the mapping; what was checked before no longer counts. */
  remap(mapping: MappingView): void {
    this.mapping = mapping;
    this.report = undefined;
    this.problem = undefined;
  }

  /** Changes what is said of the file. */
  say(change: Partial<ProvenanceRequest>): void {
    this.origin = { ...this.origin, ...change };
    this.report = undefined;
    this.problem = undefined;
  }

  /** Goes to a step that asks something. */
  go(stage: "columns" | "origin"): void {
    this.problem = undefined;
    this.stopped = false;
    this.stage = stage;
  }

  /** Puts the file aside and takes the next that waits, if one does. */
  async leave(): Promise<void> {
    if (this.file) void this.#host.importPutAside(this.file.token).catch(() => {});
    this.file = undefined;
    this.plan = undefined;
    this.mapping = undefined;
    this.report = undefined;
    this.problem = undefined;
    this.stopped = false;
    this.look = NO_LOOK;
    this.stage = "start";
    if (this.queue.length > 0) await this.#next();
  }

  /** Forgets the files that wait. */
  async sendAway(): Promise<void> {
    const waiting = this.queue;
    this.queue = [];
    for (const file of waiting) await this.#host.importPutAside(file.token).catch(() => {});
  }

  async check(): Promise<void> {
    const { plan, mapping } = this;
    if (!plan || !mapping) return;
    const report = await this.#work("checking", "origin", () =>
      this.#host.importCheck(plan.token, mapping, sent(this.origin, mapping, this.quarantines)),
    );
    if (!report) return;
    this.report = report;
    this.stage = "checked";
  }

  /** True when it was imported. */
  async run(): Promise<boolean> {
    const { plan, mapping } = this;
    if (!plan || !mapping) return false;
    const report = await this.#work("importing", "checked", () =>
      this.#host.importRun(plan.token, mapping, sent(this.origin, mapping, this.quarantines)),
    );
    if (!report) return false;
    this.report = report;
    this.stage = "done";
    return true;
  }

  /** Asks the job to stop. It answers by itself, with nothing written. */
  async cancel(): Promise<void> {
    this.cancelling = true;
    try {
      await this.#host.importCancel();
    } catch (thrown) {
      this.cancelling = false;
      this.problem = asProblem(thrown);
    }
  }

  /** Saves the rows that could not be used; gives the file's name, or nothing when the person chose none. */
  async saveRejects(): Promise<string | undefined> {
    if (!this.plan) return undefined;
    try {
      return (await this.#host.importSaveRejects(this.plan.token)) ?? undefined;
    } catch (thrown) {
      this.problem = asProblem(thrown);
      return undefined;
    }
  }

  async #next(): Promise<void> {
    const [file, ...rest] = this.queue;
    if (!file) return;
    this.queue = rest;
    this.file = file;
    this.look = NO_LOOK;
    if (await this.#look(file, NO_LOOK, "start")) return;
    // A file that cannot be read does not stop those behind it: they stay in the queue, and the person says when.
    void this.#host.importPutAside(file.token).catch(() => {});
  }

  async #look(file: OfferedFile, look: LookRequest, otherwise: Stage): Promise<boolean> {
    const plan = await this.#work("looking", otherwise, () => this.#host.importLook(file.token, look));
    if (!plan) return false;
    const again = this.plan?.token === plan.token;
    this.plan = plan;
    this.mapping = plan.mapping;
    // What was said of the file's origin holds however it is read.
    if (!again) this.origin = firstOrigin(plan);
    this.report = undefined;
    this.stage = "columns";
    return true;
  }

  async #work<T>(during: Stage, otherwise: Stage, job: () => Promise<T>): Promise<T | undefined> {
    this.stage = during;
    this.problem = undefined;
    this.stopped = false;
    this.progress = undefined;
    this.cancelling = false;
    this.#tell({});
    const stop = this.#host.onProgress((progress) => {
      this.progress = progress;
      this.#tell(progress.total ? { share: Math.min(1, progress.done / progress.total) } : {});
    });
    try {
      return await job();
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.code === "cancelled") this.stopped = true;
      else this.problem = problem;
      this.stage = otherwise;
      return undefined;
    } finally {
      stop();
      this.#tell(undefined);
      this.progress = undefined;
      this.cancelling = false;
    }
  }
}

/** The one job of the open vault: an import goes on when one looks at another screen, and is found again. */
export function jobOf(session: Session): ImportJob {
  const known = session.kept.get("import") as ImportJob | undefined;
  if (known) return known;
  const job: ImportJob = new ImportJob(session.host, (at) => {
    // After a lock it is nobody's any more.
    if (session.kept.get("import") === job) session.importing = at;
  });
  session.kept.set("import", job);
  return job;
}
