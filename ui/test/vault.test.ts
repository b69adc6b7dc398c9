import { screen, waitFor } from "@testing-library/svelte";
import user from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { openWindow, troubles } from "./render";

const find = (id: string) => screen.findByTestId(id);
const field = async (id: string) => (await find(id)) as HTMLInputElement;
const OLD = "harbour lantern seven maps";
const NEW = "copper otter window thirty";

async function fill(old: string, next: string, again = next) {
  await user.type(await field("passphrase-old"), old);
  await user.type(await field("passphrase-new"), next);
  await user.type(await field("passphrase-again"), again);
}
const button = async () => (await find("btn-change-passphrase")) as HTMLButtonElement;

describe("the vault", () => {
  it("tells its facts in plain words, clean for a screen reader", async () => {
    openWindow();
    const name = await find("btn-vault");
    expect(name.getAttribute("aria-haspopup")).toBe("dialog");
    await user.click(name);
    const dialog = await screen.findByRole("dialog", { name: "Harbour Street Coffee" });
    expect(dialog.dataset.testid).toBe("vault-dialog");
    expect((await find("vault-people")).textContent).toBe("4,812");
    await waitFor(() => expect(screen.getByTestId("vault-log").textContent).toBe("4 entries"));
    for (const words of ["Imports", "Created", "18.4 MB", "AES-256 (SQLCipher 4.20.0)", "Argon2id, 256 MiB, 3 passes"])
      expect(dialog.textContent).toContain(words);
    expect(await troubles()).toEqual([]);
  });

  it("changes its passphrase, busy meanwhile, and keeps nothing of what was typed", async () => {
    let answer = () => {};
    const { host } = openWindow("open", "home", [], (given) => {
      const change = given.vaultChangePassphrase;
      given.vaultChangePassphrase = vi.fn(async (old: string, next: string) => {
        await new Promise<void>((done) => (answer = done));
        return change(old, next);
      });
    });
    await user.click(await find("btn-vault"));
    await fill(OLD, NEW);
    await user.click(await button());
    await waitFor(async () => expect((await button()).getAttribute("aria-busy")).toBe("true"));
    expect(screen.queryByTestId("passphrase-changed")).toBeNull();
    answer();
    expect((await find("passphrase-changed")).textContent).toBe("Changed. The old one no longer opens it.");
    expect(host.vaultChangePassphrase).toHaveBeenCalledExactlyOnceWith(OLD, NEW);
    for (const id of ["passphrase-old", "passphrase-new", "passphrase-again"]) expect((await field(id)).value).toBe("");
    // The change is in the log, and the facts above say so.
    await waitFor(() => expect(screen.getByTestId("vault-log").textContent).toBe("5 entries"));
    expect(await troubles()).toEqual([]);
  });

  it("says when the old one is wrong, and keeps what was typed until it closes", async () => {
    openWindow();
    await user.click(await find("btn-vault"));
    await fill("wrong", NEW);
    await user.click(await button());
    expect((await find("problem")).dataset.code).toBe("wrong_passphrase");
    expect((await field("passphrase-old")).value).toBe("wrong");
    expect((await field("passphrase-new")).value).toBe(NEW);
    await waitFor(async () => expect(document.activeElement).toBe(await field("passphrase-old")));
    expect(screen.queryByTestId("passphrase-changed")).toBeNull();
    expect(await troubles()).toEqual([]);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("vault-dialog")).toBeNull());
    await user.click(await find("btn-vault"));
    for (const id of ["passphrase-old", "passphrase-new", "passphrase-again"]) expect((await field(id)).value).toBe("");
    expect(screen.queryByTestId("problem")).toBeNull();
  });

  it("asks nothing of the vault for a short one, a mismatch, or the old one anew", async () => {
    const { host } = openWindow();
    const change = vi.spyOn(host, "vaultChangePassphrase");
    await user.click(await find("btn-vault"));
    await fill(OLD, "otter 7");
    expect((await button()).disabled).toBe(true);
    await user.clear(await field("passphrase-new"));
    await user.type(await field("passphrase-new"), NEW);
    expect((await button()).disabled).toBe(true);
    expect((await field("passphrase-again")).getAttribute("aria-invalid")).toBe("true");
    await screen.findByText("The two are not the same.");
    await user.type(await field("passphrase-again"), "{Enter}");
    expect(change).not.toHaveBeenCalled();
    await user.clear(await field("passphrase-again"));
    await user.type(await field("passphrase-again"), NEW);
    await waitFor(async () => expect((await button()).disabled).toBe(false));
    await user.clear(await field("passphrase-old"));
    await user.type(await field("passphrase-old"), NEW);
    await waitFor(async () => expect((await button()).disabled).toBe(true));
    await screen.findByText("The new one is the old one.");
  });

  it("goes from the palette to the dialog, and goes with the vault when that locks", async () => {
    const { host } = openWindow();
    await find("screen-home");
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await find("palette-input"), "change the pass");
    await user.keyboard("{Enter}");
    await fill(OLD, NEW);
    await host.vaultLock();
    window.dispatchEvent(new Event("focus"));
    await find("screen-welcome");
    expect(screen.queryByTestId("vault-dialog")).toBeNull();
    expect(document.querySelectorAll("input[type=password]")).toHaveLength(0);
  });
});

describe("locking", () => {
  it("takes the vault off the screen at once, and offers to open one only when its files are let go", async () => {
    let letGo: () => void = () => {};
    openWindow("open", "home", [], (host) => {
      host.vaultLock = () => new Promise((done) => (letGo = () => done(null)));
    });
    await user.click(await screen.findByTestId("btn-lock"));
    await screen.findByText("Locking…");
    expect(screen.queryByTestId("screen-home")).toBeNull();
    expect(screen.queryByTestId("screen-welcome")).toBeNull();
    letGo();
    await screen.findByTestId("screen-welcome");
  });
});
