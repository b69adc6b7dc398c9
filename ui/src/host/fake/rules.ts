/** Answers rules over make-believe people, well enough to look at screens. The real reading is Rust's. */
import type { CountTest, NodeCount, NodeWhy, NumberTest, ProductFilter, Rule, ScoreTest, TextTest, Window } from "../../bindings";
import { PERSONA_NAMES } from "./personas";
import { expectedOf, leadRow, riskRow, subscriberRow, subscribes } from "./score-people";
import { chance, type Shopper } from "./shop";

const within = (test: CountTest, n: number) =>
  test.op === "at_least" ? n >= test.n : test.op === "at_most" ? n <= test.n : n === test.n;

function number(test: NumberTest, n: number): boolean {
  switch (test.op) {
    case "at_least":
      return n >= test.value;
    case "at_most":
      return n <= test.value;
    case "more_than":
      return n > test.value;
    case "less_than":
      return n < test.value;
    case "equals":
      return n === test.value;
    case "not_equals":
      return n !== test.value;
    case "between":
      return n >= test.low && n <= test.high;
    case "not_between":
      return n < test.low || n > test.high;
    case "top_percent":
    case "bottom_percent":
      return chance(test.op, n) < test.percent / 100;
    case "top_count":
    case "bottom_count":
      return chance(test.op, n) < 0.1;
    case "is_set":
      return true;
    case "not_set":
      return false;
  }
}

function text(test: TextTest, own: string): boolean {
  const low = (words: string) => words.trim().toLowerCase();
  switch (test.op) {
    case "is":
      return own === low(test.value);
    case "is_not":
      return own !== low(test.value);
    case "in":
      return test.values.some((one) => low(one) === own);
    case "not_in":
      return !test.values.some((one) => low(one) === own);
    case "contains":
      return own.includes(low(test.value));
    case "not_contains":
      return !own.includes(low(test.value));
    case "starts_with":
      return own.startsWith(low(test.value));
    case "not_starts_with":
      return !own.startsWith(low(test.value));
    case "ends_with":
      return own.endsWith(low(test.value));
    case "not_ends_with":
      return !own.endsWith(low(test.value));
    case "matches":
    case "not_matches": {
      const like = low(test.pattern).replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
      return new RegExp(`^${like}$`).test(own) === (test.op === "matches");
    }
    case "is_set":
      return own !== "";
    case "not_set":
      return own === "";
  }
}

/** Orders of such a thing, in such a time. */
function bought(what: ProductFilter, when: Window, of: Shopper): number {
  if (what.of === "orders") {
    const through = what.through ? text(what.through, chance("till", of.number) < 0.25 ? "till" : "web") : true;
    const usual = of.purchases ? of.minor / 100 / of.purchases : 0;
    return through && (!what.amount || number(what.amount, usual)) ? bought(what.what, when, of) : 0;
  }
  const liked = what.of === "anything" || (what.of === "category" && what.any_of.some((one) => one.toLowerCase() === of.likes));
  const recent = when.in !== "last_days" || of.daysSince <= when.days;
  return liked && recent ? of.purchases : 0;
}

/** Somebody who bought is in one of them. */
export const personaOf = (of: Shopper): string => PERSONA_NAMES[of.number % PERSONA_NAMES.length]!;

/** Who bought is a customer, and who did not is a lead. */
function scored(asks: ScoreTest, of: Shopper): boolean {
  const isLead = of.purchases === 0;
  switch (asks.of) {
    case "worth":
      return !isLead && number(asks.test, expectedOf(of) / 100);
    case "band":
      return !isLead && asks.any_of.includes(riskRow(of, null).band);
    case "at_risk":
      return !isLead && riskRow(of, null).at_risk;
    case "buys":
      return !isLead && number(asks.test, 100 * (1 - riskRow(of, null).no_purchase));
    case "tier":
      return isLead && asks.any_of.includes(leadRow(of, null, true).tier);
    case "lead":
      return isLead && number(asks.test, leadRow(of, null, true).score);
    case "cancels":
      return subscribes(of) && number(asks.test, 100 * (subscriberRow(of, null).chance ?? 0));
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
    case "bought":
      return within(rule.times, bought(rule.what, rule.when, of));
    case "spent":
      return number(rule.test, bought(rule.what, rule.when, of) ? of.minor / 100 : 0);
    case "permission":
      return of.permissions[rule.channel] === rule.state;
    case "persona":
      return of.purchases > 0 && rule.any_of.includes(personaOf(of));
    case "score":
      return scored(rule.asks, of);
    case "sample":
      return chance("lot", rule.seed, of.number) < rule.percent / 100;
    case "text":
      if (rule.field === "country" || rule.field === "city") {
        const [city = "", country = ""] = of.place.split(", ");
        return text(rule.test, (rule.field === "city" ? city : country).toLowerCase());
      }
      return chance(JSON.stringify(rule), of.number) < 0.3;
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
      const thing = rule.what.of === "orders" ? rule.what.what : rule.what;
      const what = "any_of" in thing ? thing.any_of.join(" or ") : "anything";
      const often = { at_least: "at least", at_most: "at most", exactly: "exactly" }[rule.times.op];
      return `bought ${what} ${often} ${rule.times.n} times`;
    }
    case "permission":
      return `${{ granted: "said yes to", refused: "said no to", unknown: "never asked about" }[rule.state]} ${rule.channel}`;
    case "persona":
      return `are in the persona ${rule.any_of.map((name) => `“${name}”`).join(" or ")}`;
    default:
      return `${("field" in rule ? rule.field : "event" in rule ? rule.event : rule.type).replaceAll("_", " ")} as given`;
  }
}
