/** A question to the host whose answer a screen shows: the newest question wins, late answers to older ones are dropped. */
import type { Problem } from "../bindings";
import { asProblem } from "../host/host";

/** How long to wait for the next key before asking. */
export const TYPING_PAUSE = 150;

export class Question<T> {
  /** The last answer; stays while a newer question is on its way. */
  answer = $state.raw<T | undefined>(undefined);
  /** Why the last question has no answer. */
  problem = $state.raw<Problem | undefined>(undefined);
  /** A question is on its way: what `answer` holds may be old. */
  asking = $state(false);
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Asks, after `pause` milliseconds without another question. Resolves once this question is settled or passed over. */
  ask(question: () => Promise<T>, pause = 0): Promise<void> {
    const turn = ++this.#turn;
    clearTimeout(this.#timer);
    this.asking = true;
    const run = async () => {
      try {
        const answer = await question();
        if (turn !== this.#turn) return;
        this.answer = answer;
        this.problem = undefined;
      } catch (thrown) {
        if (turn !== this.#turn) return;
        this.problem = asProblem(thrown);
      }
      this.asking = false;
    };
    if (pause === 0) return run();
    return new Promise((settle) => {
      this.#timer = setTimeout(() => void run().then(settle), pause);
    });
  }

  /** Puts an answer that came another way. */
  put(answer: T) {
    this.#turn += 1;
    this.answer = answer;
    this.problem = undefined;
    this.asking = false;
  }

  /** Forgets everything. */
  clear() {
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.answer = undefined;
    this.problem = undefined;
    this.asking = false;
  }
}
