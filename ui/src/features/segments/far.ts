/** The words of a distance from a postcode. */
import type { PlacesView } from "../../bindings";
import type { Choice } from "./wording";

/** On which side of a distance. */
export const FAR: Choice<"within" | "farther">[] = [
  { value: "within", words: "within" },
  { value: "farther", words: "farther than" },
];

/** The countries of a table of postcodes, where which one is meant is a question. */
export function postcodeCountries(places: PlacesView | undefined, now: string | null | undefined): Choice[] {
  const named = (places?.countries ?? []).map(({ words }) => words).filter(Boolean);
  const all = now && !named.includes(now) ? [...named, now] : named;
  if (all.length < 2 && !now) return [];
  return [{ value: "", words: "in any country" }, ...all.map((country) => ({ value: country, words: `in ${country}` }))];
}
