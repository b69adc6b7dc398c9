import { describe, expect, it } from "vitest";
import type { Standing, StatementView, TrustView } from "../bindings";
import { inOneLine, mood, worst } from "./standing";

const all = (...standings: Standing[]): StatementView[] =>
  standings.map((standing, at) => ({ id: `s${at}`, standing, title: "", words: "", rests_on: "" }));
const view = (statements: StatementView[], findings = 0, readOnly = false): TrustView => ({
  as_of: "",
  statements,
  findings: Array.from({ length: findings }, (_, at) => ({ id: `f${at}`, message: "", hint: "" })),
  read_only: readOnly,
});

describe("how statements stand together", () => {
  it("takes the worst, and what cannot be told for no alarm", () => {
    expect(worst(all("good", "attention", "unknown"))).toBe("attention");
    expect(worst(all("attention", "bad", "good"))).toBe("bad");
    expect(worst([])).toBe("unknown");
    expect(mood(view(all("good", "unknown")))).toBe("good");
    expect(mood(view(all("unknown")))).toBe("good");
    expect(mood(view(all("good", "attention")))).toBe("attention");
  });
  it("weighs a finding, or reading only, as the worst", () => {
    expect(mood(view(all("good"), 1))).toBe("bad");
    expect(mood(view(all("good"), 0, true))).toBe("bad");
  });
  it("says it in one line", () => {
    expect(inOneLine(all("good", "good"))).toBe("All 2 promises hold.");
    expect(inOneLine(all("good", "attention", "bad", "unknown"))).toBe("1 of 3 promises hold, 1 does not, 1 needs a hand, 1 cannot be told on this computer.");
    expect(inOneLine(all("attention", "attention", "good"))).toBe("1 of 3 promises hold, 2 need a hand.");
  });
});
