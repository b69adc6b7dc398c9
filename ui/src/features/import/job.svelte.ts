/** One file on its way in: looked at, mapped, checked without writing, imported, reported. */

import type { Basis, ImportPlanView, ImportReportView, MappingView, Problem, ProgressView } from "../../bindings";
import { asProblem, type Host } from "../../host/host";
import { firstSource, standsInTheWay } from "./mapping";

/** Where the file is. `looking`, `checking` and `importing` are jobs that take time. */
export type Stage = "start" | "looking" | "columns" | "checking" | "checked" | "importing" | "done";

type Door = Pick<Host, "importChoose" | "importCheck" | "importRun" | "importCancel" | "importSaveRejects" | "onProgress">;

export class ImportJob {
  stage: Stage = $state("start");
  plan: ImportPlanView | undefined = $state.raw();
  mapping: MappingView | undefined = $state.raw();
  source = $state("");
  basis: Basis = $state("unstated");
  progress: ProgressView | undefined = $state.raw();
  cancelling = $state(false);
  /** What the import would do, or did. */
  report: ImportReportView | undefined = $state.raw();
  problem: Problem | undefined = $state.raw();
  /** Set after a stop: nothing was written. */
  stopped = $state(false);

  readonly #host: Door;

  constructor(host: Door) {
    this.#host = host;
  }

  // Plain getters: a job outlives the screen it was started on, and what belongs to a screen ends with it.
  get missing(): string[] {
    return this.plan && this.mapping ? standsInTheWay(this.mapping, this.plan) : [];
  }
  get busy(): boolean {
    return this.stage === "looking" || this.stage === "checking" || this.stage === "importing";
  }

  /** Opens the file chooser. Choosing nothing leaves everything as it was. */
  async choose(): Promise<void> {
    const before = this.stage;
    const plan = await this.#work("looking", before, () => this.#host.importChoose());
    if (!plan) {
      if (!this.problem) this.stage = before;
      return;
    }
    this.plan = plan;
    this.mapping = plan.mapping;
    this.source = firstSource(plan);
    this.basis = plan.mapping.kind === "orders" ? "contract" : "unstated";
    this.report = undefined;
    this.stage = "columns";
  }

  /** Changes the mapping; what was checked before no longer counts. */
  remap(mapping: MappingView): void {
    this.mapping = mapping;
    this.report = undefined;
    this.problem = undefined;
  }

  back(): void {
    this.problem = undefined;
    this.stopped = false;
    this.stage = "columns";
  }

  /** Puts the file aside. */
  leave(): void {
    this.plan = undefined;
    this.mapping = undefined;
    this.report = undefined;
    this.problem = undefined;
    this.stopped = false;
    this.stage = "start";
  }

  async check(): Promise<void> {
    const { plan, mapping } = this;
    if (!plan || !mapping) return;
    const report = await this.#work("checking", "columns", () =>
      this.#host.importCheck(plan.token, mapping, this.source.trim(), this.basis),
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
      this.#host.importRun(plan.token, mapping, this.source.trim(), this.basis),
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

  async #work<T>(during: Stage, otherwise: Stage, job: () => Promise<T>): Promise<T | undefined> {
    this.stage = during;
    this.problem = undefined;
    this.stopped = false;
    this.progress = undefined;
    this.cancelling = false;
    const stop = this.#host.onProgress((progress) => (this.progress = progress));
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
      this.progress = undefined;
      this.cancelling = false;
    }
  }
}
