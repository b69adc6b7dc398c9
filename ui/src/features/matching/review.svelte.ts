/** Pairs that may be one person, decided one after the other; each decision can be taken back at once. */

import type { MatchReviewView, MergeReportView, PairView, Problem, ProgressView } from "../../bindings";
import { asProblem, type Host } from "../../host/host";

type Door = Pick<Host, "matchesFind" | "matchesMerge" | "matchesKeepApart" | "matchesMergeSure" | "matchesUnmerge" | "importCancel" | "onProgress">;
type Answer = "same" | "different" | "later";
type Done = { at: number; pair: PairView; answer: Answer; decisions: string[] };

export class Review {
  view: MatchReviewView | undefined = $state.raw();
  /** Pairs still to decide, the one at hand at `at`. */
  pairs: PairView[] = $state.raw([]);
  at = $state(0);
  /** What the last answer did, in words. */
  said = $state("");
  problem: Problem | undefined = $state.raw();
  progress: ProgressView | undefined = $state.raw();
  /** Comparing everybody. */
  finding = $state(false);
  /** Writing an answer. */
  busy = $state(false);
  /** Decisions made here, so that a screen knows that something was written. */
  decided = $state(0);
  #done: Done[] = $state.raw([]);
  readonly #host: Door;

  constructor(host: Door) {
    this.#host = host;
  }

  get pair(): PairView | undefined {
    return this.pairs[this.at];
  }
  /** Pairs to look at that are not decided: those here and those beyond the first 200. */
  get left(): number {
    const beyond = (this.view?.ask_total ?? 0) - (this.view?.ask.length ?? 0);
    return this.pairs.length + Math.max(0, beyond);
  }
  get canTakeBack(): boolean {
    return this.#done.length > 0;
  }

  async find(): Promise<void> {
    if (this.finding) return;
    this.finding = true;
    this.problem = undefined;
    const stop = this.#host.onProgress((progress) => (this.progress = progress));
    try {
      const view = await this.#host.matchesFind();
      this.view = view;
      this.pairs = view.ask;
      this.at = 0;
      this.#done = [];
      this.said = "";
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
    stop();
    this.progress = undefined;
    this.finding = false;
  }

  same = () => this.#decide("same");
  different = () => this.#decide("different");

  /** The next one first; this one stays to be decided. */
  skip(): void {
    const pair = this.pair;
    if (!pair || this.busy) return;
    this.#done = [...this.#done, { at: this.at, pair, answer: "later", decisions: [] }];
    this.said = "Left for later.";
    this.at = this.pairs.length > 1 ? (this.at + 1) % this.pairs.length : 0;
  }

  /** Looks at another pair without deciding anything. */
  step(by: 1 | -1): void {
    if (this.pairs.length > 0) this.at = (this.at + by + this.pairs.length) % this.pairs.length;
  }

  /** Takes the last answer back; both entries are what they were. */
  async takeBack(): Promise<void> {
    const last = this.#done.at(-1);
    if (!last || this.busy) return;
    await this.#write(async () => {
      for (const decision of last.decisions) await this.#host.matchesUnmerge(decision, true);
      this.#done = this.#done.slice(0, -1);
      if (last.answer !== "later") this.pairs = [...this.pairs.slice(0, last.at), last.pair, ...this.pairs.slice(last.at)];
      this.at = Math.min(last.at, this.pairs.length - 1);
      this.said = last.answer === "later" ? "" : "Taken back: two entries again, as they were.";
    });
  }

  /** Merges all that is beyond doubt; gives what it said, or nothing. */
  async mergeSure(): Promise<MergeReportView | undefined> {
    let report: MergeReportView | undefined;
    const stop = this.#host.onProgress((progress) => (this.progress = progress));
    await this.#write(async () => {
      report = await this.#host.matchesMergeSure();
      this.decided += report.changed;
      if (this.view) this.view = { ...this.view, sure: [], sure_total: 0, decided: this.view.decided + report.changed };
      this.said = report.summary;
    });
    stop();
    this.progress = undefined;
    return report;
  }

  async #decide(answer: "same" | "different"): Promise<void> {
    const { pair, at } = this;
    if (!pair || this.busy) return;
    await this.#write(async () => {
      const [a, b] = [pair.a.person.id, pair.b.person.id];
      const report = await (answer === "same" ? this.#host.matchesMerge(a, b) : this.#host.matchesKeepApart(a, b));
      this.#done = [...this.#done, { at, pair, answer, decisions: report.decisions }];
      this.pairs = this.pairs.filter((_, i) => i !== at);
      this.at = Math.min(at, Math.max(0, this.pairs.length - 1));
      this.said = report.summary;
      this.decided += 1;
      if (this.view) this.view = { ...this.view, decided: this.view.decided + 1 };
    });
  }

  async #write(job: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      await job();
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
    this.busy = false;
  }
}
