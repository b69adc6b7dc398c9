/** A segment beside everyone, the others and what it was, in a whole window with a make-believe host behind it. */
import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { fakeHost } from "../src/host/fake";
import App from "../src/views/App.svelte";
import { goTo } from "./go-to";

async function openAt(...rest: string[]) {
  await goTo("segments", rest);
  const host = fakeHost();
  // Another one to lay over it.
  const test = { op: "at_least", value: 1 } as const;
  await host.segmentSave(null, "Once", { version: 2, root: { type: "number", field: "purchases", test } });
  render(App, { host });
  await screen.findByTestId("segment-size");
  await waitFor(() => expect(screen.getByTestId("segment-size").dataset.updating).toBe("false"));
  return host;
}

describe("beside a segment", () => {
  it("stands everyone first, with what does not clearly differ said to be so", async () => {
    await openAt("s1");
    const page = await screen.findByTestId("against-everyone");
    expect(page.textContent).toContain("no clear difference");
    expect(within(page).getByText("206")).toBeTruthy();
  });

  it("stand the other segments, as a drawing and as a table with the same figures", async () => {
    await openAt("s1");
    await fireEvent.click(screen.getByTestId("beside-overlap"));
    const drawing = await screen.findByTestId("overlap-drawing");
    const drawn = [...drawing.querySelectorAll(".column b")].map((each) => each.textContent);
    await fireEvent.click(screen.getByTestId("overlap-as-table"));
    const told = [...screen.getByTestId("overlap-table").querySelectorAll("td.figure")].map((each) => each.textContent);
    expect(told).toEqual(drawn);
    expect(told.length).toBeGreaterThan(0);
  });

  it("stands what it was: marked as seen, and nobody has moved since", async () => {
    await openAt("s1");
    await fireEvent.click(screen.getByTestId("beside-growth"));
    expect((await screen.findByTestId("growth-since")).textContent).toContain("Not marked as seen yet");
    await fireEvent.click(screen.getByTestId("btn-mark-seen"));
    await waitFor(() => expect(screen.getByTestId("growth-since").textContent).toContain("0 came in and 0 left since"));
    await fireEvent.click(screen.getByTestId("growth-as-table"));
    expect(screen.getByTestId("growth").querySelectorAll("tbody tr")).toHaveLength(3);
  });

  it("says that a segment has to be saved first", async () => {
    await openAt("new");
    await fireEvent.click(screen.getByTestId("beside-growth"));
    expect((await screen.findByTestId("beside-page")).textContent).toContain("Save the segment first");
  });

  it("is walked with the arrow keys", async () => {
    await openAt("s1");
    const first = screen.getByTestId("beside-against");
    first.focus();
    await fireEvent.keyDown(first, { key: "ArrowLeft" });
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("beside-growth")));
    expect(screen.getByTestId("beside-growth").getAttribute("aria-selected")).toBe("true");
  });
});

describe("segments chosen freely", () => {
  it("are compared once two are ticked, each figure with whether it is a difference", async () => {
    await goTo("segments", ["compare"]);
    const host = fakeHost();
    const once = await host.segmentSave(null, "Once", { version: 2, root: { type: "number", field: "purchases", test: { op: "at_least", value: 1 } } });
    render(App, { host });
    await screen.findByTestId("compare-hint");
    await fireEvent.click(screen.getByTestId("compare-s1"));
    await screen.findByText("Tick at least one more.");
    await fireEvent.click(screen.getByTestId(`compare-${once.id}`));
    const table = await screen.findByTestId("compare-table");
    expect(within(table).getAllByRole("columnheader").map((each) => each.textContent)).toContain("Once");
    expect(table.textContent).toMatch(/index 206/);
    expect(table.textContent).toMatch(/no clear difference/);
    expect(screen.getByTestId("overlap").textContent).toMatch(/in at least one of them/);
    await fireEvent.click(screen.getByTestId("compare-s1"));
    await screen.findByText("Tick at least one more.");
  });
});
