/** Opting somebody out and erasing them, in a whole window. */
import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { fakeHost } from "../src/host/fake";
import App from "../src/views/App.svelte";
import { goTo } from "./go-to";

async function openFor(person: string) {
  const host = fakeHost();
  await goTo("privacy", [], { query: { person } });
  render(App, { host });
  const name = await screen.findByTestId("privacy-name");
  return { host, name: name.textContent ?? "" };
}

describe("a person who asks to be left alone", () => {
  it("is opted out of one channel, and it stands in the list", async () => {
    const { name } = await openFor("p17");
    await fireEvent.click(screen.getByTestId("btn-opt-out-email"));
    await waitFor(() => expect(screen.getByTestId("permission-email").textContent).toBe("Said no"));
    expect(screen.queryByTestId("btn-opt-out-email")).toBeNull();
    expect(screen.getByTestId("privacy-said").textContent).not.toBe("");
    expect(screen.getByTestId("log-proof-text").textContent).toContain("regulars proof 1");
    const rows = await screen.findAllByTestId("opt-out-row");
    expect(rows[0]?.textContent).toContain(name);
  });

  it("is opted out of use, which is another right and says so", async () => {
    await openFor("p17");
    await fireEvent.click(screen.getByTestId("btn-opt-out-use"));
    await screen.findByTestId("use-stopped");
    expect(screen.queryByTestId("btn-opt-out-use")).toBeNull();
  });

  it("is erased only after the name is typed, with a receipt and without a name left on screen", async () => {
    const { host, name } = await openFor("p17");
    const erase = vi.spyOn(host, "erase");
    await fireEvent.click(screen.getByTestId("btn-erase"));
    const dialog = within(await screen.findByTestId("dialog-erase"));
    await dialog.findByTestId("erase-what");
    const button = dialog.getByTestId("btn-confirm-erase") as HTMLButtonElement;
    expect(button.disabled).toBe(true);
    await fireEvent.input(dialog.getByTestId("erase-confirm"), { target: { value: name.slice(0, -1) } });
    expect(button.disabled).toBe(true);
    await fireEvent.input(dialog.getByTestId("erase-confirm"), { target: { value: name.toUpperCase() } });
    expect(button.disabled).toBe(false);
    await fireEvent.submit(document.getElementById("erase-form") as HTMLFormElement);
    const receipt = await screen.findByTestId("erasure-receipt", {}, { timeout: 8000 });
    expect(receipt.dataset.traces).toBe("0");
    expect(within(receipt).getByTestId("log-proof").textContent).toContain("c41b 09fa 77d2 e83c");
    expect(within(receipt).getByTestId("log-proof-text").textContent).not.toContain(name);
    expect(erase).toHaveBeenCalledTimes(1);
    expect(screen.getByTestId("privacy-person").textContent).not.toContain(name);
    expect(location.hash).toBe("#/privacy");
  }, 15_000);

  it("may be checked in the log, which says when it is sound and when it is not", async () => {
    const { host } = await openFor("p17");
    await fireEvent.click(await screen.findByTestId("tab-log"));
    await fireEvent.click(screen.getByTestId("btn-verify-log"));
    await waitFor(() => expect(screen.getByTestId("log-check").dataset.sound).toBe("true"));
    const sound = await host.logVerify();
    host.logVerify = async () => ({ ...sound, sound: false, broken_at: 2, words: "Entry 2 was changed." });
    await fireEvent.click(screen.getByTestId("btn-verify-log"));
    await waitFor(() => expect(screen.getByTestId("log-check").dataset.sound).toBe("false"));
    screen.getByText("Entry 2 was changed.");
  });
});
