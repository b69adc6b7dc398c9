/** The make-believe host's answers about a segment beside everyone, beside the others, and beside what it was. */
import type { SegmentChoice, SegmentRule } from "../../bindings";
import { holds } from "./rules";
import { dayAgo, isoAgo, type Shopper } from "./shop";
import { chosenIn, type Part } from "./segments";
import type { FakeState } from "./state";

export function besidePart(state: FakeState): Part<"segmentAgainst" | "segmentOverlap" | "segmentCompare" | "segmentHistory" | "segmentSeen"> {
  const usable = () => state.everyone().filter((one) => !state.unused.has(one.id));
  const chosen = (choice: SegmentChoice) => chosenIn(state, choice);
  const members = (rule: SegmentRule) => usable().filter((one) => holds(rule.root, one));
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
  const against = (choice: SegmentChoice) => {
    const all = members(chosen(choice).rule);
    const few = all.length < 20;
    return {
      people: all.length,
      everyone: usable().length,
      figures: few
        ? []
        : [
            { label: "Spent so far, typically", here: "€148", everyone: "€72", index: 206, clear: true, known: all.length },
            { label: "Orders in the last year, on average", here: "2.1", everyone: "2.0", index: 105, clear: false, known: all.length },
          ],
      habits: few ? [] : [{ label: "Sent something back", here: "4%", everyone: "7%", index: 57, clear: true, known: all.length }],
      about: few ? "Not enough data: below 20 chance alone makes large differences." : "An index of 100 is like everyone.",
      as_of: dayAgo(0),
    };
  };
  return {
    segmentAgainst: against,
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
    segmentCompare: (choices) => {
      const laid = choices.map((choice) => ({ choice, name: chosen(choice).name, ids: members(chosen(choice).rule).map((one) => one.id) }));
      const tally = new Map<string, number>();
      for (const id of new Set(laid.flatMap((one) => one.ids))) {
        const key = laid.map((one) => (one.ids.includes(id) ? "1" : "0")).join("");
        tally.set(key, (tally.get(key) ?? 0) + 1);
      }
      const combinations = [...tally].map(([key, people]) => {
        const sets = [...key].map((mark) => mark === "1");
        return { sets, people, words: laid.filter((_, at) => sets[at]).map((one) => one.name).join(" and ") };
      });
      return {
        segments: laid.map((one) => ({ name: one.name, size: one.ids.length, may_email: one.ids.length, against: against(one.choice) })),
        overlap: {
          people: [...tally.values()].reduce((sum, each) => sum + each, 0),
          segments: laid.map((one) => ({ id: one.choice.by === "saved" ? one.choice.segment : "", name: one.name, size: one.ids.length, shared: one.ids.length })),
          combinations: combinations.sort((a, b) => b.people - a.people),
          rest_combinations: 0,
          rest_people: 0,
          left_out: 0,
          as_of: dayAgo(0),
        },
      };
    },
    segmentHistory: (id) => grown(id),
    segmentSeen: (id) => {
      const { rule } = chosen({ by: "saved", segment: id });
      marks.set(id, members(rule).map((one) => one.id));
      return grown(id);
    },
  };
}
