import { describe, expect, it } from "vitest";
import { advise } from "./passphrase";

describe("advice on a passphrase", () => {
  it("takes four unrelated words", () => {
    expect(advise("copper otter window thirty", "Harbour Street Coffee")).toMatchObject({ enough: true, strength: 3 });
    expect(advise("correcthorsebattery", "")).toMatchObject({ enough: true, strength: 2 });
  });
  it.each(["", "short", "aaaaaaaaaaaaaaaaaaaaaa", "password12345678", "tea tea tea tea tea tea", "Harbour Street Coffee 1", "harbourstreetcoffee"])(
    "does not take “%s”",
    (typed) => expect(advise(typed, "Harbour Street Coffee").enough).toBe(false),
  );
  it("says what is missing", () => {
    expect(advise("copper otters", "").words).toContain("2 more characters");
  });
});
