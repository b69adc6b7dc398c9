/** One person or two, own fields, who waits for a yes, and a list that leaves: each in a whole window. */
import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { openWindow, troubles } from "./render";

const press = (key: string) => fireEvent.keyDown(window, { key });
const pair = () => screen.getByTestId("pair").dataset.pair;

describe("one person or two", () => {
  it("is answered by keyboard, and taken back", async () => {
    openWindow("open", "same");
    await screen.findByTestId("pair");
    expect(await troubles()).toEqual([]);
    expect(screen.getByTestId("pair-said-no").textContent).toContain("a no is carried over");
    const first = pair();
    await press("y");
    await waitFor(() => expect(pair()).not.toBe(first));
    await press("u");
    await waitFor(() => expect(pair()).toBe(first));
    await press("ArrowRight");
    expect(pair()).not.toBe(first);
    await press("n");
    await waitFor(() => expect(screen.getByTestId("same-said").textContent).toContain("Two people"));
  });

  it("merges what is beyond doubt after a sample, and takes one of them back", async () => {
    openWindow("open", "same");
    await fireEvent.click(await screen.findByTestId("btn-look-sure"));
    await screen.findByTestId("sure-pair");
    await fireEvent.click(screen.getByTestId("btn-merge-sure"));
    await waitFor(() => expect(screen.queryByTestId("same-sure")).toBeNull());
    await fireEvent.click(screen.getByTestId("btn-decisions"));
    expect(await screen.findAllByTestId("decision-row")).toHaveLength(6);
    expect(await troubles()).toEqual([]);
    await fireEvent.click(screen.getAllByTestId("btn-unmerge")[0]!);
    await waitFor(() => expect(screen.getAllByTestId("decision-row")).toHaveLength(5));
  });

  it.each([["nopairs", "same-none"], ["empty", "same-empty"], ["broken", "problem"]])("says so when there is nothing to show (%s)", async (scene, id) => {
    openWindow(scene, "same");
    await screen.findByTestId(id);
  });
});

describe("own fields", () => {
  it("are put to use by saying what for, and taken out again", async () => {
    openWindow("open", "privacy", ["fields"]);
    const purpose = await screen.findByTestId("field-purpose-wedding");
    expect(screen.getByTestId("field-state-wedding").textContent).toBe("not used");
    await fireEvent.input(purpose, { target: { value: "To send wishes" } });
    await fireEvent.click(screen.getByTestId("btn-field-save-wedding"));
    await waitFor(() => expect(screen.getByTestId("field-state-wedding").textContent).toBe("in use"));
    await fireEvent.input(purpose, { target: { value: "" } });
    expect(screen.getByTestId("btn-field-save-wedding").textContent?.trim()).toBe("Stop using it");
    expect(await troubles()).toEqual([]);
  });
  it("say so when there are none", async () => {
    openWindow("empty", "privacy", ["fields"]);
    await screen.findByTestId("fields-empty");
  });
});

describe("who waits for a yes", () => {
  it("is let in by a yes that says what for and how", async () => {
    openWindow("open", "privacy", ["waiting"]);
    const before = (await screen.findAllByTestId("waiting-row")).length;
    await fireEvent.click(screen.getAllByTestId("btn-record-yes")[0]!);
    await fireEvent.click(await screen.findByTestId("btn-record-yes-sure"));
    screen.getByText(/A yes is always for something/);
    screen.getByText(/a yes that nobody can show is none/);
    await fireEvent.click(screen.getByTestId("yes-for-news"));
    await fireEvent.input(screen.getByTestId("yes-how"), { target: { value: "At the counter" } });
    await fireEvent.click(screen.getByTestId("btn-record-yes-sure"));
    await waitFor(() => expect(screen.getAllByTestId("waiting-row")).toHaveLength(before - 1));
  });
  it("is nobody in a new shop", async () => {
    openWindow("empty", "privacy", ["waiting"]);
    await screen.findByTestId("waiting-empty");
  });
});

describe("a list that leaves", () => {
  it("names who gets it, and shows a receipt with who was left out", async () => {
    openWindow("open", "campaigns");
    await fireEvent.click(await screen.findByTestId("btn-export"));
    const recipient = (await screen.findByTestId("export-recipient")) as HTMLInputElement;
    await fireEvent.change(screen.getByTestId("export-shape"), { target: { value: "klaviyo" } });
    expect(recipient.value).toBe("Klaviyo");
    await fireEvent.input(recipient, { target: { value: " " } });
    await fireEvent.click(screen.getByTestId("btn-export-save"));
    screen.getByText(/people may ask where their data went/);
    await fireEvent.input(recipient, { target: { value: "The printer" } });
    await fireEvent.click(screen.getByTestId("btn-export-save"));
    expect((await screen.findByTestId("export-receipt")).textContent).toMatch(/Left out: said no/);
  });
});
