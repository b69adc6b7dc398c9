/** Goes to a screen and waits until the address has changed: it does so only after the present task. */
import { router } from "../src/shared/router.svelte";

type Options = Parameters<typeof router.go>[2];

export async function goTo(screen: string, rest: string[] = [], options: Options = {}): Promise<void> {
  if (location.hash) {
    const left = new Promise((done) => addEventListener("hashchange", done, { once: true }));
    location.hash = "";
    await left;
  }
  const there = new Promise((done) => addEventListener("hashchange", done, { once: true }));
  router.go(screen, rest, options);
  await there;
}
