/** Segments of the fake: what a rule answers, in the fake's own few words. */
import type { Counted, PeoplePage, ReadyView, RfmGroup, Rule, ScoreKind, SegmentChoice, SegmentRule } from "../../bindings";
import type { Host } from "../host";
import { preview, STARTER } from "./campaign";
import { CATEGORIES, CHANNEL_LIST, dayAgo, isoAgo, money, type Shopper } from "./shop";
import { subscribes } from "./score-people";
import { holds, inWords, nodeCounts, nodeReasons, personaOf } from "./rules";
import { type FakeState, refusal } from "./state";

const SCORES: [ScoreKind, string, boolean][] = [
  ["value", "What customers are worth", true],
  ["risk", "Who is slipping away", true],
  ["lead", "Which leads are warm", false],
  ["subscriber", "Which subscribers may cancel", true],
];

export type Part<Name extends keyof Host> = {
  [One in Name]: (...given: Parameters<Host[One]>) => Awaited<ReturnType<Host[One]>> | ReturnType<Host[One]>;
};

export function pageOf(state: FakeState, all: readonly Shopper[], offset: number, limit: number): PeoplePage {
  return { total: all.length, offset, rows: all.slice(offset, offset + limit).map(state.row) };
}

/** The segment or the rule that was chosen. */
export function chosenIn(state: FakeState, choice: SegmentChoice): { name: string; rule: SegmentRule } {
  if (choice.by === "rule") return { name: "This rule", rule: choice.rule };
  if (choice.by === "words") throw refusal("usage", "This sentence was not understood.", "Build the rule instead.");
  const saved = state.segments.find((one) => one.id === choice.segment || one.name === choice.segment);
  if (!saved) throw refusal("not_found", "There is no such segment.", "Choose one from the list.");
  return saved;
}

export function segmentPart(
  state: FakeState,
): Part<
  | "ruleOptions" | "segmentSize" | "segmentCount" | "segmentMembers" | "segmentExplain" | "segmentSave" | "segments" | "segmentDelete"
  | "segmentsWorkedOut"
  | "placesChoose" | "placesLoad" | "readyMade" | "segmentRead" | "rosterLookUp" | "rosterPeople"
  | "campaignStarter" | "campaignPreview"
> {
  const usable = () => state.everyone().filter((one) => !state.unused.has(one.id));
  const chosen = (choice: SegmentChoice) => chosenIn(state, choice);
  const members = (rule: SegmentRule) => usable().filter((one) => holds(rule.root, one));
  const view = ({ id, name, rule, changed }: FakeState["segments"][number]) => {
    const all = members(rule);
    const sentence = `People who ${inWords(rule.root)}.`;
    return { id, name, rule, sentence, size: all.length, may_email: all.filter((one) => one.permissions.email === "granted").length, changed, used_by: [], cannot: "", waits: false };
  };
  const sized = (rule: SegmentRule) => ({
    sentence: `People who ${inWords(rule.root)}.`,
    size: members(rule).length,
    everyone: usable().length,
    as_of: dayAgo(0),
    nodes: nodeCounts(rule.root, usable()),
    milliseconds: 0.2,
  });
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
  return {
    readyMade: () => {
      const ready = (id: string, group: string, name: string, good_for: string, root: Rule, cannot = ""): ReadyView => {
        const rule: SegmentRule = { version: 5, root };
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
    // Understands one sentence, and the beginning of every one.
    segmentRead: (words) => {
      const yes: SegmentRule = { version: 2, root: { type: "permission", channel: "email", state: "granted" } };
      const whole = "People who said yes to email";
      if (words.trim().toLowerCase() === whole.toLowerCase()) return { rule: yes, understood: whole, rest: "", next: [] };
      const understood = /^people( who)?/i.exec(words.trim())?.[0] ?? "";
      const rest = words.trim().slice(understood.length).trim();
      return { rule: null, understood, rest, next: [{ words: "said yes to email", sentence: whole }] };
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
        origins: [{ words: "Till sign-up form", count: 14 }],
        channels: [
          { words: "web", count: 31 },
          { words: "till", count: 9 },
        ],
        subjects: [{ event: "email_opened", values: [{ words: "Autumn letter", count: 12 }] }],
        categories: CATEGORIES.map((words) => ({ words, count: all.filter((one) => one.likes === words && one.purchases).length })),
        products: [{ words: "Espresso beans 1 kg", count: 1_204 }, { words: "Oolong 100 g", count: 388 }],
        events: ["email_sent", "email_opened", "email_clicked", "visit"],
        fields: [
          { key: "grind", label: "Grind", kind: "text", values: [{ words: "filter", count: 980 }, { words: "espresso", count: 740 }], cannot: "" },
          { key: "shoe size", label: "Shoe size", kind: "number", values: [], cannot: "Nobody has said what “Shoe size” is held for, so it is not used." },
        ],
        places: state.places,
        segments: state.segments.map(({ id, name }) => ({ id, name })),
        personas: {
          personas: state.personas.personas.map(({ name }) => {
            const size = all.filter((one) => one.purchases > 0 && personaOf(one) === name).length;
            return { name, size, share: size / all.length };
          }),
          as_of: state.personas.as_of,
        },
        scores: SCORES.map(([kind, title, ready]) => ({
          kind,
          title,
          state: ready ? ("ready" as const) : ("proof_unseen" as const),
          cannot: ready ? "" : `Nobody has looked yet at how right “${title}” was, so no segment asks for it.`,
          waits: false,
          as_of: dayAgo(0),
          horizon: kind === "value" ? 365 : 90,
          without: all.filter((one) => (kind === "subscriber" ? !subscribes(one) : (one.purchases > 0) === (kind === "lead"))).length,
          people: all.length,
        })),
        currency: "EUR",
        as_of: isoAgo(0),
      };
    },
    placesChoose: () => state.offer("postcodes.csv"),
    placesLoad: () => (state.places = { postcodes: 8_290, countries: [{ words: "DE", count: 8_290 }], unplaced: 31, people: usable().length }),
    segmentSize: (choice) => sized(chosen(choice).rule),
    segmentCount: (choice) => {
      const { rule } = chosen(choice);
      const all = members(rule);
      return {
        ...sized(rule),
        contactable: CHANNEL_LIST.map((channel) => ({
          channel,
          may: all.filter((one) => one.permissions[channel] === "granted").length,
          left_out: without(all, channel),
        })),
        value: money(all.reduce((sum, one) => sum + one.minor, 0)),
        scores: [],
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
    segmentSave: (id, name, rule) => {
      const saved = { id: id ?? `s${state.segments.length + 1}`, name, rule, changed: dayAgo(0) };
      state.segments = [...state.segments.filter((one) => one.id !== saved.id), saved];
      state.write("you", "Saved a segment", saved.id);
      return view(saved);
    },
    segments: () => state.segments.map(view),
    segmentsWorkedOut: () => state.segments.map(view),
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
