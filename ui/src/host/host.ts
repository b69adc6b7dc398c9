/** Everything the window can ask of the program behind it, and nothing more. Derived from the generated bindings. */
import type { commands, DragView, LockedView, Problem, ProgressView } from "../bindings";

type Commands = typeof commands;
type Answered<F extends (...given: never[]) => unknown> = Extract<Awaited<ReturnType<F>>, { status: "ok" }> extends {
  data: infer Data;
}
  ? Data
  : never;

/** Each command by name; it answers with its view or throws a `Refusal`. */
export type Host = {
  [Name in Exclude<keyof Commands, "hear">]: (...given: Parameters<Commands[Name]>) => Promise<Answered<Commands[Name]>>;
} & {
  /** Calls back while a long job runs; the function given back stops that. */
  onProgress(call: (progress: ProgressView) => void): () => void;
  /** Calls back when the vault has locked by itself; the function given back stops that. */
  onLocked(call: (locked: LockedView) => void): () => void;
  /** Calls back while files are dragged over the window, and when they are let go; the function given back stops that. */
  onDrag(call: (drag: DragView) => void): () => void;
};

/** What a command answers with, by its name: `Answer<"home">` is the home screen. */
export type Answer<Name extends keyof Commands> = Answered<Commands[Name]>;

export type WelcomeView = Answer<"welcome">;
export type HomeView = Answer<"home">;
export type SafeView = Answer<"safe">;
export type PersonView = Answer<"person">;
export type PersonasView = Answer<"personas">;
export type ImportPlanView = Answer<"importLook">;
export type ImportReportView = Answer<"importRun">;
export type CampaignPreviewView = Answer<"campaignPreview">;
export type LogCheckView = Answer<"logVerify">;

/** A `Problem`, thrown. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
    this.name = "Refusal";
  }
}

/** Whatever was thrown, as something a person can read. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Refusal) return thrown.problem;
  return {
    code: "failed",
    message: "Something in this window went wrong.",
    hint: "Nothing was changed by it. Try again; if it comes back, lock the vault and open it anew.",
  };
}
