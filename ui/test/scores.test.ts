import { screen, waitFor, within } from "@testing-library/svelte";
import user from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { openWindow, troubles } from "./render";
import type { ProgressView } from "../src/bindings";
import { Refusal } from "../src/host/host";

const find = (id: string) => screen.findByTestId(id);
/** Words of the field that stay one click deeper. */
const FIELD = /\b(AUC|churn|P\(alive\)|probability|Brier|ECE|propensity|calibrat|logistic|quantile|NBD)\b/i;
/** What can be read without opening anything. */
function surface(): string {
  const copy = document.body.cloneNode(true) as HTMLElement;
  for (const closed of copy.querySelectorAll("details:not([open])")) for (const inside of [...closed.children].slice(1)) inside.remove();
  return copy.textContent ?? "";
}

describe("Scores", () => {
  it("answers each question in a sentence, with its record and whether it can be gone by", async () => {
    openWindow("open", "scores");
    const card = await find("card-value");
    expect(card.textContent).toContain("What are my customers worth?");
    expect(card.textContent).toContain("€196,000 to €233,000 eight times in ten");
    expect(card.textContent).toContain("Last quarter we said €51,200 would come; €49,870 did");
    expect(screen.getByTestId("standing-value").textContent).toBe("Ready");
    expect(screen.getByTestId("standing-risk").textContent).toBe("Not checked by you yet");
    await waitFor(() => expect(screen.getByTestId("card-cohorts").textContent).toContain("Of 100 who come"));
    expect(document.querySelectorAll("main .primary")).toHaveLength(1);
  });

  it.each([
    ["few", "standing-value", "Only all together"],
    ["few", "standing-risk", "Too little to go by"],
    ["unpriced", "standing-value", "Needs amounts"],
    ["unpriced", "standing-risk", "Not checked by you yet"],
    ["coin", "standing-lead", "Not offered"],
    ["stale", "standing-value", "Out of date"],
  ])("says so when things are otherwise (%s, %s)", async (scene, id, words) => {
    openWindow(scene, "scores");
    expect((await find(id)).textContent).toBe(words);
  });

  it("leads to an import where there are no orders", async () => {
    openWindow("empty", "scores");
    expect((await find("scores-no-people")).querySelector("a")?.getAttribute("href")).toBe("#/import");
  });

  it("brings up to date when asked, with progress that can be stopped", async () => {
    let tell: (progress: ProgressView) => void = () => {};
    const { host } = openWindow("stale", "scores", [], (host) => {
      const hear = host.onProgress;
      host.onProgress = (call) => ((tell = call), hear(call));
    });
    expect((await find("scores-stale")).textContent).toContain("Out of date since Thu 12 Nov 2026");
    let go = () => {};
    const work = host.scores;
    host.scores = () => new Promise((done, fail) => (go = () => void work().then(done, fail)));
    const stop = vi.spyOn(host, "scoresCancel");
    await user.click(await find("btn-recompute"));
    tell({ doing: "Working out scores", done: 2, total: 8, rate: 0, seconds_left: null });
    expect((await find("scores-working")).textContent).toContain("2 of 8");
    await user.click(await find("btn-cancel"));
    expect(stop).toHaveBeenCalledOnce();
    go();
    await waitFor(() => expect(screen.queryByTestId("scores-working")).toBeNull());
    expect(screen.queryByTestId("scores-stale")).toBeNull();
  });

  it("begins anew after it was stopped the first time", async () => {
    let stopped = true;
    openWindow("open", "scores", [], (host) => {
      const work = host.scores;
      host.scores = () => (stopped ? Promise.reject(new Refusal({ code: "cancelled", message: "Stopped.", hint: "" })) : work());
    });
    await find("scores-stopped");
    stopped = false;
    await user.click(screen.getByTestId("btn-compute"));
    await find("card-value");
  });

  it("keeps what was worked out when doing it again fails", async () => {
    const { host } = openWindow("stale", "scores");
    await find("btn-recompute");
    host.scores = () => Promise.reject(new Refusal({ code: "failed", message: "The disk is full.", hint: "Make room." }));
    await user.click(await find("btn-recompute"));
    expect((await find("problem")).textContent).toContain("The disk is full.");
    expect(screen.getByTestId("answer-value").textContent).toContain("€214,600");
  });

  it.each([
    ["", "screen-scores"],
    ["value", "worth-expected"],
    ["risk", "band-slipping"],
    ["lead", "tier-hot"],
    ["cohorts", "retention"],
    ["value/proof", "proof-headline"],
    ["risk/p18", "why-risk"],
  ])("is clean for a screen reader, and in plain words, on %s", async (where, id) => {
    openWindow("open", "scores", where.split("/").filter(Boolean));
    await find(id);
    await waitFor(() => expect(screen.queryByTestId("loading")).toBeNull());
    expect(await troubles()).toEqual([]);
    expect(surface()).not.toMatch(FIELD);
  });

  it("says when it fails, and asks again only when told to", async () => {
    let fails = true;
    let asked = 0;
    openWindow("open", "scores", ["value"], (host) => {
      const value = host.scoreValue;
      host.scoreValue = (request) => {
        asked += 1;
        return fails ? Promise.reject(new Refusal({ code: "damaged", message: "A page cannot be read.", hint: "" })) : value(request);
      };
    });
    expect((await find("problem")).textContent).toContain("A page cannot be read.");
    await new Promise((done) => setTimeout(done, 50));
    expect(asked).toBe(1);
    fails = false;
    await user.click(screen.getByTestId("btn-again"));
    await find("worth-expected");
    expect(screen.queryByTestId("problem")).toBeNull();
  });

  it("has the field’s own words one click deeper", async () => {
    openWindow("open", "scores", ["risk", "proof"]);
    await user.click(await screen.findByText("The same by the field’s own measures"));
    expect(surface()).toMatch(FIELD);
  });
});

describe("What are my customers worth?", () => {
  it("shows what was and what may be apart, and how far it may be off", async () => {
    openWindow("open", "scores", ["value"]);
    expect((await find("worth-past")).textContent).toContain("Known, not estimated");
    const expected = screen.getByTestId("worth-expected").textContent!;
    expect(expected).toContain("the next 12 months");
    expect(expected).toContain("€196,000 to €233,000, eight times in ten");
    expect(within(screen.getByTestId("worth-spread")).getAllByRole("row").length).toBeGreaterThan(4);
  });

  it("looks less far ahead, and counts only what is left of a sale", async () => {
    const { host } = openWindow("open", "scores", ["value"]);
    const asked = vi.spyOn(host, "scoreValue");
    await user.click(await find("horizon-90"));
    await waitFor(() => expect(screen.getByTestId("worth-expected").textContent).toContain("the next 90 days"));
    await user.click(screen.getByText("Change"));
    await user.type(screen.getByTestId("margin"), "400");
    await user.click(screen.getByTestId("btn-assume"));
    expect(screen.getByText("A percent from 0.1 to 100.")).toBeTruthy();
    await user.clear(screen.getByTestId("margin"));
    await user.type(screen.getByTestId("margin"), "40");
    await user.click(screen.getByTestId("btn-assume"));
    await waitFor(() => expect(asked).toHaveBeenLastCalledWith(expect.objectContaining({ horizon: 90, margin: 0.4, discount: null })));
  });

  it("lists nobody by name where there are too few, and says why", async () => {
    openWindow("few", "scores", ["value"]);
    expect((await find("worth-words")).textContent).toContain("From 100 on");
    expect(screen.queryByTestId("scores-table")).toBeNull();
  });
});

describe("Who is slipping away?", () => {
  it("counts four bands, warns of the season, and lists by what would be missed", async () => {
    openWindow("open", "scores", ["risk"]);
    expect((await find("band-slipping")).textContent).toContain("would be missed");
    expect(screen.getByTestId("risk-warning").textContent).toContain("would have misled");
    expect(screen.getByTestId("score-proof-unseen").textContent).toContain("no segment can ask for it");
    const listed = () => Number(screen.getByTestId("scores-table").dataset.total);
    const counted = (id: string) => Number(screen.getByTestId(id).querySelector(".figure")?.textContent?.replace(/\D/g, ""));
    expect(listed()).toBeGreaterThan(0);
    expect(listed()).toBeLessThan(counted("band-slipping"));
    await user.click(screen.getByTestId("band-cooling"));
    await waitFor(() => expect(listed()).toBe(counted("band-cooling")));
    expect(screen.getByTestId("band-cooling").getAttribute("aria-pressed")).toBe("true");
    await user.selectOptions(screen.getByTestId("risk-who"), "everyone");
    await waitFor(() => expect(listed()).toBe(counted("band-steady") + counted("band-cooling") + counted("band-slipping") + counted("band-gone")));
  });

  it("says no money where orders have no amounts, and what to bring", async () => {
    openWindow("unpriced", "scores", ["risk"]);
    expect((await find("risk-not-weighed")).textContent).toContain("no amounts");
    expect((await find("scores-table")).textContent).not.toContain("Missed");
    expect(screen.getByTestId("screen-score-risk").textContent).not.toMatch(/€|would be missed\b(?! cannot)/);
    const sort = screen.getByTestId("risk-sort") as HTMLSelectElement;
    expect(sort.selectedOptions[0]?.textContent).toBe("Whose chance fell most first");
    openWindow("unpriced", "scores", ["value"]);
    const empty = within(await find("score-no-amounts"));
    expect(empty.getByTestId("btn-risk-instead").getAttribute("href")).toBe("#/scores/risk");
  });
});

describe("a segment of the people on a list", () => {
  it("waits until the proof was looked at, then holds everybody on it", async () => {
    openWindow("open", "scores", ["risk"]);
    const button = () => screen.getByTestId<HTMLButtonElement>("btn-make-segment");
    await find("btn-make-segment");
    expect(button().disabled).toBe(true);
    expect(button().parentElement!.title).toContain("Look first");
    await user.click(screen.getByTestId("btn-proof"));
    await user.click(await find("btn-proof-seen"));
    await waitFor(() => expect(button().disabled).toBe(false));
    const listed = Number(screen.getByTestId("scores-table").dataset.total);
    await user.click(button());
    await find("screen-segment");
    await waitFor(() => expect(screen.getByTestId<HTMLInputElement>("segment-name").value).toContain("Worth a word"));
    await waitFor(() => expect(document.body.textContent).toContain(`${listed.toLocaleString("en-GB")} people`));
  });
});

describe("Which people are warm?", () => {
  it("says how good it is, and names what gives the answer away until one insists", async () => {
    const { host } = openWindow("open", "scores", ["lead"]);
    expect((await find("lead-grade")).textContent).toContain("Grade B");
    const asked = vi.spyOn(host, "scoreLead");
    await user.click(screen.getByTestId("btn-insist"));
    await find("insist-dialog");
    expect(asked).not.toHaveBeenCalled();
    await user.click(await find("btn-insist-sure"));
    await find("btn-leave-out");
    expect(asked).toHaveBeenLastCalledWith(expect.objectContaining({ insisted: ["Loyalty card number"] }));
  });

  it("goes by a card of points that can be changed while there is too little", async () => {
    const { host } = openWindow("few", "scores", ["lead"]);
    const lines = await screen.findAllByTestId("points-line");
    const saved = vi.spyOn(host, "scorePointsSave");
    await user.clear(lines[0]!);
    await user.type(lines[0]!, "35");
    await user.tab();
    await user.click(await find("points-save"));
    expect(saved.mock.calls[0]?.[0]?.lines[0]?.points).toBe(35);
    await waitFor(() => expect(screen.queryByTestId("points-save")).toBeNull());
    expect(screen.getByTestId("lead-headline").textContent).toContain("At least 20");
  });

  it("shows nobody's when it is no better than a coin", async () => {
    openWindow("coin", "scores", ["lead"]);
    expect((await find("score-not-offered")).textContent).toContain("a coin does 50");
    expect(screen.queryByTestId("scores-table")).toBeNull();
  });
});

describe("one person's reasons", () => {
  it("are bars that begin where everybody begins and end at the figure", async () => {
    openWindow("open", "scores", ["value", "p18"]);
    const why = within(await find("why-value"));
    const bars = why.getAllByTestId("reason");
    expect(bars[0]!.textContent).toContain("in the middle of the shop");
    expect(bars.at(-1)!.textContent).toContain("Together");
    expect(why.getByTestId("would-move").textContent).toContain("An order today");
    expect(why.getByTestId("made").textContent).toContain("run r12");
  });

  it("let one put them elsewhere, with a note, and take that back", async () => {
    openWindow("open", "scores", ["risk", "p18"]);
    await user.click(await find("btn-know-better"));
    await user.type(screen.getByTestId("put-note"), "She moved away for a year");
    await user.click(screen.getByTestId("btn-put"));
    const back = await find("btn-take-back");
    expect(screen.getByTestId("by-hand-risk").textContent).toContain("She moved away for a year");
    await user.click(back);
    await find("btn-know-better");
    expect(screen.getByTestId("by-hand-risk").textContent).toContain("What you said before");
  });

  it("are listed where one put them elsewhere, to be taken back there too", async () => {
    openWindow("open", "scores", [], (host) => {
      void host.scoreOverride({ person: "p18", kind: "risk", put: { band: "steady" }, note: "At sea" });
    });
    const list = await find("by-hand-list");
    expect(list.textContent).toContain("You put 1 person elsewhere");
    expect(list.textContent).toContain("At sea");
    await user.click(within(list).getByText(/You put/));
    await user.click(screen.getByTestId("btn-take-back-listed"));
    await waitFor(() => expect(screen.queryByTestId("by-hand-list")).toBeNull());
  });

  it("are none of somebody who said no to any use", async () => {
    openWindow("open", "scores", ["risk", "p18"], (host) => {
      const explain = host.scoreExplain;
      host.scoreExplain = async (person) => {
        await host.optOut(person, { from: "use" });
        return explain(person);
      };
    });
    expect((await find("score-none")).textContent).toContain("said no to any use");
  });
});

describe("How right were we?", () => {
  it("says it in words first, then draws, then counts by quarter", async () => {
    openWindow("open", "scores", ["value", "proof"]);
    expect((await find("proof-headline")).textContent).toContain("€49,870 did");
    expect(screen.getAllByTestId("proof-quarter")).toHaveLength(4);
    expect(screen.getByTestId("plot-totals").querySelector("svg")).toBeTruthy();
    await user.click(screen.getAllByRole("button", { name: "Show as a table" })[0]!);
    expect(screen.getAllByRole("table")[0]!.textContent, "of money, as it is drawn").toMatch(/Eight times in ten.*€49,870/s);
    expect(screen.getByTestId("proof-seen-on").textContent).toContain("You looked at this");
    expect(screen.queryByTestId("btn-proof-seen")).toBeNull();
  });

  it("looks back on longer stretches where somebody asks, and on those they looked ahead by", async () => {
    const { host } = openWindow("open", "scores", ["value", "proof"]);
    const asked = vi.spyOn(host, "scoreProof");
    await user.click(await find("proof-horizon-180"));
    await waitFor(() => expect(screen.getAllByTestId("proof-quarter")).toHaveLength(2));
    expect(asked).toHaveBeenLastCalledWith(expect.objectContaining({ kind: "value", horizon: 180 }));
    await user.click(screen.getByTestId("proof-horizon-90"));
    await waitFor(() => expect(screen.getAllByTestId("proof-quarter")).toHaveLength(4));
    expect(asked).toHaveBeenLastCalledWith(expect.objectContaining({ horizon: null }));
  });

  it("is looked at, and the score may then be used", async () => {
    const { host } = openWindow("open", "scores", ["risk", "proof"]);
    const seen = vi.spyOn(host, "scoreProofSeen");
    await user.click(await find("btn-proof-seen"));
    expect(seen).toHaveBeenCalledWith("risk", "seen");
    await find("band-slipping");
    await waitFor(() => expect(screen.queryByTestId("score-proof-unseen")).toBeNull());
  });

  it("is skipped only knowingly", async () => {
    const { host } = openWindow("open", "scores", ["risk", "proof"]);
    const seen = vi.spyOn(host, "scoreProofSeen");
    await user.click(await find("btn-skip-proof"));
    expect((await find("skip-dialog")).textContent).toContain("how often it is wrong");
    expect(seen).not.toHaveBeenCalled();
    await user.click(screen.getByTestId("btn-skip-sure"));
    expect(seen).toHaveBeenCalledWith("risk", "skipped");
    await find("band-slipping");
  });

  it("can be worked out again, to the byte or with what changed since", async () => {
    openWindow("open", "scores", ["value", "proof"]);
    await user.click(await screen.findByText("Each time it was worked out, and the same again"));
    const runs = await screen.findAllByTestId("run");
    for (const run of runs) await user.click(within(run).getByTestId("btn-replay"));
    await waitFor(() => expect(screen.getAllByTestId("replayed").map((one) => one.textContent)).toEqual(["The same, to the byte", "Not the same"]));
    expect(screen.getByTestId("runs-table").textContent).toContain("212 orders of that time were imported since");
  });

  it("says what is needed where nothing is over yet", async () => {
    openWindow("few", "scores", ["risk", "proof"]);
    expect((await find("proof-nothing")).textContent).toContain("Half a year is needed");
  });
});

describe("Do they come back?", () => {
  it("is a table that can be read aloud, in people or in money", async () => {
    openWindow("open", "scores", ["cohorts"]);
    const table = within(await find("retention"));
    expect(table.getByRole("columnheader", { name: "3 months later" })).toBeTruthy();
    expect(table.getByRole("rowheader", { name: "Oct 2026" })).toBeTruthy();
    const cell = () => within(screen.getAllByTestId("cohort")[1]!).getAllByRole("cell")[2]!;
    expect(cell().textContent).toMatch(/^\s*\d+%\s*so far\s*$/);
    await user.click(screen.getByTestId("cohorts-show-money"));
    await waitFor(() => expect(cell().textContent).toMatch(/€/));
  });
});
