/** The times without use to choose from, what is set now among them. */
import type { PreferencesView } from "../../bindings";

const USUAL = [1, 2, 5, 10, 15, 30, 45, 60];

export function times({ lock_after_minutes, lock_least, lock_most }: PreferencesView) {
  const minutes = new Set([...USUAL, lock_after_minutes]);
  return [...minutes]
    .filter((each) => each >= lock_least && each <= lock_most)
    .sort((a, b) => a - b)
    .map((each) => ({ value: String(each), label: `${each} ${each === 1 ? "minute" : "minutes"} without use` }));
}
