/** The make-believe home screen. */
import type { HomeView, PersonasView, SafeView } from "../../bindings";
import { ordersChart, weeks } from "./pictures";
import { dayAgo, money } from "./shop";

export const safe = (log: number): SafeView => ({ encrypted: true, open_sockets: 0, log_entries: log, log_sound: true });

export function home(people: number, personas: PersonasView, safeNow: SafeView): HomeView {
  const counts = weeks();
  const noAddress = Math.round(people * 0.003);
  return {
    empty: people === 0,
    as_of: dayAgo(0),
    last_import: people ? "last import today, 212 orders" : "",
    newest_data_days: people ? 0 : null,
    newest_order: people ? dayAgo(0) : "",
    people,
    regulars: Math.round(people * 0.403),
    regulars_meaning: "A regular has bought at least three times and within twice their own usual gap.",
    worth_so_far: money(91_452_380),
    gross: money(94_120_640),
    purchases: 33_120,
    no_amounts: false,
    refunds: 1_004,
    expected_worth: people < 100 ? "" : `Your customers are expected to bring €214,600 in the next year (€196,000 to €233,000, eight times in ten). Worked out on ${dayAgo(0)}.`,
    slipping: people < 100 ? null : {
      people: 680,
      worth_a_word: 86,
      at_stake: money(491_000),
      meaning: `Less than half as likely to buy within 90 days as on the evening of their last purchase, and not long gone. Worked out as of ${dayAgo(0)}.`,
      record: "Last quarter we said 1,240 of 4,413 customers would buy; 1,221 did.",
    },
    quiet: 112,
    quiet_value: money(1_890_000),
    quiet_meaning: "Bought at least three times, the last time within a year, but at least 15 days ago and at least twice their own usual gap ago.",
    may_email: Math.round(people * 0.65),
    said_no_email: Math.round(people * 0.11),
    never_asked_email: people - Math.round(people * 0.65) - Math.round(people * 0.11) - noAddress,
    no_email_address: noAddress,
    to_do: people
      ? [
          {
            title: "Write to 86 better customers before they are gone",
            detail: "They are slipping away: €4,910 would be missed. 61 of them may be emailed.",
            go: { to: "segment", name: "Better customers slipping away", rule: { version: 5, root: { type: "score", asks: { of: "at_risk" } } } },
          },
          {
            title: "Thank 140 people for their tenth order",
            detail: "Loyal, full price, never thanked.",
            go: {
              to: "segment",
              name: "Tenth order",
              rule: { version: 1, root: { type: "all", rules: [{ type: "number", field: "purchases", test: { op: "at_least", value: 10 } }] } },
            },
          },
          {
            title: "Ask 1,154 people whether you may write",
            detail: "They have bought from you and were never asked about email. Ask at the counter or with the next parcel.",
            go: { to: "privacy" },
          },
        ]
      : [],
    personas: personas.personas.map(({ name, portrait, share_of_value, size }) => ({ name, portrait, share_of_value, size })),
    orders_chart: people ? ordersChart(counts) : "",
    orders_table: people ? counts : [],
    safe: safeNow,
  };
}
