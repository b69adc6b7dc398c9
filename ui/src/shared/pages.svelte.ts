/** A long list fetched a page at a time, as far as it is looked at; the pages looked at longest ago are let go. */
import type { Problem } from "../bindings";
import { asProblem } from "../host/host";

export type Page<Row> = { total: number; offset: number; rows: Row[] };
export type FetchPage<Row> = (offset: number, limit: number) => Promise<Page<Row>>;

export const PAGE_ROWS = 100;
const PAGES_KEPT = 40;

export class Pages<Row> {
  /** Rows in the whole list; undefined before the first answer. */
  total = $state<number | undefined>(undefined);
  problem = $state.raw<Problem | undefined>(undefined);
  /** True from a change of list until its first page is here. */
  stale = $state(false);
  #version = $state(0);
  #pages = new Map<number, Row[]>();
  #waiting = new Set<number>();
  #epoch = 0;
  #source: FetchPage<Row> | undefined;

  /** Another list (or the same one anew). Rows of the old one stay until the new first page is here. */
  async open(source: FetchPage<Row>): Promise<void> {
    this.#source = source;
    this.#epoch += 1;
    this.#waiting.clear();
    this.stale = true;
    await this.#load(0, true);
  }

  /** The row at a place, or undefined while it is on its way. */
  row(index: number): Row | undefined {
    void this.#version;
    return this.#pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
  }

  /** Sees to it that these rows are or will be here. */
  want(first: number, last: number) {
    if (this.stale || this.total === undefined) return;
    const end = Math.min(last, this.total - 1);
    for (let page = Math.floor(Math.max(0, first) / PAGE_ROWS); page * PAGE_ROWS <= end; page += 1) {
      const rows = this.#pages.get(page);
      if (rows) this.#freshen(page, rows);
      else void this.#load(page, false);
    }
  }

  clear() {
    this.#epoch += 1;
    this.#source = undefined;
    this.#pages.clear();
    this.#waiting.clear();
    this.total = undefined;
    this.stale = false;
    this.problem = undefined;
    this.#version += 1;
  }

  #freshen(page: number, rows: Row[]) {
    this.#pages.delete(page);
    this.#pages.set(page, rows);
  }

  async #load(page: number, first: boolean) {
    const source = this.#source;
    if (!source || this.#waiting.has(page)) return;
    const epoch = this.#epoch;
    this.#waiting.add(page);
    try {
      const got = await source(page * PAGE_ROWS, PAGE_ROWS);
      if (epoch !== this.#epoch) return;
      if (first) this.#pages.clear();
      this.#freshen(page, got.rows);
      for (const oldest of this.#pages.keys()) {
        if (this.#pages.size <= PAGES_KEPT) break;
        this.#pages.delete(oldest);
      }
      this.total = got.total;
      this.problem = undefined;
      this.#version += 1;
    } catch (thrown) {
      if (epoch !== this.#epoch) return;
      this.problem = asProblem(thrown);
    } finally {
      if (epoch === this.#epoch) {
        this.#waiting.delete(page);
        if (first) this.stale = false;
      }
    }
  }
}
