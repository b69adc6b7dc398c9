import { beforeEach, describe, expect, it } from "vitest";
import { parseRoute, router, writeRoute } from "./router.svelte";

describe("routes", () => {
  beforeEach(() => router.replace("home"));

  it("go there and back", () => {
    for (const [screen, rest, query] of [
      ["home", [], {}],
      ["people", ["p17"], {}],
      ["privacy", [], { person: "p17" }],
      ["segments", ["a/b ü?", "x"], { q: "1 & 2" }],
    ] as const) {
      const read = parseRoute(writeRoute(screen, [...rest], query));
      expect(read.screen).toBe(screen);
      expect(read.rest).toEqual(rest);
      expect(Object.fromEntries(read.query)).toEqual(query);
    }
  });

  it("read anything without failing", () => {
    for (const hash of ["", "#", "#/", "##", "#/%E0%A4%A/x", "#//people//p1"]) expect(parseRoute(hash).screen).toBeTruthy();
    expect(parseRoute("").screen).toBe("home");
    expect(parseRoute("#//people//p1").rest).toEqual(["p1"]);
  });

  it("hand something over once", () => {
    router.go("segments", ["new"], { carry: { name: "Slipping away" } });
    expect(router.take()).toEqual({ name: "Slipping away" });
    expect(router.take()).toBeUndefined();
  });

  it("forget what was handed over when something else opens", () => {
    router.go("segments", ["new"], { carry: { name: "Slipping away" } });
    router.replace("home");
    expect(router.take()).toBeUndefined();
  });
});
