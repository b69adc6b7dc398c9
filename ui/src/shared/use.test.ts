import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { whenUsed } from "./use";

const use = (sign = "keydown") => window.dispatchEvent(new Event(sign));

describe("use of the window", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is told at once, and then at most every ten seconds", () => {
    const told = vi.fn();
    const stop = whenUsed(told);
    for (let n = 0; n < 500; n += 1) use(n % 2 ? "pointermove" : "wheel");
    expect(told).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(9_999);
    expect(told).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    expect(told).toHaveBeenCalledTimes(2);
    stop();
  });

  it("is not told of when there is none", () => {
    const told = vi.fn();
    const stop = whenUsed(told);
    vi.advanceTimersByTime(3_600_000);
    expect(told).not.toHaveBeenCalled();
    use();
    vi.advanceTimersByTime(3_600_000);
    expect(told).toHaveBeenCalledTimes(1);
    use();
    expect(told).toHaveBeenCalledTimes(2);
    stop();
    vi.advanceTimersByTime(3_600_000);
    use();
    expect(told).toHaveBeenCalledTimes(2);
  });
});
