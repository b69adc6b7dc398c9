/** Rules worth starting from. They ask only what every shop knows: orders, days and answers. */

import type { Rule, SegmentRule } from "../../bindings";
import { RULE_VERSION } from "./tree";

export interface Idea {
  name: string;
  words: string;
  rule: SegmentRule;
}

const all = (...rules: Rule[]): SegmentRule => ({ version: RULE_VERSION, root: { type: "all", rules } });

export const IDEAS: Idea[] = [
  {
    name: "Regulars gone quiet",
    words: "Three orders or more, and quiet for at least twice their usual gap",
    rule: all(
      { type: "number", field: "purchases", test: { op: "at_least", value: 3 } },
      { type: "date", field: "last_purchase", test: { op: "in_last", days: 365 } },
      { type: "number", field: "days_since_last_purchase", test: { op: "at_least", value: 15 } },
      { type: "number", field: "usual_gaps", test: { op: "at_least", value: 2 } },
    ),
  },
  {
    name: "Your best tenth",
    words: "Among the highest 10% by what they spent",
    rule: all({ type: "number", field: "net_value", test: { op: "top_percent", percent: 10 } }),
  },
  {
    name: "Came once",
    words: "One order in the last half year, and no other",
    rule: all(
      { type: "number", field: "purchases", test: { op: "equals", value: 1 } },
      { type: "date", field: "last_purchase", test: { op: "in_last", days: 180 } },
    ),
  },
  {
    name: "Birthday soon",
    words: "In the next 14 days, where you know the day",
    rule: all({ type: "date", field: "birthday", test: { op: "anniversary_in_next", days: 14 } }),
  },
];
