import { screen, waitFor } from "@testing-library/svelte";
import user from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { FAKE_CODE } from "../src/host/fake/trust";
import { openWindow, troubles } from "./render";

const find = (id: string) => screen.findByTestId(id);
const button = async (id: string) => (await find(id)) as HTMLButtonElement;
const GOOD = "copper otter window thirty";
const WRONG = FAKE_CODE.replace("7QK4", "7QK5");

describe("the recovery code", () => {
  it("is shown once, typed back, and counts only then", async () => {
    openWindow("nocode", "trust");
    await user.click(await button("btn-way-recovery"));
    expect((await find("recovery-code")).dataset.code).toBe(FAKE_CODE);
    expect(await troubles()).toEqual([]);
    await user.click(await button("btn-recovery-written"));
    expect(document.body.innerHTML).not.toContain("7QK4");
    const field = (await find("field-recovery-retype")) as HTMLInputElement;
    await waitFor(() => expect(document.activeElement).toBe(field));
    expect((await button("btn-recovery-confirm")).disabled).toBe(true);
    await user.type(field, `${WRONG}{Enter}`);
    await waitFor(() => expect(field.getAttribute("aria-invalid")).toBe("true"));
    expect(document.body.textContent).toContain("The code on the sheet still stands.");
    expect(await troubles()).toEqual([]);
    await user.clear(field);
    await user.type(field, `${FAKE_CODE.toLowerCase().replaceAll("-", " ")}{Enter}`);
    await find("recovery-done");
    await user.click(await button("btn-recovery-done"));
    await waitFor(async () => expect((await find("way-recovery")).dataset.set).toBe("true"));
    expect(document.body.innerHTML).not.toContain("7QK4");
  });

  it("can wait until later, and Home reminds of it", async () => {
    openWindow("empty", "trust");
    await user.click(await button("btn-way-recovery"));
    await user.click(await button("btn-recovery-later"));
    await waitFor(() => expect(screen.queryByTestId("recovery-dialog")).toBeNull());
    await user.click(await find("rail-home"));
    expect((await find("home-reminder")).textContent).toContain("nobody can open the vault");
    await user.click(await button("btn-reminder-code"));
    await find("recovery-sheet");
  });

  it("goes with the vault when that locks", async () => {
    const { host } = openWindow("nocode", "trust");
    await user.click(await button("btn-way-recovery"));
    await find("recovery-sheet");
    await host.vaultLock();
    window.dispatchEvent(new Event("focus"));
    await find("screen-welcome");
    expect(document.body.innerHTML).not.toContain("7QK4");
  });

  it("opens the vault for whoever forgot the passphrase, with a new one", async () => {
    const { host } = openWindow("welcome");
    const renew = vi.spyOn(host, "vaultRenew");
    await user.click((await screen.findAllByTestId("recent-vault"))[0]!);
    await user.click(await button("btn-forgot"));
    const code = (await find("field-recovery-code")) as HTMLInputElement;
    await user.type(code, FAKE_CODE.replaceAll("-", ""));
    expect((await button("btn-renew")).disabled).toBe(true);
    await user.type(await find("field-renewed-passphrase"), GOOD);
    await user.type(await find("field-renewed-again"), GOOD);
    // Left behind, the field shows it in groups.
    expect(code.value).toBe(FAKE_CODE);
    expect(await troubles()).toEqual([]);
    await user.click(await button("btn-renew"));
    await find("screen-home");
    expect(renew).toHaveBeenCalledExactlyOnceWith("v1", FAKE_CODE, GOOD);
  });

  it("says plainly what is left when there is none", async () => {
    openWindow("welcome-nocode");
    await user.click((await screen.findAllByTestId("recent-vault"))[0]!);
    await waitFor(async () => {
      await user.click(await button("btn-forgot"));
      expect(screen.queryByTestId("no-recovery")).not.toBeNull();
    });
    expect((await find("no-recovery")).textContent).toContain("nobody can open this vault");
    expect(await troubles()).toEqual([]);
    await user.click(await button("btn-remembered"));
    await find("field-passphrase");
  });
});

describe("opening", () => {
  it("uses this computer when it is set up", async () => {
    const { host } = openWindow("welcome");
    const here = vi.spyOn(host, "vaultOpenHere");
    await user.click((await screen.findAllByTestId("recent-vault"))[0]!);
    await user.click(await button("btn-open-here"));
    await find("screen-home");
    expect(here).toHaveBeenCalledExactlyOnceWith("v1");
  });

  it("changes to another vault with one click, and asks for its passphrase", async () => {
    openWindow("open", "people");
    await user.click(await button("btn-vault"));
    await user.click(await button("btn-other-vault"));
    await find("field-passphrase");
    await screen.findByRole("heading", { name: "The Tea Cellar" });
    expect(screen.queryByTestId("vault-dialog")).toBeNull();
    expect(document.body.textContent).not.toContain("@example.com");
  });
});

describe("restoring a backup", () => {
  it("takes a tick where nobody can tell who was erased since", async () => {
    const { host } = openWindow("welcome");
    const restore = vi.spyOn(host, "restore");
    await user.click(await button("btn-restore"));
    expect((await find("restore-ledger")).dataset.found).toBe("false");
    await user.type(await find("field-restore-passphrase"), "harbour lantern seven maps");
    expect((await button("btn-restore-run")).disabled).toBe(true);
    await user.click(await find("check-restore-knowingly"));
    expect(await troubles()).toEqual([]);
    await user.click(await button("btn-restore-run"));
    expect((await find("restore-report")).textContent).toContain("Nobody could tell");
    expect(restore).toHaveBeenCalledExactlyOnceWith("bk-chosen", "harbour lantern seven maps", false, null, true);
    await user.click(await button("btn-restore-done"));
    await find("screen-home");
    await waitFor(() => expect(screen.queryByTestId("restore-dialog")).toBeNull());
  });

  it("puts one of the open vault's own in its place, and tells who stays gone", async () => {
    const { host } = openWindow("open", "trust");
    const restore = vi.spyOn(host, "restore");
    await user.click((await screen.findAllByTestId("btn-backup-restore"))[0]!);
    expect((await find("restore-ledger")).dataset.found).toBe("true");
    expect(((await find("select-restore-where")) as HTMLSelectElement).value).toBe("v1");
    await user.type(await find("field-restore-passphrase"), "wrong{Enter}");
    await waitFor(async () => expect((await find("field-restore-passphrase")).getAttribute("aria-invalid")).toBe("true"));
    await user.click(await button("btn-restore-other-way"));
    await user.type(await find("field-restore-code"), FAKE_CODE);
    await new Promise((done) => setTimeout(done, 1_100));
    await user.click(await button("btn-restore-run"));
    const report = await find("restore-report");
    expect(report.dataset.erased).toBe("3");
    expect(report.dataset.noes).toBe("12");
    expect(report.textContent).toContain("before-restore");
    expect(restore).toHaveBeenLastCalledWith("bk-b-5", FAKE_CODE, true, "v1", false);
  });

  it("says why a backup cannot be looked at, and lets another be chosen", async () => {
    openWindow("welcome", "home", [], (host) => {
      host.restoreLook = () => Promise.reject({});
    });
    await user.click(await button("btn-restore"));
    await find("problem");
    await button("btn-restore-choose");
    await user.click(await button("btn-restore-cancel"));
    await waitFor(() => expect(screen.queryByTestId("restore-dialog")).toBeNull());
  });
});
