/** Counts seconds down to nothing. It goes by the clock, so that a window that slept is not behind. */
export class Countdown {
  /** Whole seconds left; 0 when there is nothing to wait for. */
  left = $state(0);
  #until = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Counts from so many seconds. Fewer than are left already do not shorten it. */
  from(seconds: number) {
    const until = Date.now() + seconds * 1_000;
    if (until <= this.#until) return;
    this.#until = until;
    this.#tick();
    clearInterval(this.#timer);
    if (this.left > 0) this.#timer = setInterval(() => this.#tick(), 250);
  }

  /** Forgets it. */
  stop() {
    clearInterval(this.#timer);
    this.#until = 0;
    this.left = 0;
  }

  #tick() {
    this.left = Math.max(0, Math.ceil((this.#until - Date.now()) / 1_000));
    if (this.left === 0) this.stop();
  }
}

/** Whether the seconds left are said aloud: not each of many, or a screen reader says nothing else. */
export const aloud = (left: number): boolean => left > 0 && (left <= 3 || left % 10 === 0);
