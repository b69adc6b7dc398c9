import { describe, expect, it } from "vitest";
import { confirms, wordToType } from "./confirm";

describe("typing a name to be sure", () => {
  it("takes the name, letter case and spaces aside", () => {
    expect(confirms("  ana  lim ", "Ana Lim")).toBe(true);
    expect(confirms("Ольга К.", "Ольга К.")).toBe(true);
  });
  it("takes nothing else", () => {
    for (const typed of ["", "Ana", "Ana Lima", "erase"]) expect(confirms(typed, "Ana Lim"), typed).toBe(false);
  });
  it("asks for a word where there is no name", () => {
    expect(wordToType("No name")).toBe("erase");
    expect(confirms("Erase", "")).toBe(true);
    expect(confirms("", "")).toBe(false);
  });
});
