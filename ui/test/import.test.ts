/** A file on its way in, in a whole window. */
import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { ProgressView } from "../src/bindings";
import { fakeHost } from "../src/host/fake";
import { Refusal, type Host } from "../src/host/host";
import App from "../src/views/App.svelte";
import { router } from "../src/shared/router.svelte";
import { goTo } from "./go-to";
import { troubles } from "./render";

const button = (id: string) => screen.getByTestId(id) as HTMLButtonElement;
/** Says what a column is, as a person does. */
async function choose(at: number, target: string) {
  await fireEvent.click(screen.getByTestId(`map-${at}`));
  await fireEvent.click(await screen.findByTestId(`target-option-${target}`));
}
/** From the columns to a rehearsal. */
async function check() {
  await fireEvent.click(await screen.findByTestId("dates-day-first"));
  await fireEvent.click(screen.getByTestId("btn-to-origin"));
  await fireEvent.click(await screen.findByTestId("btn-check-import"));
  return screen.findByTestId("import-report");
}
const drop = (...names: string[]) => (window as unknown as { dropFiles: (...names: string[]) => void }).dropFiles(...names);

async function open(host: Host = fakeHost()) {
  await goTo("import");
  render(App, { host });
  await screen.findByTestId("screen-import");
  await fireEvent.click(await screen.findByTestId("btn-choose-file"));
  return host;
}

describe("an import", () => {
  it("asks what it cannot know, checks without writing, then imports", async () => {
    await open();
    await screen.findByTestId("mapping-table");
    expect(button("btn-to-origin").disabled).toBe(true);
    const report = await check();
    expect(report.dataset.dry).toBe("true");
    expect(screen.getAllByTestId("import-problem").length).toBeGreaterThan(0);
    expect(await troubles()).toEqual([]);
    await fireEvent.click(screen.getByTestId("btn-run-import"));
    await waitFor(() => expect(screen.getByTestId("import-report").dataset.dry).toBe("false"), { timeout: 8000 });
    screen.getByTestId("import-alike");
  }, 15_000);

  it("will not go on without an owner of its rows, nor check a file from nowhere", async () => {
    await open();
    await fireEvent.click(await screen.findByTestId("dates-day-first"));
    await choose(1, "out");
    screen.getByText(/No column says who the row is about/);
    expect(button("btn-to-origin").disabled).toBe(true);
    await choose(1, "email");
    await fireEvent.click(button("btn-to-origin"));
    await fireEvent.input(screen.getByTestId("import-source"), { target: { value: " " } });
    await fireEvent.click(screen.getByTestId("btn-check-import"));
    screen.getByText(/Say it in your own words/);
    expect(screen.queryByTestId("import-report")).toBeNull();
  });

  it("says what is not used, what never comes in, and asks about what is delicate", async () => {
    await open();
    await screen.findByTestId("mapping-table");
    expect(screen.getByTestId("import-unused").textContent).toMatch(/4 of 13 columns are not used/);
    expect(screen.getByTestId("map-10").textContent).toBe("Never comes in");
    await fireEvent.click(screen.getByTestId("columns-to-look-at"));
    expect(screen.getAllByTestId("mapping-row")).toHaveLength(5);
    expect((screen.getByTestId("delicate-out-11") as HTMLInputElement).checked).toBe(true);
    await fireEvent.click(screen.getByTestId("delicate-keep-11"));
    expect(screen.getByTestId("map-11").dataset.target).toBe("custom");
    await fireEvent.input(screen.getByTestId("own-purpose-8"), { target: { value: "To suggest beans" } });
    expect(screen.getByTestId("import-unused").textContent).toMatch(/3 of 13 columns are not used/);
    expect(await troubles()).toEqual([]);
  });

  it("finds what a column can be by typing, and by keyboard alone", async () => {
    await open();
    await fireEvent.click(await screen.findByTestId("map-12"));
    const search = await screen.findByTestId("target-search");
    await fireEvent.input(search, { target: { value: "phone" } });
    expect(screen.getAllByTestId(/^target-option-/).map((one) => one.textContent?.trim())).toEqual(["Phone"]);
    await fireEvent.keyDown(search, { key: "Enter" });
    expect(screen.getByTestId("map-12").dataset.target).toBe("phone");
    expect(screen.queryByTestId("target-search")).toBeNull();
  });

  it("says what follows from a source that nobody may use, and takes no yes from it", async () => {
    await open();
    await fireEvent.click(await screen.findByTestId("dates-day-first"));
    await fireEvent.click(screen.getByTestId("btn-to-origin"));
    await screen.findByTestId("import-permits");
    expect(await troubles()).toEqual([]);
    await fireEvent.click(screen.getByTestId("collected-scraped"));
    screen.getByTestId("import-quarantines");
    expect(screen.queryByTestId("import-permits")).toBeNull();
    await fireEvent.click(screen.getByTestId("btn-check-import"));
    await screen.findByText("New, and waiting in quarantine");
  });

  it("takes files that are dropped anywhere, one after the other, and names one that cannot be read", async () => {
    await goTo("people");
    render(App, { host: fakeHost() });
    await screen.findByTestId("screen-people");
    drop("brochure.pdf", "people.csv");
    const problem = await screen.findByTestId("problem");
    expect(problem.textContent).toContain("brochure.pdf: That is a PDF");
    await fireEvent.click(screen.getByTestId("btn-next-file"));
    await waitFor(() => expect(screen.getByTestId("page-title").textContent).toBe("people.csv"));
    drop("more.csv");
    await waitFor(() => expect(screen.getByTestId("import-queue").textContent).toContain("more.csv"));
  });

  it("reads a file as last time, marks what is new, and reads it fresh when asked", async () => {
    await goTo("import");
    render(App, { host: fakeHost() });
    await screen.findByTestId("screen-import");
    drop("mailchimp again.zip");
    expect((await screen.findByTestId("import-remembered")).textContent).toMatch(/Read as last time.*1 column is new: Shoe size/s);
    expect(screen.getByTestId("import-parts").textContent).toContain("unsubscribed");
    await fireEvent.click(screen.getByTestId("btn-forget-mapping"));
    await waitFor(() => expect(screen.queryByTestId("import-remembered")).toBeNull());
  });

  it("is undone from its page, after saying what goes and what stays", async () => {
    await goTo("import", ["i2"]);
    render(App, { host: fakeHost() });
    await fireEvent.click(await screen.findByTestId("btn-undo-import"));
    expect((await screen.findByTestId("undo-words")).textContent).toContain("noes it brought stay");
    await fireEvent.click(screen.getByTestId("btn-undo-import-sure"));
    await screen.findByTestId("import-undone");
    expect(screen.queryByTestId("btn-undo-import")).toBeNull();
  });

  it("can be stopped while it counts what an undo would take away", async () => {
    await goTo("import", ["i2"]);
    const host = fakeHost();
    let telling: (progress: ProgressView) => void = () => {};
    let stopped = false;
    let settle: (thrown: unknown) => void = () => {};
    render(App, {
      host: {
        ...host,
        onProgress: (call) => {
          telling = call;
          return () => {};
        },
        importCancel: async () => {
          stopped = true;
          settle(new Refusal({ code: "cancelled", message: "Stopped.", hint: "Nothing was changed." }));
          return null;
        },
        importUndoPlan: () => new Promise((_, refuse) => (settle = refuse)),
      },
    });
    await fireEvent.click(await screen.findByTestId("btn-undo-import"));
    await screen.findByTestId("undo-planning");
    expect(screen.queryByTestId("btn-cancel")).toBeNull();
    telling({ doing: "Taking back what it said", done: 1_200, total: 4_812, rate: 600, seconds_left: 6 });
    await fireEvent.click(await screen.findByTestId("btn-cancel"));
    expect(screen.queryByTestId("undo-planning")?.textContent ?? "1,200 of 4,812").toContain("1,200 of 4,812");
    await waitFor(() => expect(screen.queryByTestId("undo-dialog")).toBeNull());
    expect(stopped).toBe(true);
  });

  it("asks for the country of phone numbers by its name, and tells what a spreadsheet did once", async () => {
    await goTo("import");
    render(App, { host: fakeHost() });
    await screen.findByTestId("screen-import");
    drop("people.xlsx");
    const country = (await screen.findByTestId("phone-country")) as HTMLSelectElement;
    expect([...country.options].map((option) => option.textContent)).toContain("Germany");
    await fireEvent.change(country, { target: { value: "DE" } });
    await waitFor(() => expect((screen.getByTestId("phone-country") as HTMLSelectElement).value).toBe("DE"));
    await fireEvent.click(screen.getByTestId("btn-leave-import"));
    await screen.findByTestId("import-drop");
    drop("orders.xlsx");
    const damage = await screen.findByTestId("import-damage");
    expect(damage.textContent).toContain("beside “Billing City”");
    expect(damage.textContent).toContain("empty rows at its end");
    expect(damage.textContent).not.toContain("digits off");
  });

  it("is found again after a look at another screen", async () => {
    await open();
    await fireEvent.click(await screen.findByTestId("dates-day-first"));
    router.go("people");
    await screen.findByTestId("screen-people");
    router.go("import");
    await screen.findByTestId("mapping-table");
    expect((screen.getByTestId("dates-day-first") as HTMLInputElement).checked).toBe(true);
  });

  it("can be stopped on the way, and says that nothing was written", async () => {
    const host = fakeHost();
    let stop: () => void = () => {};
    host.importRun = () =>
      new Promise((_, refuse) => {
        stop = () => refuse(new Refusal({ code: "cancelled", message: "Stopped.", hint: "" }));
      });
    host.importCancel = async () => (stop(), null);
    await open(host);
    await check();
    await fireEvent.click(await screen.findByTestId("btn-run-import"));
    await fireEvent.click(await screen.findByTestId("btn-cancel"));
    await screen.findByTestId("import-stopped");
    expect(screen.getByTestId("import-report").dataset.dry).toBe("true");
    expect(button("btn-run-import").disabled).toBe(false);
  });

  it("says why a file is refused and offers another", async () => {
    const host = fakeHost();
    host.importLook = () => Promise.reject(new Refusal({ code: "input_refused", message: "This file is empty.", hint: "Export it again." }));
    await open(host);
    const problem = await screen.findByTestId("problem");
    expect(problem.textContent).toContain("This file is empty.");
    expect(problem.textContent).toContain("Choose another file");
  });
});
