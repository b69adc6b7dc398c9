/** That somebody uses the window: told at once, then at most every ten seconds. */

const SIGNS = ["pointermove", "pointerdown", "keydown", "wheel", "scroll", "touchmove"] as const;

/** Calls back while the window is used; the function given back stops that. */
export function whenUsed(call: () => void, every = 10_000): () => void {
  let resting = true;
  let again = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function used() {
    if (!resting) {
      // Told at the end of the pause, so that the last use counts and not only the first.
      again = true;
      return;
    }
    resting = false;
    call();
    timer = setTimeout(() => {
      resting = true;
      if (again) {
        again = false;
        used();
      }
    }, every);
  }

  for (const sign of SIGNS) window.addEventListener(sign, used, { capture: true, passive: true });
  return () => {
    clearTimeout(timer);
    for (const sign of SIGNS) window.removeEventListener(sign, used, { capture: true });
  };
}
