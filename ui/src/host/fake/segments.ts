/** Segments of the fake: what a rule answers, in the fake's own few words. */
import type { Counted, PeoplePage, ReadyView, RfmGroup, Rule, SegmentChoice, SegmentRule } from "../../bindings";
import type { Host } from "../host";
import { preview, STARTER } from "./campaign";
import { CATEGORIES, CHANNEL_LIST, dayAgo, isoAgo, money, type Shopper } from "./shop";
import { holds, inWords, nodeCounts, nodeReasons } from "./rules";
import { type FakeState, refusal } from "./state";

export type Part<Name extends keyof Host> = {
  [One in Name]: (...given: Parameters<Host[One]>) => Awaited<ReturnType<Host[One]>> | ReturnType<Host[One]>;
};

export function pageOf(state: FakeState, all: readonly Shopper[], offset: number, limit: number): PeoplePage {
  return { total: all.length, offset, rows: all.slice(offset, offset + limit).map(state.row) };
}

export function segmentPart(
  state: FakeState,
): Part<
  | "ruleOptions" | "segmentCount" | "segmentMembers" | "segmentExplain" | "segmentSave" | "segments" | "segmentDelete"
  | "segmentAgainst" | "segmentOverlap" | "segmentHistory" | "segmentSeen" | "readyMade" | "rosterLookUp" | "rosterPeople"
  | "campaignStarter" | "campaignPreview"
> {
  const usable = () => state.everyone().filter((one) => !state.unused.has(one.id));
  const chosen = (choice: SegmentChoice): { name: string; rule: SegmentRule } => {
    if (choice.by === "rule") return { name: "This rule", rule: choice.rule };
    if (choice.by === "words") throw refusal("usage", "This sentence was not understood.", "Build the rule instead.");
    const saved = state.segments.find((one) => one.id === choice.segment || one.name === choice.segment);
    if (!saved) throw refusal("not_found", "There is no such segment.", "Choose one from the list.");
    return saved;
  };
  const members = (rule: SegmentRule) => usable().filter((one) => holds(rule.root, one));
  const view = ({ id, name, rule, changed }: FakeState["segments"][number]) => {
    const all = members(rule);
    const sentence = `People who ${inWords(rule.root)}.`;
    return { id, name, rule, sentence, size: all.length, may_email: all.filter((one) => one.permissions.email === "granted").length, changed, used_by: [], cannot: "" };
  };
  const counted = (all: readonly Shopper[], label: (one: Shopper) => string): Counted[] => {
    const tally = new Map<string, number>();
    for (const one of all) if (label(one)) tally.set(label(one), (tally.get(label(one)) ?? 0) + 1);
    return [...tally].map(([words, count]) => ({ words, count })).sort((a, b) => b.count - a.count);
  };
  const without = (all: readonly Shopper[], channel: (typeof CHANNEL_LIST)[number]): Counted[] =>
    (["refused", "unknown"] as const).map((say) => ({
      words: say === "refused" ? "said no" : "never asked",
      count: all.filter((one) => one.permissions[channel] === say).length,
    }));
  const marks = new Map<string, string[]>();
  const grown = (id: string) => {
    const { name, rule } = chosen({ by: "saved", segment: id });
    const now = members(rule);
    const mark = marks.get(id);
    const before = new Set(mark ?? []);
    const came = mark ? now.filter((one) => !before.has(one.id)) : [];
    const gone = usable().filter((one) => before.has(one.id) && !now.includes(one));
    const moved = (all: Shopper[], why: string) => all.slice(0, 50).map((one) => ({ person: { id: one.id, name: one.name }, why }));
    const size = (ago: number, noted: boolean) => ({ date: isoAgo(ago), day: dayAgo(ago), size: Math.max(0, now.length - ago), noted });
    return {
      id,
      name,
      sizes: [size(28, false), size(14, true), size(0, true)],
      about_sizes: "Counted now, from what people had done by then.",
      seen: mark ? dayAgo(0) : "",
      seen_size: before.size,
      about_seen: mark ? `Since you marked it as seen on ${dayAgo(0)}.` : "Not marked as seen yet.",
      entered: moved(came, "In: 4 orders."),
      entered_total: came.length,
      left: moved(gone, "Not in: 1 order."),
      left_total: gone.length,
      as_of: dayAgo(0),
    };
  };
  return {
    readyMade: () => {
      const ready = (id: string, group: string, name: string, good_for: string, root: Rule, cannot = ""): ReadyView => {
        const rule: SegmentRule = { version: 2, root };
        const size = cannot ? null : members(rule).length;
        return { id, group, name, good_for, rule, sentence: `People who ${inWords(root)}.`, size, cannot, notes: [] };
      };
      const rfm = (groups: RfmGroup[]): Rule => ({ type: "rfm", groups });
      return [
        ready("rfm-champions", "By RFM: how lately, how often, how much", "Champions", "Ask them for a review or to bring a friend.", rfm(["champions"])),
        ready("rfm-lost", "By RFM: how lately, how often, how much", "Lost", "One last message, or none.", rfm(["lost"])),
        ready("stage-cooling", "By stage: measured by each one's own rhythm", "Cooling customers", "The cheapest moment to be in touch.", { type: "lifecycle", stages: ["cooling"] }),
        ready("birthday-this-month", "By occasion", "Birthday this month", "A card, a wish.", { type: "date", field: "birthday", test: { op: "anniversary_this_month" } }, "Nobody's birthday is known."),
      ];
    },
    rosterLookUp: (text) => {
      const lines = text.split("\n").map((line) => line.trim());
      const found = lines.map((line) => usable().find((one) => one.id === line || one.name === line));
      return {
        people: found.filter((one) => one !== undefined).map(({ id, name }) => ({ id, name })),
        missing: lines.map((words, at) => ({ line: at + 1, text: words })).filter(({ text: words }, at) => words && !found[at]),
        again: 0,
        left_out: [],
      };
    },
    rosterPeople: (ids) => usable().filter((one) => ids.includes(one.id)).map(({ id, name }) => ({ id, name })),
    ruleOptions: () => {
      const all = usable();
      return {
        countries: counted(all, (one) => one.place.split(", ")[1] ?? ""),
        regions: [],
        cities: counted(all, (one) => one.place.split(", ")[0] ?? ""),
        tags: [{ words: "wholesale", count: 40 }],
        sources: [{ words: "Online shop", count: all.length }],
        categories: CATEGORIES.map((words) => ({ words, count: all.filter((one) => one.likes === words && one.purchases).length })),
        products: [{ words: "Espresso beans 1 kg", count: 1_204 }, { words: "Oolong 100 g", count: 388 }],
        events: ["email_sent", "email_opened", "email_clicked", "visit"],
        fields: [
          { key: "grind", label: "Grind", kind: "text", values: [{ words: "filter", count: 980 }, { words: "espresso", count: 740 }], cannot: "" },
          { key: "shoe size", label: "Shoe size", kind: "number", values: [], cannot: "Nobody has said what “Shoe size” is held for, so it is not used." },
        ],
        segments: state.segments.map(({ id, name }) => ({ id, name })),
        currency: "EUR",
        as_of: isoAgo(0),
      };
    },
    segmentCount: (choice) => {
      const { rule } = chosen(choice);
      const all = members(rule);
      return {
        sentence: `People who ${inWords(rule.root)}.`,
        size: all.length,
        everyone: usable().length,
        as_of: dayAgo(0),
        nodes: nodeCounts(rule.root, usable()),
        contactable: CHANNEL_LIST.map((channel) => ({
          channel,
          may: all.filter((one) => one.permissions[channel] === "granted").length,
          left_out: without(all, channel),
        })),
        value: money(all.reduce((sum, one) => sum + one.minor, 0)),
        milliseconds: 3.2,
      };
    },
    segmentMembers: (choice, offset, limit) => pageOf(state, members(chosen(choice).rule), offset, limit),
    segmentExplain: (choice, person) => {
      const one = state.find(person);
      const { rule } = chosen(choice);
      const isIn = holds(rule.root, one);
      return {
        person: { id: one.id, name: one.name },
        is_in: isIn,
        sentence: `${one.name} is ${isIn ? "in" : "not in"}: ${one.purchases} orders, the last ${one.daysSince} days ago.`,
        nodes: nodeReasons(rule.root, one),
        flip: `They would be ${isIn ? "out" : "in"} if they bought something once more.`,
        turns: [{ path: "root.0", words: "they bought something once more", theirs: true }],
      };
    },
    segmentAgainst: (choice) => {
      const all = members(chosen(choice).rule);
      const few = all.length < 20;
      return {
        people: all.length,
        everyone: usable().length,
        figures: few
          ? []
          : [
              { label: "Spent so far, in the middle", here: "€148", everyone: "€72", index: 206, clear: true, known: all.length },
              { label: "Orders in the last year, on average", here: "2.1", everyone: "2.0", index: 105, clear: false, known: all.length },
            ],
        habits: few ? [] : [{ label: "Sent something back", here: "4%", everyone: "7%", index: 57, clear: true, known: all.length }],
        about: few ? "Not enough data: below 20 chance alone makes large differences." : "An index of 100 is like everyone.",
        as_of: dayAgo(0),
      };
    },
    segmentOverlap: (choice) => {
      const { rule } = chosen(choice);
      const all = members(rule);
      const others = state.segments.filter((one) => JSON.stringify(one.rule.root) !== JSON.stringify(rule.root));
      const shared = others.map((one) => new Set(members(one.rule).map((each) => each.id)));
      const tally = new Map<string, number>();
      for (const one of all) {
        const key = shared.map((ids) => (ids.has(one.id) ? "1" : "0")).join("");
        tally.set(key, (tally.get(key) ?? 0) + 1);
      }
      const combinations = [...tally].map(([key, number]) => {
        const sets = [...key].map((mark) => mark === "1");
        const inside = others.filter((_, at) => sets[at]).map((one) => one.name);
        return { sets, people: number, words: inside.length ? inside.join(" and ") : "In none of them" };
      });
      combinations.sort((a, b) => b.people - a.people);
      return {
        people: all.length,
        segments: others.map((one, at) => ({
          id: one.id,
          name: one.name,
          size: members(one.rule).length,
          shared: all.filter((each) => shared[at]?.has(each.id)).length,
        })),
        combinations,
        rest_combinations: 0,
        rest_people: 0,
        left_out: 0,
        as_of: dayAgo(0),
      };
    },
    segmentHistory: (id) => grown(id),
    segmentSeen: (id) => {
      const { rule } = chosen({ by: "saved", segment: id });
      marks.set(id, members(rule).map((one) => one.id));
      return grown(id);
    },
    segmentSave: (id, name, rule) => {
      const saved = { id: id ?? `s${state.segments.length + 1}`, name, rule, changed: dayAgo(0) };
      state.segments = [...state.segments.filter((one) => one.id !== saved.id), saved];
      state.write("you", "Saved a segment", saved.id);
      return view(saved);
    },
    segments: () => state.segments.map(view),
    segmentDelete: (id) => ((state.segments = state.segments.filter((one) => one.id !== id)), null),
    campaignStarter: () => STARTER,
    campaignPreview: ({ segment, template, person }) => {
      const { name, rule } = chosen(segment);
      const all = members(rule);
      const receivers = all.filter((one) => one.permissions.email === "granted");
      return preview(template, name, all, without(all, "email"), receivers, person ? state.find(person) : undefined);
    },
  };
}
