import { describe, expect, it, vi } from "vitest";
import { Refusal } from "../host/host";
import { PAGE_ROWS, Pages } from "./pages.svelte";

const list = (total: number, from = "row") => async (offset: number, limit: number) => ({
  total,
  offset,
  rows: Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, n) => `${from} ${offset + n}`),
});
const settle = () => new Promise((done) => setTimeout(done));

describe("pages", () => {
  it("reaches the last of a million rows with one more question", async () => {
    const fetch = vi.fn(list(1_000_000));
    const pages = new Pages<string>();
    await pages.open(fetch);
    pages.want(999_980, 1_000_000);
    await settle();
    expect(pages.row(999_999)).toBe("row 999999");
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it("asks for a page once, however often it is wanted", async () => {
    const fetch = vi.fn(list(1_000));
    const pages = new Pages<string>();
    await pages.open(fetch);
    pages.want(150, 160);
    pages.want(150, 170);
    await settle();
    pages.want(150, 160);
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it("lets go of what was looked at longest ago", async () => {
    const fetch = vi.fn(list(100_000));
    const pages = new Pages<string>();
    await pages.open(fetch);
    for (let page = 1; page <= 40; page += 1) {
      pages.want(page * PAGE_ROWS, page * PAGE_ROWS + 10);
      await settle();
    }
    expect(pages.row(40 * PAGE_ROWS)).toBe("row 4000");
    expect(pages.row(0)).toBeUndefined();
  });

  it("drops answers to a list that is no longer looked at", async () => {
    const pages = new Pages<string>();
    let answerOld = () => {};
    const old = pages.open((offset, limit) => new Promise((done) => (answerOld = () => void list(9, "old")(offset, limit).then(done))));
    await pages.open(list(3, "new"));
    answerOld();
    await old;
    expect(pages.total).toBe(3);
    expect(pages.row(0)).toBe("new 0");
  });

  it("keeps the old rows, marked, until the new ones are here", async () => {
    const pages = new Pages<string>();
    await pages.open(list(5, "old"));
    const opened = pages.open(list(2, "new"));
    expect(pages.stale).toBe(true);
    expect(pages.row(0)).toBe("old 0");
    await opened;
    expect(pages.stale).toBe(false);
    expect(pages.row(0)).toBe("new 0");
    expect(pages.row(3)).toBeUndefined();
  });

  it("says why there is nothing, and forgets when told to", async () => {
    const pages = new Pages<string>();
    await pages.open(async () => {
      throw new Refusal({ code: "damaged", message: "A page cannot be read.", hint: "Use a backup." });
    });
    expect(pages.problem?.message).toBe("A page cannot be read.");
    await pages.open(list(3));
    pages.clear();
    expect(pages.row(0)).toBeUndefined();
    expect(pages.total).toBeUndefined();
  });
});
