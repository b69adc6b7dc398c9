/** Personas a condition can ask for: those of the latest run, and those it names that are not among them any more. */

import type { PersonasOnOffer } from "../../bindings";
import { people, percent } from "../../shared/format";
import type { Choice } from "./wording";

const same = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();
const quoted = (name: string) => `“${name}”`;

/** What is asked for, as the run spells it, each once. */
export function personasAsked(any_of: readonly string[], found: PersonasOnOffer | undefined): string[] {
  const spelled = any_of.map((name) => found?.personas.find((persona) => same(persona.name, name))?.name ?? name.trim());
  return [...new Set(spelled)];
}

export function personaChoices(asked: readonly string[], found: PersonasOnOffer | undefined): Choice<string>[] {
  const here = (found?.personas ?? []).map(({ name, size, share }) => ({
    value: name,
    words: quoted(name),
    hint: `${people(size)}, ${percent(share)} of everyone`,
  }));
  const gone = missing(asked, found).map((value) => ({ value, words: quoted(value), hint: found ? "not there any more" : undefined }));
  return [...here, ...gone];
}

function missing(asked: readonly string[], found: PersonasOnOffer | undefined): string[] {
  return asked.filter((name) => !found?.personas.some((persona) => persona.name === name));
}

/** Why some of it cannot be asked; nothing while it is not known yet what was found. */
export function gonePersonas(asked: readonly string[], found: PersonasOnOffer | undefined): string | undefined {
  const gone = missing(asked, found).map(quoted);
  if (!found || !gone.length) return undefined;
  if (!found.as_of) return "Nobody has looked for personas here, so nobody can be asked for by them.";
  return `${gone.join(", ")} ${gone.length === 1 ? "is" : "are"} not among the personas found then. Choose others, or look for personas again.`;
}
