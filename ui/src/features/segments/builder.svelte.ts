/** The rule being written: its history, the counts known for each part of it, and the answer for the whole. */

import type { Rule, RuleOptionsView, SegmentCountView, SegmentRule } from "../../bindings";
import { asProblem, type Host } from "../../host/host";
import type { Problem } from "../../bindings";
import { askable, countsByPath } from "./askable";
import * as tree from "./tree";

const PAUSE = 150;

/** Where a dragged node would land. */
export interface Drop {
  group: tree.Path;
  index: number;
}

export class Builder {
  history: tree.History = $state.raw(tree.begin({ type: "all", rules: [] }));
  options: RuleOptionsView | undefined = $state.raw();
  /** The newest answer, and the rule it answers. */
  answer: SegmentCountView | undefined = $state.raw();
  answered: Rule | undefined = $state.raw();
  problem: Problem | undefined = $state.raw();
  dragging: tree.Path | undefined = $state.raw();
  drop: Drop | undefined = $state.raw();
  /** Said to a screen reader after a move. */
  said = $state("");

  rule = $derived(this.history.now);
  part = $derived(askable(this.history.now));
  waiting = $derived(new Map(this.part.unfinished.map((place) => [place.path, place.words])));
  /** Places that are part of what is asked; the others are not finished. */
  counted = $derived(new Set(this.part.paths.values()));
  /** Whether the answer on screen is for another rule than the one on screen. */
  updating = $derived(this.answered !== this.history.now && this.problem === undefined);
  canUndo = $derived(this.history.past.length > 0);
  canRedo = $derived(this.history.future.length > 0);

  // A node is never changed, only replaced, so a count belongs to the node itself for as long as it exists.
  #counts = new WeakMap<Rule, number>();
  #version = $state(0);
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #host: Pick<Host, "segmentCount" | "ruleOptions">;

  constructor(host: Pick<Host, "segmentCount" | "ruleOptions">) {
    this.#host = host;
  }

  /** Starts anew from a rule; nothing to undo yet. */
  open(rule: Rule): void {
    // The root is always a group, so that there is a place to add to.
    const root: Rule = tree.isGroup(rule) ? rule : { type: "all", rules: [rule] };
    this.history = tree.begin(root);
    this.answer = undefined;
    this.answered = undefined;
    this.problem = undefined;
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
    return { version: 1, root: this.part.rule };
  }

  countOf(node: Rule): number | undefined {
    void this.#version;
    return this.#counts.get(node);
  }

  change(next: Rule): void {
    this.#set(tree.record(this.history, next));
  }
  replace(path: tree.Path, node: Rule): void {
    this.change(tree.replace(this.rule, path, node));
  }
  add(group: tree.Path, node: Rule): void {
    this.change(tree.append(this.rule, group, node));
  }
  remove(path: tree.Path): void {
    this.change(tree.remove(this.rule, path));
    this.said = "Removed. Undo brings it back.";
  }
  duplicate(path: tree.Path): void {
    this.change(tree.duplicate(this.rule, path));
  }
  undo(): void {
    this.#set(tree.undo(this.history));
  }
  redo(): void {
    this.#set(tree.redo(this.history));
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
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  #moved(moved: tree.Moved | undefined): void {
    if (!moved) return;
    this.change(moved.root);
    const parent = tree.at(moved.root, tree.parentOf(moved.path));
    if (parent && tree.isGroup(parent))
      this.said = `Moved: number ${tree.lastOf(moved.path) + 1} of ${parent.rules.length} in “${parent.type} of”.`;
  }

  #set(next: tree.History): void {
    if (next === this.history) return;
    this.history = next;
    this.problem = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), PAUSE);
  }

  async #ask(): Promise<void> {
    const asked = ++this.#asked;
    const whole = this.history.now;
    const part = askable(whole);
    try {
      const answer = await this.#host.segmentCount({ by: "rule", rule: { version: 1, root: part.rule } });
      const counts = countsByPath(answer.nodes, part.paths);
      remember(whole, [], counts, this.#counts);
      this.#version += 1;
      // An answer that comes after a later question still counted its own nodes right; it is only not the one to show.
      if (asked !== this.#asked) return;
      this.answer = answer;
      this.answered = whole;
      this.problem = undefined;
    } catch (thrown) {
      if (asked === this.#asked) this.problem = asProblem(thrown);
    }
  }
}

function remember(node: Rule, path: tree.Path, counts: Map<string, number>, into: WeakMap<Rule, number>): void {
  const count = counts.get(tree.pathKey(path));
  if (count !== undefined) into.set(node, count);
  if (tree.isGroup(node)) node.rules.forEach((child, i) => remember(child, [...path, i], counts, into));
}
