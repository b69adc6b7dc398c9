/** A host without a program behind it: for tests, and for looking at screens in a browser (`npm run dev`, `?fake`). */
import type { PeopleSort } from "../../bindings";
import type { Host } from "../host";
import { besidePart } from "./beside";
import { home, safe } from "./home";
import { holdingsPart } from "./holdings";
import { pastImports, plan, report, undoPlan } from "./import";
import { matchingPart } from "./matching";
import { personView } from "./person";
import { personas, usedBy } from "./personas";
import { scoresPart } from "./scores";
import { CHANNEL_LIST, dayAgo, type Shopper } from "./shop";
import { FakeState, refusal, type Scene } from "./state";
import { pageOf, segmentPart, type Part } from "./segments";
import { trustPart } from "./trust";

export type { Scene } from "./state";

const ZONES = ["America/New_York", "America/Sao_Paulo", "Asia/Tokyo", "Europe/Berlin", "Europe/London", "UTC"];

export function fakeHost(scene: Scene = {}): Host {
  const state = new FakeState(scene);
  const commands = { ...vaultPart(state), ...importPart(state), ...matchingPart(state), ...holdingsPart(state), ...peoplePart(state), ...segmentPart(state), ...besidePart(state), ...scoresPart(state), ...privacyPart(state), ...trustPart(state), ...preferencesPart(state) };
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
function vaultPart(
  state: FakeState,
): Part<"welcome" | "vaultCreate" | "vaultChoose" | "vaultOpen" | "vaultSample" | "vaultLock" | "vaultInfo" | "vaultChangePassphrase" | "zone" | "setZone" | "home" | "safe"> {
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
    zone: () => ({ zone: state.info().zone, computer: "Europe/Berlin", today: dayAgo(0), zones: ZONES }),
    setZone: (zone) => (state.vault = { ...state.info(), zone }),
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

function peoplePart(state: FakeState): Part<"people" | "person" | "personas" | "personasBuild"> {
  const orders: Record<PeopleSort, (a: Shopper, b: Shopper) => number> = {
    name: (a, b) => a.name.localeCompare(b.name),
    value: (a, b) => b.minor - a.minor,
    latest: (a, b) => (a.purchases ? a.daysSince : 9e9) - (b.purchases ? b.daysSince : 9e9),
    purchases: (a, b) => b.purchases - a.purchases,
  };
  const shown = () => ({ ...state.personas, used_by: usedBy(state.segments, state.personas.personas.map(({ name }) => name)) });
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
    personas: shown,
    personasBuild: async () => {
      await state.work("Looking for groups", 40, 20);
      state.write("you", "Looked for groups", "");
      if (state.personas.state !== "not_enough_data") state.personas = personas();
      return shown();
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
