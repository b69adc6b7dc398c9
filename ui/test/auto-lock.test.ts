/** The vault locks by itself: set in the vault's dialog, followed by the window. */
import { screen, waitFor } from "@testing-library/svelte";
import user from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { LockedView } from "../src/bindings";
import { openWindow, troubles } from "./render";

const IDLE: LockedView = { why: "idle", words: "Locked after 10 minutes without use." };

function openLockable(scene = "open", at = "home") {
  let locked: (view: LockedView) => void = () => {};
  const opened = openWindow(scene, at, [], (host) => {
    host.onLocked = (call) => {
      locked = call;
      return () => {};
    };
  });
  return {
    ...opened,
    lockByItself: async (view: LockedView) => {
      await opened.host.vaultLock();
      locked(view);
    },
  };
}

describe("the vault locks by itself", () => {
  it("and nothing of it stays in the page but why", async () => {
    const { lockByItself } = openLockable("open", "people");
    const row = await screen.findAllByTestId("people-table-row");
    const name = row[0]?.querySelector('[role="gridcell"]')?.textContent?.trim() ?? "";
    expect(name.length).toBeGreaterThan(1);
    await lockByItself(IDLE);
    await screen.findByTestId("screen-welcome");
    expect(document.documentElement.outerHTML).not.toContain(name);
    expect(location.hash).not.toContain("people");
    expect((await screen.findByTestId("toast")).textContent).toContain(IDLE.words);
    expect(await troubles()).toEqual([]);
  });

  it("says so until a vault is opened", async () => {
    const { lockByItself } = openLockable();
    await screen.findByTestId("screen-home");
    await lockByItself(IDLE);
    await screen.findByTestId("toast");
    await user.click(await screen.findByTestId("btn-sample"));
    await screen.findByTestId("screen-home");
    await waitFor(() => expect(screen.queryByTestId("toast")).toBeNull());
  });

  it("after the time that is set in its dialog", async () => {
    const { host } = openWindow("open", "home", [], (given) => {
      given.setAutoLock = vi.fn(given.setAutoLock);
    });
    await user.click(await screen.findByTestId("btn-vault"));
    const choice = (await screen.findByTestId("lock-after")) as HTMLSelectElement;
    expect(choice.selectedOptions[0]?.textContent).toBe("10 minutes without use");
    await user.selectOptions(choice, "1 minute without use");
    await waitFor(() => expect(screen.getByTestId("lock-saved").textContent).toBe("Kept."));
    expect(host.setAutoLock).toHaveBeenCalledExactlyOnceWith(1);
    expect((await screen.findByTestId("lock-also")).textContent).toContain("goes to sleep");
    expect(await troubles()).toEqual([]);
  });

  it("later, while the window is used", async () => {
    const { host } = openWindow("open", "home", [], (given) => {
      given.touch = vi.fn(given.touch);
    });
    await screen.findByTestId("screen-home");
    await user.keyboard("a");
    await user.keyboard("b");
    expect(host.touch).toHaveBeenCalledTimes(1);
  });
});
