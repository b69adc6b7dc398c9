import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Refusal } from "../host/host";
import { Question, TYPING_PAUSE } from "./question.svelte";

describe("a question", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("drops an answer that comes after a newer question was asked", async () => {
    const question = new Question<string>();
    let late = (_: string) => {};
    const first = question.ask(() => new Promise<string>((done) => (late = done)));
    await question.ask(async () => "new");
    late("old");
    await first;
    expect(question.answer).toBe("new");
    expect(question.asking).toBe(false);
  });

  it("asks once for quick keys", async () => {
    const question = new Question<number>();
    const asked = vi.fn(async () => 1);
    for (let key = 0; key < 5; key += 1) void question.ask(asked, TYPING_PAUSE);
    expect(question.asking).toBe(true);
    await vi.advanceTimersByTimeAsync(TYPING_PAUSE);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(question.asking).toBe(false);
  });

  it("keeps the last answer beside a problem, and clears the problem with the next answer", async () => {
    const question = new Question<string>();
    await question.ask(async () => "well");
    await question.ask(async () => {
      throw new Refusal({ code: "failed", message: "No.", hint: "Again." });
    });
    expect(question.answer).toBe("well");
    expect(question.problem?.message).toBe("No.");
    await question.ask(async () => "better");
    expect(question.problem).toBeUndefined();
  });

  it("shows no inner words of an unexpected error", async () => {
    const question = new Question<string>();
    await question.ask(async () => {
      throw new TypeError("ana.lim@example.com is undefined");
    });
    expect(JSON.stringify(question.problem)).not.toContain("ana.lim");
    expect(question.problem?.code).toBe("failed");
  });
});
