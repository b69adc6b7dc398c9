import { describe, expect, it } from "vitest";
import { figureAndRange, howSure } from "./reading";

describe("reading a group", () => {
  it("says how sure we are in words, the worst not mistaken for the best", () => {
    expect(howSure("highly stable (0.94)")).toEqual({ words: "Holds very well", tone: "green", figure: "(0.94)" });
    expect(howSure("stable (0.82)").words).toBe("Holds well");
    expect(howSure("doubtful (0.68)").tone).toBe("gold");
    expect(howSure("unstable (0.41)")).toEqual({ words: "Hardly holds", tone: "clay", figure: "(0.41)" });
    expect(howSure("something new").words).toBe("something new");
  });
  it("takes the range apart where there is one", () => {
    expect(figureAndRange("92% (90% to 94%)")).toEqual({ figure: "92%", range: "90% to 94%" });
    expect(figureAndRange("31 days")).toEqual({ figure: "31 days", range: "" });
  });
});
