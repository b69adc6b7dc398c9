import { describe, expect, it } from "vitest";
import type { RecentVault } from "../../bindings";
import { meaning, NEW, places } from "./where";

const vault = (token: string, open = false, present = true): RecentVault => ({ token, name: `Shop ${token}`, folder: `${token}.regulars`, when: "today", present, open });

describe("where a backup is restored to", () => {
  it("offers the open vault first, and none that is gone", () => {
    expect(places([vault("v1"), vault("v2", true), vault("v3", false, false)]).map(({ value }) => value)).toEqual(["v2", NEW, "v1"]);
    expect(places([]).map(({ value }) => value)).toEqual([NEW]);
    expect(places([vault("v1")])[0]!.value).toBe(NEW);
  });
  it("says what becomes of what is there", () => {
    expect(meaning(NEW, [vault("v1")])).toBe("Nothing that is there now is touched.");
    expect(meaning("v1", [vault("v1")])).toContain("Shop v1 as it is now is not deleted");
  });
});
