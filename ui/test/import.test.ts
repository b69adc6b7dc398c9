/** A file on its way in, in a whole window. */
import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { fakeHost } from "../src/host/fake";
import { Refusal, type Host } from "../src/host/host";
import App from "../src/views/App.svelte";
import { router } from "../src/shared/router.svelte";
import { goTo } from "./go-to";

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
    const check = screen.getByTestId("btn-check-import") as HTMLButtonElement;
    expect(check.disabled).toBe(true);
    await fireEvent.click(screen.getByTestId("dates-day-first"));
    expect(check.disabled).toBe(false);
    await fireEvent.click(check);
    const report = await screen.findByTestId("import-report");
    expect(report.dataset.dry).toBe("true");
    expect(screen.getAllByTestId("import-problem").length).toBeGreaterThan(0);
    await fireEvent.click(screen.getByTestId("btn-run-import"));
    await waitFor(() => expect(screen.getByTestId("import-report").dataset.dry).toBe("false"), { timeout: 8000 });
  }, 15_000);

  it("will not check a file without an owner of its rows, nor one from nowhere", async () => {
    await open();
    await fireEvent.click(await screen.findByTestId("dates-day-first"));
    await fireEvent.change(screen.getByTestId("map-1"), { target: { value: "-" } });
    screen.getByText(/No column says who the row is about/);
    expect((screen.getByTestId("btn-check-import") as HTMLButtonElement).disabled).toBe(true);
    await fireEvent.change(screen.getByTestId("map-1"), { target: { value: "email" } });
    await fireEvent.input(screen.getByTestId("import-source"), { target: { value: " " } });
    await fireEvent.click(screen.getByTestId("btn-check-import"));
    screen.getByText(/Say it in your own words/);
    expect(screen.queryByTestId("import-report")).toBeNull();
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
    await fireEvent.click(await screen.findByTestId("dates-day-first"));
    await fireEvent.click(screen.getByTestId("btn-check-import"));
    await fireEvent.click(await screen.findByTestId("btn-run-import"));
    await fireEvent.click(await screen.findByTestId("btn-cancel"));
    await screen.findByTestId("import-stopped");
    expect(screen.getByTestId("import-report").dataset.dry).toBe("true");
    expect((screen.getByTestId("btn-run-import") as HTMLButtonElement).disabled).toBe(false);
  });

  it("says why a file is refused and offers another", async () => {
    const host = fakeHost();
    host.importChoose = () =>
      Promise.reject(new Refusal({ code: "input_refused", message: "This file is empty.", hint: "Export it again." }));
    await open(host);
    const problem = await screen.findByTestId("problem");
    expect(problem.textContent).toContain("This file is empty.");
    expect(problem.textContent).toContain("Choose another file");
  });
});
