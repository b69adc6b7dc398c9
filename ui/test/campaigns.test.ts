/** A message looked at for real people, in a whole window. */
import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { fakeHost } from "../src/host/fake";
import { router } from "../src/shared/router.svelte";
import App from "../src/views/App.svelte";
import { goTo } from "./go-to";

async function open() {
  await goTo("campaigns");
  render(App, { host: fakeHost() });
  return screen.findByTestId("campaign-message");
}
const shown = () => screen.getByTestId("campaign-message").dataset.person;

describe("a campaign", () => {
  it("is shown in a frame that may do nothing, filled before it enters the page", async () => {
    await open();
    const frame = screen.getByTestId("message-frame") as HTMLIFrameElement;
    expect(frame.getAttribute("sandbox")).toBe("");
    expect(frame.getAttribute("srcdoc")).toContain("Content-Security-Policy");
  });

  it("gets a new frame for every person, never a new text in an old one", async () => {
    await open();
    const before = screen.getByTestId("message-frame");
    await fireEvent.keyDown(window, { key: "j" });
    await waitFor(() => expect(screen.getByTestId("message-frame")).not.toBe(before));
  });

  it("goes to the next person with J and back with K, but not while somebody types", async () => {
    await open();
    const first = shown();
    await fireEvent.keyDown(window, { key: "j" });
    await waitFor(() => expect(shown()).not.toBe(first));
    await fireEvent.keyDown(window, { key: "k" });
    await waitFor(() => expect(shown()).toBe(first));
    await fireEvent.keyDown(screen.getByTestId("campaign-find"), { key: "j" });
    await new Promise((done) => setTimeout(done, 250));
    expect(shown()).toBe(first);
  });

  it("adds up: those in it, less those left out, are those who receive it", async () => {
    await open();
    const figures = [...screen.getByTestId("campaign-audience").querySelectorAll("dd")].map((each) =>
      Number(each.textContent?.replace("−", "-").replaceAll(",", "")),
    );
    const [all, ...rest] = figures;
    const receive = rest.pop();
    expect(rest.reduce((sum, each) => sum + each, all ?? 0)).toBe(receive);
  });

  it("shows a changed text at once, and keeps it when one comes back", async () => {
    await open();
    await fireEvent.click(screen.getByTestId("mode-write"));
    await fireEvent.input(screen.getByTestId("campaign-subject"), { target: { value: "Something new" } });
    await waitFor(() => expect(screen.getByTestId("message-subject").textContent).toBe("Something new"));
    router.go("people");
    await screen.findByTestId("screen-people");
    router.go("campaigns");
    await waitFor(() => expect(screen.getByTestId("message-subject").textContent).toBe("Something new"));
  });

  it("forgets the text when the vault is locked", async () => {
    await open();
    await fireEvent.click(screen.getByTestId("mode-write"));
    await fireEvent.input(screen.getByTestId("campaign-subject"), { target: { value: "Something new" } });
    await fireEvent.click(screen.getByTestId("btn-lock"));
    await waitFor(() => expect(screen.queryByTestId("screen-campaigns")).toBeNull());
    expect(document.body.textContent).not.toContain("Something new");
  });
});
