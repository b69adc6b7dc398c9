import { describe, expect, it } from "vitest";
import type { ScoreMade, ScoreState } from "../../bindings";
import { ahead, inTen, shareTyped, shown, standing, typedShare, warmerThan } from "./words";

const made = (part: Partial<ScoreMade> = {}): ScoreMade => ({ as_of: "", at: "", from: "", stale_since: "", run: "", proof_seen: "seen", proof_seen_on: "", ...part });

describe("how scores are put", () => {
  it("says what there is, the worst first", () => {
    const said = (state: ScoreState, part?: Partial<ScoreMade>) => standing({ state, made: made(part) }).words;
    expect(said("ready")).toBe("Ready");
    expect(said("ready", { proof_seen: "skipped" })).toBe("Ready, not checked");
    expect(said("ready", { stale_since: "Mon 23 Nov 2026" })).toBe("Out of date");
    expect(said("proof_unseen")).toBe("Not checked by you yet");
    expect(said("too_little", { stale_since: "Mon 23 Nov 2026" })).toBe("Too little to go by");
    expect(said("not_offered")).toBe("Not offered");
    expect((["ready", "proof_unseen", "pooled", "too_little", "no_amounts", "not_offered"] as const).map(shown)).toEqual([true, true, true, false, false, false]);
  });
  it("says chances by ten, and none surer than it is", () => {
    expect([0, 0.04, 0.06, 0.27, 0.94, 0.97, Number.NaN].map(inTen)).toEqual(["hardly", "hardly", "1 in 10", "3 in 10", "9 in 10", "surely", "–"]);
    expect([0, 0.4, 93.9, 100].map((share) => warmerThan(share))).toEqual(["The coolest", "The coolest", "Warmer than 93 in 100", "Warmer than 99 in 100"]);
    expect([0, 93.9].map((share) => warmerThan(share, "subscriber"))).toEqual(["The least likely", "Likelier than 93 in 100"]);
  });
  it("says how far ahead", () => {
    expect([90, 180, 365].map(ahead)).toEqual(["the next 90 days", "the next half year", "the next 12 months"]);
  });
  it("reads a percent as people type it, and writes it back", () => {
    expect(["", " 40 ", "40%", "12,5", "0", "abc", "101", "-3"].map((text) => typedShare(text, 0.1, 100))).toEqual([null, 0.4, 0.4, 0.125, undefined, undefined, undefined, undefined]);
    expect([shareTyped(0.125, 1), shareTyped(1, 1), shareTyped(null, 1), shareTyped(0, 0)]).toEqual(["12.5", "", "", ""]);
  });
});
