/** One make-believe person, whole. */
import type { PersonView, TimelineEntry } from "../../bindings";
import { CHANNEL_LIST, chance, dayAgo, money, type Shopper } from "./shop";
import { holds } from "./rules";
import type { FakeState } from "./state";

const ASKED = { granted: "Said yes on", refused: "Said no on", unknown: "Never asked" } as const;

function timeline(of: Shopper): TimelineEntry[] {
  const gap = of.purchases > 1 ? (of.firstAgo - of.daysSince) / (of.purchases - 1) : 0;
  const entries: (TimelineEntry & { ago: number })[] = [];
  for (let n = 0; n < of.purchases; n += 1) {
    const ago = Math.round(of.daysSince + n * gap);
    const goods = ["Espresso beans 1 kg", "Oolong 100 g", "Gift box", "Filter papers"][Math.floor(chance(of.id, n) * 4)];
    entries.push({ ago, when: dayAgo(ago), kind: "purchase", words: `Order #${1000 + of.number * 3 + n}: ${goods}`, amount: money(Math.round(of.minor / of.purchases)) });
    if (chance("mail", of.id, n) < 0.6) entries.push({ ago: ago + 2, when: dayAgo(ago + 2), kind: "email_opened", words: "Opened “October roast”", amount: null });
  }
  if (of.refunds) entries.push({ ago: of.daysSince + 4, when: dayAgo(of.daysSince + 4), kind: "refund", words: "Refund of order #1204", amount: money(-1890) });
  return entries.sort((a, b) => a.ago - b.ago).map(({ ago: _, ...entry }) => entry);
}

export function personView(state: FakeState, of: Shopper): PersonView {
  const entries = timeline(of);
  const [city = "", country = ""] = of.place.split(", ");
  const fields = [
    ["Email", of.email],
    ["City", city],
    ["Country", country],
    ["Shop’s number", String(7_210_448_000 + of.number)],
    ["Customer since", dayAgo(of.firstAgo)],
    ["Tags", of.purchases > 20 ? "wholesale" : ""],
  ] as const;
  const bought = of.purchases > 0;
  return {
    id: of.id,
    name: of.name,
    fields: fields.filter(([, value]) => value).map(([label, value]) => ({ label, value })),
    permissions: CHANNEL_LIST.map((channel) => {
      const said = of.permissions[channel];
      const words = said === "unknown" ? ASKED.unknown : `${ASKED[said]} ${dayAgo(of.firstAgo)} (${said === "granted" ? "newsletter form" : "unsubscribe link"})`;
      return { channel, state: said, words };
    }),
    use_allowed: !state.unused.has(of.id),
    value: money(of.minor),
    purchases: of.purchases,
    refunds: of.refunds,
    average: bought ? money(Math.round(of.minor / of.purchases)) : null,
    first_purchase: bought ? dayAgo(of.firstAgo) : "",
    last_purchase: bought ? dayAgo(of.daysSince) : "",
    usual_gap_days: of.purchases >= 3 ? 20 : null,
    timeline: entries.slice(0, 200),
    timeline_total: entries.length,
    sources: [
      { file_name: "customers.csv", source: "Online shop", basis: "contract", when: dayAgo(1), line: of.number + 1 },
      { file_name: "orders.csv", source: "Online shop", basis: "contract", when: dayAgo(0), line: of.number * 3 },
    ],
    segments: state.segments.filter((one) => holds(one.rule.root, of)).map(({ id, name }) => ({ id, name })),
    persona: bought && !state.unused.has(of.id) ? (state.personas.personas[of.number % 5]?.name ?? "") : "",
  };
}
