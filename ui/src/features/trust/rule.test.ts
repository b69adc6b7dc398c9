import { describe, expect, it } from "vitest";
import { ruleOf } from "./rule";

describe("how many backups are kept", () => {
  it("takes whole numbers within bounds", () => {
    expect(ruleOf("10", " 8 ")).toEqual({ rule: { newest: 10, weeks: 8 } });
    expect(ruleOf("1", "0")).toEqual({ rule: { newest: 1, weeks: 0 } });
    expect(ruleOf("50", "104")).toEqual({ rule: { newest: 50, weeks: 104 } });
  });
  it("says what is wrong with anything else", () => {
    for (const newest of ["", "0", "51", "-1", "2.5", "many", "1e1"]) expect(ruleOf(newest, "8"), newest).toHaveProperty("wrong", "The newest 1 to 50 can be kept.");
    expect(ruleOf("10", "105")).toHaveProperty("wrong");
    expect(ruleOf("10", "")).toHaveProperty("wrong");
  });
});
