import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { aloud, Countdown } from "./countdown.svelte";

describe("a wait that is counted down", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("counts to nothing, and starts anew", () => {
    const wait = new Countdown();
    wait.from(0);
    expect(wait.left).toBe(0);
    wait.from(3);
    expect(wait.left).toBe(3);
    vi.advanceTimersByTime(1_100);
    expect(wait.left).toBe(2);
    vi.advanceTimersByTime(2_000);
    expect(wait.left).toBe(0);
    wait.from(2);
    expect(wait.left).toBe(2);
    wait.stop();
    expect(wait.left).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is never shortened by a late answer, and goes by the clock when the window slept", () => {
    const wait = new Countdown();
    wait.from(30);
    wait.from(4);
    expect(wait.left).toBe(30);
    vi.setSystemTime(Date.now() + 29_000);
    vi.advanceTimersByTime(250);
    expect(wait.left).toBe(1);
    wait.stop();
  });

  it("is not said aloud each second", () => {
    expect([30, 29, 20, 4, 3, 1, 0].map(aloud)).toEqual([true, false, true, false, true, true, false]);
  });
});
