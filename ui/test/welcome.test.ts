import { screen, waitFor } from "@testing-library/svelte";
import user from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { openWindow, troubles } from "./render";

const find = (id: string) => screen.findByTestId(id);
const GOOD = "copper otter window thirty";

describe("Welcome", () => {
  it("creates a vault only with a name, a good passphrase twice, and the warning understood", async () => {
    const { host } = openWindow("first");
    const create = vi.spyOn(host, "vaultCreate");
    const button = (await find("btn-create-vault")) as HTMLButtonElement;
    await user.type(await find("field-name"), "Corner Books");
    await user.type(await find("field-new-passphrase"), GOOD);
    await user.type(await find("field-passphrase-again"), "copper otter window thirteen");
    await user.click(await find("check-understood"));
    expect(button.disabled).toBe(true);
    expect(document.body.textContent).toContain("The two are not the same.");
    await user.clear(await find("field-passphrase-again"));
    await user.type(await find("field-passphrase-again"), GOOD);
    await waitFor(() => expect(button.disabled).toBe(false));
    await user.click(button);
    await find("screen-home");
    await find("recovery-sheet");
    expect(create).toHaveBeenCalledWith("Corner Books", "EUR", GOOD);
  });

  it("opens a recent vault, and says so when the passphrase is wrong", async () => {
    openWindow("welcome");
    const [first, , gone] = (await screen.findAllByTestId("recent-vault")) as HTMLButtonElement[];
    expect(gone!.disabled).toBe(true);
    await user.click(first!);
    const field = (await find("field-passphrase")) as HTMLInputElement;
    await waitFor(() => expect(document.activeElement).toBe(field));
    await user.type(field, "wrong{Enter}");
    await waitFor(() => expect(field.getAttribute("aria-invalid")).toBe("true"));
    expect(field.value).toBe("");
    expect(document.body.textContent).toContain("does not open this vault");
    // The next try has to wait, and that is counted down where one sees it.
    expect((await find("wait")).textContent).toContain("Next try in 1 second");
    expect(((await find("btn-open")) as HTMLButtonElement).disabled).toBe(true);
    await waitFor(() => expect(screen.queryByTestId("wait")).toBeNull());
    await user.type(field, "right{Enter}");
    await find("screen-home");
  });

  it("goes on as before when no file was chosen", async () => {
    openWindow("welcome", "home", [], (host) => (host.vaultChoose = async () => null));
    await user.click(await find("btn-open-another"));
    expect(screen.queryByTestId("field-passphrase")).toBeNull();
  });

  it.each(["welcome", "first"])("is clean for a screen reader (%s)", async (scene) => {
    openWindow(scene);
    await find("screen-welcome");
    expect(await troubles()).toEqual([]);
  });
});
