/** Make-believe pairs that may be one person. */
import type { FieldCompare, MatchReviewView, MergeEntry, PairBand, PairView } from "../../bindings";
import type { Host } from "../host";
import { dayAgo } from "./shop";
import { refusal, type FakeState } from "./state";

type Row = [field: string, a: string, b: string, words: string, bits: number];
const field = ([name, a, b, words, bits]: Row): FieldCompare => ({ field: name, a, b, words, bits });

function pair(a: number, b: number, names: [string, string], band: PairBand, probability: number, words: string, rows: Row[], saidNo = ""): PairView {
  const side = (number: number, name: string, orders: number, source: string, said_no: string) => ({
    person: { id: `p${number}`, name },
    did: `${orders} purchases, last on ${dayAgo(number)}`,
    sources: [source],
    said_no,
  });
  return {
    id: `p${a}+p${b}`,
    a: side(a, names[0], 14, "Online shop", ""),
    b: side(b, names[1], 2, "Counter list", saidNo),
    band,
    probability,
    words,
    fields: rows.map(field),
  };
}

const ASK: PairView[] = [
  pair(4, 170, ["Ana Lim", "A. Lim"], "ask", 0.93, "Likely one person: the same phone and postcode; the first name is only a letter.", [
    ["Phone", "+49 40 123456", "+49 40 123456", "the same; two people share it", 9.1],
    ["Postcode", "20457", "20457", "the same", 5.2],
    ["Family name", "Lim", "Lim", "the same, and not rare", 3.9],
    ["First name", "Ana", "A.", "one is short for the other", 1.2],
    ["Email", "ana.lim@example.com", "", "only one has it", 0],
    ["Birthday", "12 March 1984", "12 May 1984", "the month differs", -2.4],
  ], "said no to email"),
  pair(9, 212, ["Jörg Weiß", "Joerg Weiss"], "ask", 0.88, "Likely one person: names and town agree; the emails differ.", [
    ["Family name", "Weiß", "Weiss", "the same, otherwise spelled", 6.4],
    ["First name", "Jörg", "Joerg", "the same, otherwise spelled", 4.8],
    ["City", "Hamburg", "Hamburg", "the same, and common", 1.1],
    ["Email", "j.weiss@example.com", "joerg@example.org", "differ", -3.2],
  ]),
  pair(30, 31, ["Mia Roth", "Max Roth"], "ask", 0.41, "Perhaps two people: the same house and phone, other first names.", [
    ["Phone", "+49 421 55512", "+49 421 55512", "the same; a family may share it", 5.5],
    ["Street", "Am Wall 3", "Am Wall 3", "the same", 4.4],
    ["Family name", "Roth", "Roth", "the same", 3.1],
    ["First name", "Mia", "Max", "differ", -8.6],
  ]),
];
const SURE: PairView[] = [40, 51, 62, 73, 84, 95].map((number) =>
  pair(number, number + 400, ["Noor Haddad", "Noor Haddad"], "sure", 0.9996, "One person beyond reasonable doubt: the same email and customer number.", [
    ["Email", "noor@example.com", "noor@example.com", "the same, and nobody else has it", 14.2],
    ["Customer number", "K-1182", "K-1182", "the same", 12.0],
    ["City", "Graz", "", "only one has it", 0],
  ]),
);

type Part = Pick<Host, "matchesFind" | "matchesMergeSure" | "matchesMerge" | "matchesKeepApart" | "matchesUnmerge" | "matches">;

export function matchingPart(state: FakeState): { [Name in keyof Part]: (...given: Parameters<Part[Name]>) => Awaited<ReturnType<Part[Name]>> | ReturnType<Part[Name]> } {
  let decided: (MergeEntry & { pair: PairView })[] = [];
  let next = 1;
  const open = (band: PairView[]) => (state.scene === "nopairs" ? [] : band.filter((one) => !decided.some((each) => each.pair.id === one.id)));
  const decide = (one: PairView, same: boolean, how: string) => {
    const entry = { id: `m${next++}`, into: one.a.person, other: one.b.person, same, when: dayAgo(0), how, probability: one.probability, pair: one };
    decided = [entry, ...decided];
    state.write("you", same ? "Merged two entries" : "Kept two entries apart", entry.id);
    return entry.id;
  };
  const by = (a: string, b: string): PairView => {
    const found = [...ASK, ...SURE].find((one) => one.a.person.id === a && one.b.person.id === b);
    if (!found) throw refusal("not_found", "There is no such pair.", "Compare again.");
    return found;
  };
  return {
    matchesFind: async (): Promise<MatchReviewView> => {
      await state.work("Comparing", state.size);
      const [sure, ask] = [open(SURE), open(ASK)];
      return {
        people: state.size,
        sure_total: sure.length,
        ask_total: ask.length,
        sure,
        ask,
        decided: decided.length,
        left_aside: ["a phone that 14 people share", "the email info@example.com, which 9 people share"],
        as_of: dayAgo(0),
      };
    },
    matchesMergeSure: async () => {
      const sure = open(SURE);
      await state.work("Merging", sure.length);
      const decisions = sure.map((one) => decide(one, true, "with the sure ones"));
      return { changed: decisions.length, decisions, summary: `${decisions.length} pairs are one person each now. Each can be taken back under Decisions.` };
    },
    matchesMerge: (a, b) => ({ changed: 1, decisions: [decide(by(a, b), true, "you decided")], summary: "One person now. It can be taken back." }),
    matchesKeepApart: (a, b) => ({ changed: 1, decisions: [decide(by(a, b), false, "you decided")], summary: "Two people. You are not asked about them again." }),
    matchesUnmerge: (id) => {
      decided = decided.filter((one) => one.id !== id);
      return { changed: 1, decisions: [], summary: "Two entries again, as they were." };
    },
    matches: () => decided.map(({ pair: _, ...entry }) => entry),
  };
}
