/** Make-believe fields of the shop's own, people who wait in quarantine, and a list that leaves. */
import type { FieldView } from "../../bindings";
import type { Host } from "../host";
import { dayAgo } from "./shop";
import { refusal, type FakeState } from "./state";

type Part = Pick<Host, "fields" | "setFieldPurpose" | "quarantine" | "recordYes" | "exportAudience">;

export function holdingsPart(state: FakeState): { [Name in keyof Part]: (...given: Parameters<Part[Name]>) => Awaited<ReturnType<Part[Name]>> | ReturnType<Part[Name]> } {
  const field = (key: string, label: string, kind: FieldView["kind"], purpose: string, people: number): FieldView => ({ key, label, kind, purpose, people, sources: ["Online shop"] });
  let fields = state.size === 0 ? [] : [field("grind", "Grind", "text", "To suggest the right beans", 2_120), field("shoe size", "Shoe size", "number", "", 318), field("wedding", "Wedding day", "date", "", 41)];
  let waiting = state.size === 0 ? [] : [12, 48, 77, 102, 133].map((number) => state.shopper(number));
  return {
    fields: () => fields,
    setFieldPurpose: (key, purpose) => {
      if (!fields.some((one) => one.key === key)) throw refusal("not_found", "There is no such field.", "Choose one from the list.");
      fields = fields.map((one) => (one.key === key ? { ...one, purpose } : one));
      return fields;
    },
    quarantine: () => ({
      people: waiting.length,
      first: waiting.map(({ id, name }) => ({ id, name })),
      from: waiting.length ? [{ words: "fair-visitors.csv, from a list of unknown origin", count: waiting.length }] : [],
      words: `${waiting.length} people came from a source that nobody may simply use. They are in no segment, figure or message. Write down a yes that one of them gave you, and they are in.`,
    }),
    recordYes: ({ person, channel, how }) => {
      const one = state.find(person);
      waiting = waiting.filter((each) => each.id !== one.id);
      one.permissions[channel] = "granted";
      state.write("you", "Wrote down a yes", one.id);
      return { channel, state: "granted", words: `said yes: ${how}` };
    },
    exportAudience: async ({ segment, channel, recipient }) => {
      await state.work("Writing", state.size);
      const people = state.everyone().filter((one) => one.permissions[channel] === "granted").length;
      state.write("you", "Saved a list as a file", recipient);
      void segment;
      return {
        file_name: `people for ${recipient}.csv`,
        people,
        left_out: [{ words: "said no", count: 531 }, { words: "never asked", count: 1_154 }, { words: "waits in quarantine", count: waiting.length }],
        when: dayAgo(0),
        words: `${people.toLocaleString("en-GB")} people are in the file for ${recipient}.`,
      };
    },
  };
}
