/** One score and the list of its people. They come in one answer: each page brings what is said of all of them with it. */
import type { PersonRef } from "../../bindings";
import { Pages, type Page } from "../../shared/pages.svelte";

/** As many rows as one answer holds at most. */
const AT_ONCE = 500;
type Row = { person: PersonRef };
export type Placed<R> = R & { id: string };

export class ScoreList<Request, View, R extends Row> {
  readonly pages = new Pages<Placed<R>>();
  view = $state.raw<View>();
  request = $state.raw() as Request;
  at = $state(0);
  scrolled = $state(0);
  #turn = 0;
  #version: number | undefined;

  constructor(
    request: Request,
    readonly ask: (request: Request, offset: number, limit: number) => Promise<View>,
    readonly people: (view: View) => Page<R>,
  ) {
    this.request = request;
  }

  /** Sees to it that what is here is of this version of the scores. */
  look(version: number): void {
    if (this.#version === version && !this.pages.problem) return;
    this.#version = version;
    void this.open();
  }

  /** Asks otherwise; the list begins at its top again. */
  change(part: Partial<Request>): void {
    this.request = { ...this.request, ...part };
    this.at = 0;
    this.scrolled = 0;
    void this.open();
  }

  /** Everybody on the list as it stands, by id. */
  async everyone(): Promise<string[]> {
    const ids: string[] = [];
    for (;;) {
      const { total, rows } = this.people(await this.ask(this.request, ids.length, AT_ONCE));
      ids.push(...rows.map(({ person }) => person.id));
      if (rows.length === 0 || ids.length >= total) return ids;
    }
  }

  open = (): Promise<void> => {
    const turn = ++this.#turn;
    const request = this.request;
    return this.pages.open(async (offset, limit) => {
      const view = await this.ask(request, offset, limit);
      const page = this.people(view);
      // An answer to a question asked before the present one says nothing any more.
      if (turn === this.#turn) this.view = view;
      return { ...page, rows: page.rows.map((row) => ({ ...row, id: row.person.id })) };
    });
  };
}
