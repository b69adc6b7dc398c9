/** A host without a program behind it: for tests, and for looking at screens in a browser (`npm run dev`, `?fake`). */
import type { Counted, PeoplePage, PeopleSort, ReadyView, RfmGroup, Rule, SegmentChoice, SegmentRule } from "../../bindings";
import type { Host } from "../host";
import { preview, STARTER } from "./campaign";
import { home, safe } from "./home";
import { holdingsPart } from "./holdings";
import { pastImports, plan, report, undoPlan } from "./import";
import { matchingPart } from "./matching";
import { personView } from "./person";
import { personas } from "./personas";
import { CATEGORIES, CHANNEL_LIST, dayAgo, isoAgo, money, type Shopper } from "./shop";
import { holds, inWords, nodeCounts, nodeReasons } from "./rules";
import { FakeState, refusal, type Scene } from "./state";
import { trustPart } from "./trust";

export type { Scene } from "./state";

export function fakeHost(scene: Scene = {}): Host {
  const state = new FakeState(scene);
  const commands = { ...vaultPart(state), ...importPart(state), ...matchingPart(state), ...holdingsPart(state), ...peoplePart(state), ...segmentPart(state), ...privacyPart(state), ...trustPart(state), ...preferencesPart(state) };
  const needsNoVault = new Set(["welcome", "vaultCreate", "vaultChoose", "vaultOpen", "vaultSample", "vaultLock",
    "waysIn", "vaultOpenHere", "vaultRenew", "backupChoose", "restoreLook", "restore", "sheetPrint", "preferences", "setAutoLock", "touch"]);
  const host: Record<string, unknown> = {};
  for (const [name, command] of Object.entries(commands)) {
    host[name] = async (...given: unknown[]) => {
      await new Promise((done) => (state.delay ? setTimeout(done, state.delay) : queueMicrotask(() => done(undefined))));
      if (state.scene === "broken" && !needsNoVault.has(name) && name !== "safe")
        throw refusal("damaged", "A page of the vault cannot be read.", "Close Regulars and copy the vault from your last backup.");
      if (!needsNoVault.has(name)) state.info();
      return (command as (...given: unknown[]) => unknown)(...given);
    };
  }
  host.onProgress = (call: Parameters<Host["onProgress"]>[0]) => {
    state.listeners.add(call);
    return () => state.listeners.delete(call);
  };
  host.onLocked = (call: Parameters<Host["onLocked"]>[0]) => {
    state.whenLocked.add(call);
    return () => state.whenLocked.delete(call);
  };
  host.onDrag = (call: Parameters<Host["onDrag"]>[0]) => {
    state.whenDragged.add(call);
    return () => state.whenDragged.delete(call);
  };
  // For looking at screens in a browser, and for tests: files dropped by name.
  if (typeof window !== "undefined")
    (window as { dropFiles?: unknown }).dropFiles = (...names: string[]) => {
      const files = names.map((name) => state.offer(name));
      for (const call of state.whenDragged) call({ at: "dropped", files });
    };
  return host as Host;
}

/** What each command gives before it is wrapped: the same, or a promise of it. */
type Part<Name extends keyof Host> = {
  [One in Name]: (...given: Parameters<Host[One]>) => Awaited<ReturnType<Host[One]>> | ReturnType<Host[One]>;
};

function vaultPart(
  state: FakeState,
): Part<"welcome" | "vaultCreate" | "vaultChoose" | "vaultOpen" | "vaultSample" | "vaultLock" | "vaultInfo" | "vaultChangePassphrase" | "home" | "safe"> {
  const recent = () => [
    { token: "v1", name: "Harbour Street Coffee", folder: "harbour-street-coffee.regulars", when: "today", present: true, open: state.vault !== undefined },
    { token: "v2", name: "The Tea Cellar", folder: "tea-cellar.regulars", when: "3 days ago", present: true, open: false },
    { token: "v3", name: "Pop-up stall", folder: "stall.regulars", when: "in March", present: false, open: false },
  ];
  const open = (passphrase: string, name: string) => {
    state.trust.mayTry();
    if (passphrase === "wrong") state.trust.refuse("That passphrase does not open this vault.", "Check capitals and spaces. Nothing was changed.");
    state.trust.wrong = 0;
    return state.open(name, false);
  };
  return {
    welcome: () => ({ recent: state.scene === "first" ? [] : recent(), open: state.vault ?? null }),
    vaultCreate: (name, currency) => {
      state.trust.recovery = false;
      state.trust.entries = [];
      return state.open(name, false, currency);
    },
    vaultChoose: () => ({ token: "v4", name: "Corner Books", folder: "corner-books.regulars", when: "", present: true, open: false }),
    vaultOpen: (token, passphrase) => open(passphrase, recent().find((one) => one.token === token)?.name ?? "Corner Books"),
    vaultSample: () => state.open("Harbour Street Coffee", true),
    vaultLock: () => ((state.vault = undefined), null),
    vaultInfo: () => state.info(),
    vaultChangePassphrase: (old) => {
      if (old === "wrong") throw refusal("wrong_passphrase", "That passphrase does not open this vault. Nothing was changed.", "Check capital letters and the keyboard layout, then try again.");
      state.write("you", "Changed the passphrase", "");
      return null;
    },
    home: () => home(state.size - state.erased.size, state.personas, safe(state.log.length)),
    safe: () => safe(state.log.length),
  };
}

function preferencesPart(state: FakeState): Part<"preferences" | "setAutoLock" | "touch"> {
  const view = () => ({
    lock_after_minutes: state.minutes,
    lock_least: 1,
    lock_most: 60,
    lock_also: "It also locks when the computer goes to sleep and when its screen is locked.",
  });
  return {
    preferences: view,
    setAutoLock: (minutes) => ((state.minutes = minutes), view()),
    touch: () => null,
  };
}

function importPart(
  state: FakeState,
): Part<"importChoose" | "importLook" | "importPutAside" | "importCheck" | "importRun" | "importCancel" | "importSaveRejects" | "importUndoPlan" | "importUndo" | "imports"> {
  let past = state.size ? pastImports() : [];
  const find = (id: string) => {
    const entry = past.find((one) => one.id === id);
    if (!entry) throw refusal("not_found", "There is no such import.", "Choose one from the list on Import.");
    return entry;
  };
  const name = (token: string) => state.offered.get(token) ?? "orders_export_2026.csv";
  return {
    importChoose: () => state.offer(state.scene === "again" ? "mailchimp again.csv" : "orders_export_2026.csv"),
    importLook: async (token, look) => {
      if (name(token).endsWith(".pdf")) throw refusal("input_refused", "That is a PDF, not a table.", "Export the same data as CSV or as a workbook.");
      await state.work("Looking at the file", 18_204, 3);
      return plan(token, name(token), look);
    },
    importPutAside: () => null,
    importCheck: (token, mapping, from) => report(mapping, true, name(token), ["scraped", "unknown_list"].includes(from.collected)),
    importRun: async (token, mapping, from) => {
      await state.work("Reading orders", 18_204);
      state.write("import", "Imported orders", "i4");
      const quarantines = ["scraped", "unknown_list"].includes(from.collected);
      const done = report(mapping, false, name(token), quarantines);
      past = [
        { id: "i4", file_name: name(token), kind: mapping.kind, when: dayAgo(0), source: from.source, basis: from.basis, rows: done.rows_read, rows_not_used: done.rows_not_used,
          people_created: done.people_created, orders: done.purchases + done.refunds, events: 0, collected: "They bought from us", quarantines, undone: null, report: done },
        ...past.filter((one) => one.id !== "i4"),
      ];
      return done;
    },
    importCancel: () => ((state.cancelled = true), null),
    importSaveRejects: () => "orders_export_2026-not-used.csv",
    importUndoPlan: async (id) => {
      const entry = find(id);
      await state.work("Counting what would go", 18_204, 3);
      return undoPlan(entry);
    },
    importUndo: async (id) => {
      const entry = find(id);
      await state.work("Undoing", 18_204);
      past = past.map((one) => (one.id === id ? { ...one, undone: dayAgo(0) } : one));
      return { did: undoPlan(entry), seconds: 1.2, summary: `${entry.file_name} is undone: 402 people and 10,084 orders are gone, 18 noes stay.` };
    },
    imports: () => past,
  };
}

function pageOf(state: FakeState, all: readonly Shopper[], offset: number, limit: number): PeoplePage {
  return { total: all.length, offset, rows: all.slice(offset, offset + limit).map(state.row) };
}

function peoplePart(state: FakeState): Part<"people" | "person" | "personas" | "personasBuild"> {
  const orders: Record<PeopleSort, (a: Shopper, b: Shopper) => number> = {
    name: (a, b) => a.name.localeCompare(b.name),
    value: (a, b) => b.minor - a.minor,
    latest: (a, b) => (a.purchases ? a.daysSince : 9e9) - (b.purchases ? b.daysSince : 9e9),
    purchases: (a, b) => b.purchases - a.purchases,
  };
  return {
    people: ({ search = "", sort = "name", offset = 0, limit }) => {
      const words = search.trim().toLowerCase();
      if (state.size > 5_000 && !words) {
        const rows = Array.from({ length: Math.max(0, Math.min(limit, state.size - offset)) }, (_, n) => state.row(state.shopper(offset + n + 1)));
        return { total: state.size, offset, rows };
      }
      const found = state.everyone().filter((one) => !words || `${one.name} ${one.email} ${one.place}`.toLowerCase().includes(words));
      return pageOf(state, found.sort(orders[sort]), offset, limit);
    },
    person: (person) => personView(state, state.find(person)),
    personas: () => state.personas,
    personasBuild: async () => {
      await state.work("Looking for groups", 40, 20);
      state.write("you", "Looked for groups", "");
      if (state.personas.state !== "not_enough_data") state.personas = personas();
      return state.personas;
    },
  };
}

function segmentPart(
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

function privacyPart(state: FakeState): Part<"privacy" | "optOut" | "erasurePlan" | "erase" | "logVerify"> {
  return {
    privacy: () => ({
      opt_outs: state.optOuts,
      opt_outs_total: state.optOuts.length,
      erasures: state.erasures,
      log: state.log,
      log_total: state.log.length,
    }),
    optOut: (person, from) => {
      const one = state.find(person);
      const ref = { id: one.id, name: one.name };
      if (from.from === "use") state.unused.add(one.id);
      for (const channel of from.from === "channel" ? [from.channel] : from.from === "all_messages" ? CHANNEL_LIST : []) one.permissions[channel] = "refused";
      state.shoppers.set(one.id, one);
      const what = from.from === "channel" ? from.channel : from.from === "use" ? "use" : "all messages";
      state.optOuts.unshift({ person: ref, from: what, when: dayAgo(0), how: "asked us" });
      state.write("you", `Opted out of ${what}`, one.id);
      return { person: ref, words: `Will get no ${what}. Holds through every later import.`, changed: true, when: dayAgo(0), proof: state.proof() };
    },
    erasurePlan: (person) => {
      const one = state.find(person);
      return {
        person: { id: one.id, name: one.name },
        what: `11 fields, ${one.purchases} orders, ${one.purchases * 2} order lines, 88 events, 2 sources`,
        stays: "a keyed token, so that a later import does not bring them back",
      };
    },
    erase: async (person) => {
      const one = state.find(person);
      await state.work("Checking pages", 4_000);
      state.erased.add(one.id);
      const receipt = `E-2026-${String(state.erasures.length + 1).padStart(4, "0")}`;
      state.erasures.unshift({ receipt, when: dayAgo(0), proof: "checked: no trace in 18.4 MB" });
      state.write("you", "Erased a person", receipt);
      return {
        receipt,
        when: dayAgo(0),
        values_searched: 19,
        bytes_searched: 18_400_000,
        traces_found: 0,
        rows_removed: one.purchases * 3 + 88,
        tokens_kept: 2,
        beyond: "The files you imported from, and lists you saved earlier.",
        proof: state.proof(),
      };
    },
    logVerify: () => ({
      entries: state.log.length,
      erased: 0,
      checkpoints: 1,
      sound: true,
      broken_at: null,
      public_key: "regulars/5a3c91e0+7d21f09b+AQ==",
      key: "c41b 09fa 77d2 e83c",
      words: "Every entry follows from the one before.",
    }),
  };
}
