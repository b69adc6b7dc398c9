import { screen, waitFor, within } from "@testing-library/svelte";
import user from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { openWindow, troubles } from "./render";
import { Refusal } from "../src/host/host";
import { RAIL } from "../src/views/screens";

const find = (id: string) => screen.findByTestId(id);

describe("the window", () => {
  it("opens on Welcome when nothing is open, and on Home once the sample shop is", async () => {
    openWindow("welcome");
    await user.click(await find("btn-sample"));
    await find("screen-home");
    expect((await find("vault-name")).textContent).toBe("Harbour Street Coffee");
    await find("badge-sample");
  });

  it("stays on the screen of the address when it is loaded anew", async () => {
    openWindow("open", "people");
    await find("screen-people");
  });

  it.each(RAIL.map(({ id }) => id))("reaches %s from the rail, which says where one is", async (id) => {
    openWindow("open", id === "home" ? "people" : "home");
    await user.click(await find(`rail-${id}`));
    await find(`screen-${id}`);
    await waitFor(() => expect(screen.getByTestId(`rail-${id}`).getAttribute("aria-current")).toBe("page"));
  });

  it("opens Trust from the box at the foot of the rail, which says so", async () => {
    openWindow("open", "home");
    const box = await find("safe-box");
    await user.click(box);
    await find("screen-trust");
    await waitFor(() => expect(screen.getByTestId("safe-box").getAttribute("aria-current")).toBe("page"));
  });

  it.each([
    ["open", "good"],
    ["nocode", "attention"],
    ["findings", "bad"],
  ])("colours the box by how the statements stand (%s)", async (scene, look) => {
    openWindow(scene, "people");
    await waitFor(() => expect(screen.getByTestId("safe-box").dataset.look).toBe(look));
    expect(screen.queryByTestId("read-only-banner") !== null).toBe(scene === "findings");
  });

  it.each(["home", "people", "personas", "trust"])("is clean for a screen reader on %s", async (id) => {
    openWindow("open", id);
    await find(`screen-${id}`);
    await waitFor(() => expect(screen.queryByTestId("loading")).toBeNull());
    expect(await troubles()).toEqual([]);
  });

  it("leaves nothing of the vault in the page after Lock", async () => {
    const { host } = openWindow("open", "people", ["p18"]);
    const name = (await screen.findByRole("heading", { level: 1, name: /\w+ \w+/ })).textContent ?? "";
    expect(name.length).toBeGreaterThan(3);
    const locked = vi.spyOn(host, "vaultLock");
    await user.click(await find("btn-lock"));
    await find("screen-welcome");
    expect(locked).toHaveBeenCalledOnce();
    expect(document.documentElement.outerHTML).not.toContain(name);
    expect(document.documentElement.outerHTML).not.toContain("@example.com");
    expect(location.hash).toBe("#/home");
  });

  it("drops an answer that comes after Lock", async () => {
    let answer = () => {};
    openWindow("open", "home", [], (host) => {
      const home = host.home;
      host.home = () => new Promise((done) => (answer = () => void home().then(done, done)));
    });
    await user.click(await find("btn-lock"));
    await find("screen-welcome");
    answer();
    await new Promise((done) => setTimeout(done, 20));
    expect(document.body.textContent).not.toContain("4,812");
  });

  it("follows when the program behind it has locked by itself", async () => {
    const { host } = openWindow("open", "home");
    await find("screen-home");
    host.safe = () => Promise.reject(new Refusal({ code: "locked", message: "The vault is locked.", hint: "Open it." }));
    window.dispatchEvent(new Event("focus"));
    await find("screen-welcome");
  });

  it("says what is true in the box at the foot of the rail", async () => {
    openWindow("open", "home", [], (host) => {
      host.safe = async () => ({ encrypted: true, open_sockets: 2, log_entries: 4, log_sound: true });
    });
    const box = await find("safe-box");
    await waitFor(() => expect(box.textContent).toContain("Connections are open"));
    expect(box.textContent).toContain("2 connections");
    expect(box.textContent).not.toContain("Nothing has left");
  });
});

describe("the command palette", () => {
  it("opens with Ctrl K, finds a person, and goes there with Enter", async () => {
    openWindow("open", "home");
    await find("screen-home");
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await find("palette-input"), "ana lim");
    const first = (await screen.findAllByTestId("palette-person"))[0]!;
    expect(within(first).getByText(/Ana Lim/)).toBeTruthy();
    await user.keyboard("{Enter}");
    await find("screen-person");
    await waitFor(() => expect(screen.queryByTestId("palette")).toBeNull());
  });

  it("jumps to a screen", async () => {
    openWindow("open", "home");
    await find("screen-home");
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await find("palette-input"), "person");
    await user.keyboard("{Enter}");
    await find("screen-personas");
  });
});
