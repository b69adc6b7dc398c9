/** What a condition about a field of the shop's own begins as. */

import type { CustomTest, OwnFieldView } from "../../bindings";

/** The test a field of the shop's own begins with, by what it holds. */
export function freshOwn(field: OwnFieldView): CustomTest {
  const first = field.values[0]?.words;
  const values = first === undefined ? [] : [first];
  switch (field.kind) {
    case "text":
      return { kind: "text", test: { op: "in", values } };
    case "list":
      return { kind: "list", test: { op: "in", values } };
    case "number":
      return { kind: "number", test: { op: "at_least", value: Number(first ?? 1) || 1 } };
    case "date":
      return { kind: "date", test: { op: "in_last", days: 90 } };
    case "yes_no":
      return { kind: "yes_no", test: "yes" };
  }
}
