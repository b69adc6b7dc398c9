/** The rule being written: its history, the counts known for each part of it, and the answer for the whole. */

import type { Problem, Rule, RuleOptionsView, SegmentCountView, SegmentRule, SegmentSizeView } from "../../bindings";
import { asProblem, type Host } from "../../host/host";
import { counted } from "../../shared/format";
import { askable, countsByPath } from "./askable";
import { asksScore } from "./scored";
import * as tree from "./tree";

/** Where a dragged node would land. */
export interface Drop {
  group: tree.Path;
  index: number;
}

/** How long the keys rest before more is asked of a rule than how many. */
const REST = 100;

type Asks = Pick<Host, "segmentSize" | "segmentCount" | "ruleOptions">;

export class Builder {
  history: tree.History = $state.raw(tree.begin({ type: "all", rules: [] }));
  options: RuleOptionsView | undefined = $state.raw();
  /** The newest numbers, and the rule they are of. */
  answer: SegmentSizeView | undefined = $state.raw();
  answered: Rule | undefined = $state.raw();
  /** Who of them may be written to and what they are worth, which comes after the numbers; and the rule that is of. */
  reach: SegmentCountView | undefined = $state.raw();
  #reached: Rule | undefined = $state.raw();
  problem: Problem | undefined = $state.raw();
  dragging: tree.Path | undefined = $state.raw();
  drop: Drop | undefined = $state.raw();
  /** What the last move, removal or step back did; said to a screen reader, and shown. */
  said = $state("");

  rule = $derived(this.history.now);
  part = $derived(askable(this.history.now));
  waiting = $derived(new Map(this.part.unfinished.map((place) => [place.path, place.words])));
  /** Places that are part of what is asked; the others are not finished. */
  counted = $derived(new Set(this.part.paths.values()));
  /** Whether the answer on screen is for another rule than the one on screen. */
  updating = $derived(this.answered !== this.history.now && this.problem === undefined);
  /** The same of whom one may write to. */
  behind = $derived(this.#reached !== this.history.now && this.problem === undefined);
  canUndo = $derived(this.history.past.length > 0);
  canRedo = $derived(this.history.future.length > 0);

  // A node is never changed, only replaced, so a count belongs to the node itself for as long as it exists.
  #counts = new WeakMap<Rule, number>();
  // What stood where a node stands now, until its own count is known.
  #before = new WeakMap<Rule, number>();
  #version = $state(0);
  #open = 0;
  #asking = false;
  // The field that the change before came from, where it was typed.
  #typedIn: unknown;
  #rest: ReturnType<typeof setTimeout> | undefined;
  readonly #host: Asks;

  constructor(host: Asks) {
    this.#host = host;
  }

  /** Starts anew from a rule; nothing to undo yet. */
  open(rule: Rule): void {
    this.history = tree.begin(tree.rooted(rule));
    this.answer = undefined;
    this.answered = undefined;
    this.reach = undefined;
    this.#reached = undefined;
    this.problem = undefined;
    this.said = "";
    this.#open += 1;
    this.#asking = false;
    void this.#ask();
  }

  async loadOptions(): Promise<void> {
    try {
      this.options = await this.#host.ruleOptions();
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
  }

  /** The rule as it is asked and saved: what is finished, in the current version of the language. */
  get askedRule(): SegmentRule {
    return { version: tree.RULE_VERSION, root: this.part.rule };
  }

  /** What rules are answered from has changed: what can be asked, and every count, is asked anew. */
  async reread(): Promise<void> {
    await this.loadOptions();
    this.#counts = new WeakMap();
    this.answered = undefined;
    this.#reached = undefined;
    this.retry();
  }

  /** How many people a node holds for. */
  countOf(node: Rule): number | undefined {
    void this.#version;
    return this.#counts.get(node);
  }

  /** How many the node that stood here before held for: to be shown as old, while `countOf` is on its way. */
  oldCountOf(node: Rule): number | undefined {
    void this.#version;
    return this.#counts.has(node) ? undefined : this.#before.get(node);
  }

  /** A change; all that is typed in one field (`typedIn`) is one step to undo. */
  change(next: Rule, typedIn?: unknown): void {
    const goesOn = typedIn !== undefined && typedIn === this.#typedIn;
    const history = goesOn ? tree.amend(this.history, next) : tree.record(this.history, next);
    if (history === this.history) return;
    this.#set(history);
    this.#typedIn = typedIn;
    this.said = "";
  }
  replace(path: tree.Path, node: Rule, typedIn?: unknown): void {
    this.change(tree.replace(this.rule, path, node), typedIn);
  }
  add(group: tree.Path, node: Rule): void {
    this.change(tree.append(this.rule, group, node));
  }
  remove(path: tree.Path): void {
    const node = tree.at(this.rule, path);
    this.change(tree.remove(this.rule, path));
    const parts = node && tree.isGroup(node) ? tree.leaves(node) : 0;
    this.said = `${parts > 0 ? `Group with ${counted(parts, "condition")}` : "Condition"} removed. Ctrl Z brings it back.`;
  }
  duplicate(path: tree.Path): tree.Path {
    this.change(tree.duplicate(this.rule, path));
    this.said = "Duplicated. The copy stands right below.";
    return [...tree.parentOf(path), tree.lastOf(path) + 1];
  }
  wrap(path: tree.Path): void {
    if (!this.canWrap(path)) {
      this.said = "Rules go no deeper than this.";
      return;
    }
    const parent = tree.at(this.rule, tree.parentOf(path));
    // The other way of joining: a group that joins as the one around it changes nothing.
    this.change(tree.wrap(this.rule, path, parent?.type === "any" ? "all" : "any"));
    this.said = "Put into a group of its own.";
  }
  /** Takes a group apart; gives where its first part stands now. */
  unwrap(path: tree.Path): tree.Path | undefined {
    const group = tree.at(this.rule, path);
    this.change(tree.unwrap(this.rule, path));
    this.said = "Taken apart: what was in the group stands in its place.";
    return group && tree.isGroup(group) && group.rules.length > 0 ? path : undefined;
  }
  canWrap(path: tree.Path): boolean {
    return path.length > 0 && tree.levelsAt(this.rule, path) < tree.DEPTH_LIMIT;
  }
  /** Takes a rule that was said in words for the one there is. */
  say(rule: Rule): void {
    this.change(tree.rooted(rule));
    this.said = `Read as ${counted(tree.leaves(this.rule), "condition")}. Ctrl Z brings back what was there.`;
  }
  undo(): void {
    if (!this.canUndo) return;
    this.#set(tree.undo(this.history));
    this.said = "Undone. Ctrl Shift Z does it again.";
  }
  redo(): void {
    if (!this.canRedo) return;
    this.#set(tree.redo(this.history));
    this.said = "Done again.";
  }

  /** One step up or down; gives the place the node has now. */
  step(path: tree.Path, direction: "up" | "down"): tree.Path | undefined {
    const moved = tree.step(this.rule, path, direction);
    this.#moved(moved);
    if (!moved) this.said = direction === "up" ? "Already at the top." : "Already at the bottom.";
    return moved?.path;
  }

  /** Puts what was dragged where it was dropped. */
  land(): void {
    if (this.dragging && this.drop) this.#moved(tree.move(this.rule, this.dragging, this.drop.group, this.drop.index));
    this.dragging = undefined;
    this.drop = undefined;
  }

  /** Asks again at once, after a refusal. */
  retry(): void {
    this.problem = undefined;
    void this.#ask();
  }

  close(): void {
    this.#open += 1;
    clearTimeout(this.#rest);
  }

  #moved(moved: tree.Moved | undefined): void {
    if (!moved) return;
    this.change(moved.root);
    const parent = tree.at(moved.root, tree.parentOf(moved.path));
    if (parent && tree.isGroup(parent))
      this.said = `Moved: number ${tree.lastOf(moved.path) + 1} of ${parent.rules.length} in “${parent.type} of”.`;
  }

  #set(next: tree.History): void {
    const here = new Set<Rule>();
    gather(next.now, here);
    this.#keepBefore(this.history.now, next.now, here);
    this.history = next;
    this.problem = undefined;
    this.#typedIn = undefined;
    void this.#ask();
  }

  #keepBefore(was: Rule, is: Rule, here: Set<Rule>): void {
    if (was === is) return;
    const count = this.#counts.get(was) ?? this.#before.get(was);
    // A node that only moved elsewhere lends its count to nobody.
    if (count !== undefined && was.type === is.type && !here.has(was)) this.#before.set(is, count);
    if (tree.isGroup(was) && tree.isGroup(is))
      was.rules.forEach((child, i) => {
        const now = is.rules[i];
        if (now) this.#keepBefore(child, now, here);
      });
  }

  /** Asks at once. While an answer is on its way nothing else is asked; then what the rule has become by then. */
  async #ask(): Promise<void> {
    clearTimeout(this.#rest);
    if (this.#asking) return;
    const open = this.#open;
    this.#asking = true;
    for (let asked: Rule | undefined; asked !== this.history.now; ) {
      asked = this.history.now;
      const part = askable(asked);
      try {
        const rule = { version: tree.RULE_VERSION, root: part.rule };
        const answer = await this.#host.segmentSize({ by: "rule", rule });
        // Another rule was opened, or none is open any more.
        if (open !== this.#open) return;
        // An answer that comes after a later change still counted its own nodes right; it is only not the one to show.
        remember(asked, [], countsByPath(answer.nodes, part.paths), this.#counts);
        this.#version += 1;
        if (asked !== this.history.now) continue;
        this.answer = answer;
        this.answered = asked;
        this.problem = undefined;
        // Whom a score says nothing of is known from when it was worked out.
        if (asksScore(asked) && this.options?.scores.some(({ waits }) => waits)) void this.loadOptions();
      } catch (thrown) {
        if (open !== this.#open) return;
        if (asked === this.history.now) this.problem = asProblem(thrown);
      }
    }
    this.#asking = false;
    if (!this.problem) this.#rest = setTimeout(() => void this.#askReach(), REST);
  }

  /** What takes a look at everybody in the segment: asked once the keys rest, since the next key's numbers would wait for it. */
  async #askReach(): Promise<void> {
    const open = this.#open;
    const asked = this.history.now;
    const current = () => open === this.#open && asked === this.history.now;
    try {
      const reach = await this.#host.segmentCount({ by: "rule", rule: this.askedRule });
      if (!current()) return;
      this.reach = reach;
      this.#reached = asked;
    } catch (thrown) {
      if (current()) this.problem = asProblem(thrown);
    }
  }
}

function gather(node: Rule, into: Set<Rule>): void {
  into.add(node);
  if (tree.isGroup(node)) node.rules.forEach((child) => gather(child, into));
}

function remember(node: Rule, path: tree.Path, counts: Map<string, number>, into: WeakMap<Rule, number>): void {
  const count = counts.get(tree.pathKey(path));
  if (count !== undefined) into.set(node, count);
  if (tree.isGroup(node)) node.rules.forEach((child, i) => remember(child, [...path, i], counts, into));
}
