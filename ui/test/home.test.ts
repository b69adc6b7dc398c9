import { screen, waitFor } from "@testing-library/svelte";
import user from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { openWindow } from "./render";
import { router } from "../src/shared/router.svelte";

const find = (id: string) => screen.findByTestId(id);

describe("Home", () => {
  it("answers in one look", async () => {
    openWindow();
    await find("home-to-do");
    const words = document.body.textContent ?? "";
    expect(words).toContain("4,812 people know your shop; 1,939 of them are regulars.");
    expect((await find("figure-worth")).textContent).toContain("€914,524");
    const slipping = await find("figure-slipping");
    expect(slipping.textContent).toMatch(/680\s*customers are slipping away by their own habit;\s*86 worth a word: €4,910 would be missed/);
    expect(slipping.querySelector("a")?.getAttribute("href")).toBe("#/scores/risk");
    // The figure above keeps its name and its number, whether the scores are worked out or not.
    expect((await find("figure-quiet")).textContent).toMatch(/Regulars gone quiet\s*\d/);
    expect((await find("figure-email")).textContent).toContain("529 said no · 1,141 never asked · 14 left no address");
    expect((await find("figure-safe")).textContent).toContain("0");
  });

  it("hands the rule of a to-do to the segment builder", async () => {
    openWindow();
    await user.click(await find("to-do-0"));
    expect(router.route.screen).toBe("segments");
    expect(router.route.rest).toEqual(["new"]);
  });

  it("shows the chart's figures as a table", async () => {
    openWindow();
    await user.click(await screen.findByRole("button", { name: "Show as a table" }));
    expect(screen.getAllByRole("row").length).toBe(53);
  });

  it("has one action when nothing is in the vault", async () => {
    openWindow("empty");
    await find("home-empty");
    expect((await find("btn-first-import")).getAttribute("href")).toBe("#/import");
    expect(screen.queryByTestId("figure-worth")).toBeNull();
  });

  it("says when the data are old", async () => {
    openWindow("open", "home", [], (host) => {
      const home = host.home;
      host.home = async () => ({ ...(await home()), newest_data_days: 90, newest_order: "Tue 25 Aug 2026" });
    });
    expect((await find("home-stale")).textContent).toContain("Tue 25 Aug 2026");
  });

  it("says what is wrong, what to do, and tries again", async () => {
    openWindow("broken");
    const card = await find("problem");
    expect(card.textContent).toContain("last backup");
    await user.click(await find("btn-again"));
    await waitFor(() => expect(screen.getByTestId("problem")).toBeTruthy());
  });
});
