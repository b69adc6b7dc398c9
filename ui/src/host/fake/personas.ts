/** Make-believe groups. */
import type { PersonasView, PersonaUserView, PersonaView, Rule, SegmentRule, TraitView } from "../../bindings";
import { portrait } from "./pictures";
import { dayAgo, money } from "./shop";

const share = (words: string, here: number, everyone: number, n: number): TraitView => ({
  words,
  here: `${Math.round(here * 100)}% (${Math.round(here * 100) - 3} to ${Math.min(100, Math.round(here * 100) + 3)}%)`,
  everyone: `${Math.round(everyone * 100)}% of everyone`,
  n,
  here_share: here,
  everyone_share: everyone,
});
const typical = (words: string, here: string, everyone: string, n: number): TraitView => ({
  words,
  here,
  everyone: `${everyone} for everyone`,
  n,
  here_share: null,
  everyone_share: null,
});

const GROUPS: [string, number, number, number, string, TraitView[]][] = [
  ["Often coffee", 1_120, 0.25, 0.31, "stable (0.91)", [share("Bought coffee", 0.88, 0.41, 1_120), typical("Days between orders", "11 days", "34 days", 1_120), share("Bought in the last 90 days", 0.79, 0.38, 1_120), typical("Orders", "14", "3", 1_120)]],
  ["Weekend, big orders", 744, 0.17, 0.27, "stable (0.86)", [share("Buys at the weekend", 0.71, 0.29, 744), typical("Usual order", "€48.20", "€24.10", 744), share("Bought equipment", 0.34, 0.12, 744)]],
  ["Gift buyers", 905, 0.2, 0.18, "stable (0.82)", [share("Bought gifts", 0.76, 0.19, 905), share("Bought in December", 0.64, 0.22, 905), typical("Orders a year", "1.4", "3.1", 905)]],
  ["Lapsed tea", 610, 0.14, 0.15, "doubtful (0.68)", [share("Bought tea", 0.72, 0.24, 610), typical("Days since last order", "311 days", "96 days", 610)]],
  ["Came once", 1_096, 0.24, 0.09, "stable (0.95)", [share("One order only", 1, 0.28, 1_096), typical("Usual order", "€17.60", "€24.10", 1_096)]],
];

export const PERSONA_NAMES = GROUPS.map(([name]) => name);

export function personas(): PersonasView {
  return {
    state: "built",
    personas: GROUPS.map(
      ([name, size, ofPeople, ofValue, stability, traits], n): PersonaView => ({
        name,
        portrait: portrait(n),
        size,
        share_of_people: ofPeople,
        share_of_value: ofValue,
        value: money(Math.round(ofValue * 91_452_380)),
        stability,
        traits,
        may_email: Math.round(size * 0.65),
        typical: [1, 2, 3].map((step) => ({ id: `p${n * 7 + step}`, name: ["Ana Lim", "Jörg Weiß", "Mei Tan"][step - 1]! })),
      }),
    ),
    people: 4_475,
    stability: "9 of 10 people land in the same group when we look again at half the data",
    stability_index: 0.84,
    as_of: dayAgo(0),
    stale: "",
    used_by: [],
  };
}

/** The saved segments that ask for personas. */
export function usedBy(segments: readonly { id: string; name: string; rule: SegmentRule }[], found: readonly string[]): PersonaUserView[] {
  return segments.flatMap(({ id, name, rule }) => {
    const asked = [...new Set(personasIn(rule.root))];
    return asked.length ? [{ segment: { id, name }, personas: asked, gone: asked.filter((one) => !found.includes(one)) }] : [];
  });
}

function personasIn(rule: Rule): string[] {
  if ("rules" in rule) return rule.rules.flatMap(personasIn);
  return rule.type === "persona" ? rule.any_of : [];
}

export const notBuilt = (): PersonasView => ({
  state: "not_built",
  personas: [],
  people: 0,
  stability: "",
  stability_index: 0,
  as_of: "",
  stale: "",
  used_by: [],
});

export const notEnough = (): PersonasView => ({
  ...notBuilt(),
  state: "not_enough_data",
  people: 31,
  stability: "Groups need at least 200 people with an order; there are 31.",
});
