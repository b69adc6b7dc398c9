import { screen, waitFor, within } from "@testing-library/svelte";
import user from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { Refusal } from "../src/host/host";
import { openWindow, troubles } from "./render";

const find = (id: string) => screen.findByTestId(id);
const button = async (id: string) => (await find(id)) as HTMLButtonElement;

describe("Trust", () => {
  it("makes its statements, each with what it rests on one key away", async () => {
    openWindow("open", "trust");
    await screen.findByRole("heading", { level: 1, name: "All 7 promises hold, 1 cannot be told on this computer." });
    const one = (await find("statement-encryption")) as HTMLDetailsElement;
    expect(one.dataset.standing).toBe("good");
    expect(one.open).toBe(false);
    await user.click(within(one).getByText("Encrypted on disk"));
    expect(one.open).toBe(true);
    expect(one.textContent).toContain("What it rests on.");
    expect(await troubles()).toEqual([]);
  });

  it("keeps what it knew, and says since when, when it cannot look again", async () => {
    const { host } = openWindow("open", "trust");
    await find("statements");
    host.trust = () => Promise.reject(new Refusal({ code: "failed", message: "The log could not be read.", hint: "Try again." }));
    window.dispatchEvent(new Event("focus"));
    expect((await find("problem")).textContent).toContain("The log could not be read.");
    await find("statement-encryption");
    expect((await find("screen-trust")).textContent).toContain("It could not be looked at again since.");
  });

  it("proves it, step by step", async () => {
    openWindow("open", "trust");
    await user.click(await button("btn-prove"));
    expect((await find("proof")).dataset.sound).toBe("true");
    const steps = await screen.findAllByTestId("proof-step");
    expect(steps.map((step) => step.dataset.passed)).toEqual([...Array(8).fill("true"), "unknown"]);
    expect(await troubles()).toEqual([]);
    await user.click(await button("btn-prove-close"));
    await waitFor(() => expect(screen.queryByTestId("prove-dialog")).toBeNull());
  });

  it("says what is not as it was left, and goes on only after naming the consequence", async () => {
    const { host } = openWindow("findings", "trust");
    const accept = vi.spyOn(host, "acceptFindings");
    await find("read-only-banner");
    expect((await find("finding")).textContent).toContain("older than it was");
    expect(await troubles()).toEqual([]);
    await user.click(await button("btn-accept"));
    expect(accept).not.toHaveBeenCalled();
    expect((await find("findings")).textContent).toMatch(/you may then\s+write to somebody who said no/);
    await user.click(await button("btn-accept-not"));
    await user.click(await button("btn-accept"));
    await user.click(await button("btn-accept-sure"));
    await waitFor(() => expect(screen.queryByTestId("findings")).toBeNull());
    expect(accept).toHaveBeenCalledOnce();
    expect(screen.queryByTestId("read-only-banner")).toBeNull();
  });

  it("leads to the newest sound backup from a finding", async () => {
    const { host } = openWindow("findings", "trust");
    const pick = vi.spyOn(host, "backupPick");
    await waitFor(async () => expect((await find("btn-findings-restore")).textContent).toContain("Mon 23 Nov 2026, 09:02"));
    await user.click(await button("btn-findings-restore"));
    await find("restore-ledger");
    expect(pick).toHaveBeenCalledWith("b-5");
  });

  it("lets this computer in and out again, in honest words", async () => {
    openWindow("open", "trust");
    expect((await find("way-here")).textContent).toContain("any program running as you could then ask the keychain too");
    await user.click(await button("btn-way-here-on"));
    await waitFor(async () => expect((await find("way-here")).dataset.set).toBe("true"));
    await user.click(await button("btn-way-here-off"));
    await waitFor(async () => expect((await find("way-here")).dataset.set).toBe("false"));
  });

  it("says why there is no keychain, and asks it nothing", async () => {
    openWindow("nokeychain", "trust");
    expect((await button("btn-way-here-on")).disabled).toBe(true);
    expect((await find("way-here")).textContent).toContain("No keychain answers on this computer.");
  });

  it("backs up, checks, and keeps by the rule", async () => {
    const { host } = openWindow("nocode", "trust");
    const rule = vi.spyOn(host, "setBackupRule");
    await user.click(await button("btn-backup-now"));
    await waitFor(async () => expect((await find("backup-said")).textContent).toContain("Done, 18.3 MB."));
    await user.click(await button("btn-backup-check"));
    await waitFor(async () => expect((await find("backup-said")).textContent).toContain("Checked just now"));
    const newest = (await find("field-rule-newest")) as HTMLInputElement;
    expect(screen.queryByTestId("btn-rule-save")).toBeNull();
    await user.clear(newest);
    await user.type(newest, "60");
    expect((await button("btn-rule-save")).disabled).toBe(true);
    await user.clear(newest);
    await user.type(newest, "3");
    expect((await find("backup-rule")).textContent).toContain("deleted for good");
    await user.click(await button("btn-rule-save"));
    await waitFor(() => expect(screen.queryByTestId("btn-rule-save")).toBeNull());
    expect(rule).toHaveBeenCalledExactlyOnceWith({ newest: 3, weeks: 8 });
    expect(await troubles()).toEqual([]);
  });

  it("does not offer to restore what failed its check", async () => {
    openWindow("badbackup", "trust");
    const rows = await screen.findAllByTestId("backup");
    expect(rows.map((row) => (within(row).getByTestId("btn-backup-restore") as HTMLButtonElement).disabled)).toEqual([false, true, false]);
    await user.click(await button("btn-backups-all"));
    expect(await screen.findAllByTestId("backup")).toHaveLength(6);
  });

  it("encrypts everything anew and leads to a new recovery code", async () => {
    const { host } = openWindow("open", "trust");
    const rotate = vi.spyOn(host, "rotate");
    await user.click(await button("btn-rotate"));
    expect((await find("rotate-dialog")).textContent).toContain("stops working for the vault");
    expect(await troubles()).toEqual([]);
    await user.type(await find("field-rotate-passphrase"), "wrong{Enter}");
    await waitFor(async () => expect((await find("field-rotate-passphrase")).getAttribute("aria-invalid")).toBe("true"));
    await user.type(await find("field-rotate-passphrase"), "right{Enter}");
    await find("rotated");
    expect(rotate).toHaveBeenCalledTimes(2);
    await user.click(await button("btn-rotate-code"));
    await find("recovery-sheet");
    await waitFor(() => expect(screen.queryByTestId("rotate-dialog")).toBeNull());
  });

  it("leads there from what is refused while reading only", async () => {
    openWindow("findings", "privacy", [], (host) => {
      host.privacy = () => Promise.reject(new Refusal({ code: "read_only", message: "The vault is open for reading only.", hint: "Decide on Trust." }));
    });
    expect((await find("btn-to-trust")).getAttribute("href")).toBe("#/trust");
  });
});
