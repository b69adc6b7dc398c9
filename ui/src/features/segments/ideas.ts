/** Rules worth starting from. They ask only what every shop knows: orders, days and answers. */

import type { Rule, SegmentRule } from "../../bindings";
import { RULE_VERSION } from "./tree";

export interface Idea {
  name: string;
  words: string;
  rule: SegmentRule;
}

const all = (...rules: Rule[]): SegmentRule => ({ version: RULE_VERSION, root: { type: "all", rules } });
const orders = (n: number): Rule => ({ type: "number", field: "purchases", test: { op: "at_least", value: n } });
const quiet = (days: number): Rule => ({ type: "date", field: "last_purchase", test: { op: "more_than_ago", days } });

export const IDEAS: Idea[] = [
  {
    name: "Regulars gone quiet",
    words: "Three orders or more, none in the last 90 days",
    rule: all(orders(3), quiet(90)),
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
