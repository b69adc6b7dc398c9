/** Answers rules over make-believe people, well enough to look at screens. The real reading is Rust's. */
import type { CountTest, NodeCount, NodeWhy, NumberTest, Rule } from "../../bindings";
import { chance, type Shopper } from "./shop";

const within = (test: CountTest, n: number) =>
  test.op === "at_least" ? n >= test.n : test.op === "at_most" ? n <= test.n : n === test.n;

function number(test: NumberTest, n: number): boolean {
  switch (test.op) {
    case "at_least":
      return n >= test.value;
    case "at_most":
      return n <= test.value;
    case "equals":
      return n === test.value;
    case "between":
      return n >= test.low && n <= test.high;
    case "top_percent":
      return chance("top", n) < test.percent / 100;
  }
}

export function holds(rule: Rule, of: Shopper): boolean {
  switch (rule.type) {
    case "all":
      return rule.rules.every((part) => holds(part, of));
    case "any":
      return rule.rules.some((part) => holds(part, of));
    case "none":
      return !rule.rules.some((part) => holds(part, of));
    case "number": {
      const major = of.minor / 100;
      const known = {
        purchases: of.purchases,
        net_value: major,
        average_purchase: of.purchases ? major / of.purchases : Number.NaN,
        refunds: of.refunds,
        days_since_last_purchase: of.purchases ? of.daysSince : Number.NaN,
        usual_gaps: of.purchases >= 3 ? of.daysSince / 20 : Number.NaN,
      }[rule.field];
      return !Number.isNaN(known) && number(rule.test, known);
    }
    case "bought": {
      const what = rule.what;
      const liked = what.of === "anything" || (what.of === "category" && what.any_of.some((one) => one.toLowerCase() === of.likes));
      const recent = rule.when.in !== "last_days" || of.daysSince <= rule.when.days;
      return within(rule.times, liked && recent ? of.purchases : 0);
    }
    case "permission":
      return of.permissions[rule.channel] === rule.state;
    case "text": {
      if (rule.field === "country" || rule.field === "city") {
        const [city = "", country = ""] = of.place.split(", ");
        const own = (rule.field === "city" ? city : country).toLowerCase();
        const test = rule.test;
        if (test.op === "is_set") return own !== "";
        if (test.op === "not_set") return own === "";
        if (test.op === "in") return test.values.some((one) => one.toLowerCase() === own);
        if (test.op === "is") return own === test.value.toLowerCase();
        if (test.op === "is_not") return own !== test.value.toLowerCase();
        return own.includes(test.value.toLowerCase());
      }
      return chance(JSON.stringify(rule), of.number) < 0.3;
    }
    default:
      return chance(JSON.stringify(rule), of.number) < 0.4;
  }
}

function walk(rule: Rule, path: string, visit: (rule: Rule, path: string) => void) {
  visit(rule, path);
  if ("rules" in rule) rule.rules.forEach((part, n) => walk(part, `${path}.${n}`, visit));
}

export function nodeCounts(rule: Rule, everyone: readonly Shopper[]): NodeCount[] {
  const counts: NodeCount[] = [];
  walk(rule, "root", (part, path) => counts.push({ path, count: everyone.filter((one) => holds(part, one)).length }));
  return counts;
}

export function nodeReasons(rule: Rule, of: Shopper): NodeWhy[] {
  const reasons: NodeWhy[] = [];
  walk(rule, "root", (part, path) =>
    reasons.push({
      path,
      rule: inWords(part),
      holds: holds(part, of),
      own: "rules" in part ? "" : part.type === "bought" ? `${of.purchases} orders; last ${of.daysSince} days ago` : "as written in the file",
    }),
  );
  return reasons;
}

export function inWords(rule: Rule): string {
  switch (rule.type) {
    case "all":
      return rule.rules.length ? rule.rules.map(inWords).join(", and ") : "everyone";
    case "any":
      return rule.rules.length ? rule.rules.map(inWords).join(" or ") : "nobody";
    case "none":
      return rule.rules.length ? `not ${rule.rules.map(inWords).join(", nor ")}` : "everyone";
    case "bought": {
      const what = rule.what.of === "anything" ? "anything" : rule.what.any_of.join(" or ");
      const often = { at_least: "at least", at_most: "at most", exactly: "exactly" }[rule.times.op];
      return `bought ${what} ${often} ${rule.times.n} times`;
    }
    case "permission":
      return `${{ granted: "said yes to", refused: "said no to", unknown: "never asked about" }[rule.state]} ${rule.channel}`;
    default:
      return `${"field" in rule ? rule.field.replaceAll("_", " ") : rule.event.replaceAll("_", " ")} as given`;
  }
}
