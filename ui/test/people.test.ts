import { screen, waitFor } from "@testing-library/svelte";
import user from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { openWindow, troubles } from "./render";

const find = (id: string) => screen.findByTestId(id);
const total = () => screen.getByTestId("people-total").textContent;

describe("People", () => {
  it("says how many there are, and how many are found as one types", async () => {
    openWindow("open", "people");
    await waitFor(() => expect(total()).toContain("4,812 people"));
    await user.type(await find("people-search"), "ana lim");
    await waitFor(() => expect(total()).toMatch(/\d+ (person|people) found, of 4,812/));
    await user.clear(await find("people-search"));
    await user.type(await find("people-search"), "nobody at all");
    await user.click(await find("btn-clear-search"));
    await waitFor(() => expect(total()).toContain("4,812 people"));
  });

  it("asks once for quick keys, in the order chosen", async () => {
    const { host } = openWindow("open", "people");
    await find("people-table");
    const asked = vi.spyOn(host, "people");
    await user.type(await find("people-search"), "ana");
    await waitFor(() => expect(asked).toHaveBeenCalled());
    expect(asked.mock.calls.length).toBeLessThanOrEqual(2);
    await user.selectOptions(await find("people-sort"), "value");
    await waitFor(() => expect(asked.mock.lastCall?.[0]).toMatchObject({ search: "ana", sort: "value", offset: 0 }));
  });

  it("reaches the last of a million people by keyboard", async () => {
    const { host } = openWindow("many", "people");
    const table = await find("people-table");
    expect(table.getAttribute("aria-rowcount")).toBe("1000001");
    const asked = vi.spyOn(host, "people");
    table.focus();
    await user.keyboard("{End}");
    table.dispatchEvent(new Event("scroll"));
    await waitFor(() => expect(asked.mock.calls.some(([request]) => request.offset === 999_900)).toBe(true));
    await waitFor(() => expect(document.querySelector('[data-id="p1000000"]')?.getAttribute("aria-rowindex")).toBe("1000001"));
    await user.keyboard("{Enter}");
    await find("screen-person");
  });

  it("shows one person whole, with the way to opt out and to erase", async () => {
    openWindow("open", "people", ["p18"]);
    await find("person-figures");
    for (const part of ["person-timeline", "person-permissions", "person-fields", "person-sources", "person-segments"]) await find(part);
    expect((await find("btn-opt-out")).getAttribute("href")).toBe("#/privacy?person=p18");
    expect((await find("btn-erase")).getAttribute("href")).toBe("#/privacy?person=p18");
    expect(await troubles()).toEqual([]);
  });

  it("says so when there is no such person", async () => {
    openWindow("open", "people", ["p99999999"]);
    expect((await find("problem")).textContent).toContain("no such person");
  });

  it("has one action when nobody is in", async () => {
    openWindow("empty", "people");
    await find("people-empty");
  });
});
