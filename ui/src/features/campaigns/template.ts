/** A template as a person edits it: one line of subject, then the text. On the wire both travel as one. */

export interface Draft {
  subject: string;
  body: string;
}

/** Takes a template apart. Without a subject line all of it is text. */
export function split(template: string): Draft {
  const text = template.replace(/\r\n?/g, "\n");
  const found = /^subject:[ \t]*(.*)(?:\n|$)/i.exec(text);
  if (!found) return { subject: "", body: text };
  return { subject: (found[1] ?? "").trimEnd(), body: text.slice(found[0].length).replace(/^\n/, "") };
}

/** Puts a template together: `Subject: …`, an empty line, the text. */
export function join(draft: Draft): string {
  return `Subject: ${draft.subject.replace(/\s*\n\s*/g, " ")}\n\n${draft.body}`;
}

/** Something filled in for each person. */
export interface Field {
  /** As the text writes it, with what it says when nothing is known. */
  code: string;
  words: string;
}

/** The fields a text uses, each once, in the order they come. The starter text shows all that there are. */
export function fieldsIn(template: string): Field[] {
  const fields = new Map<string, Field>();
  for (const [code] of template.matchAll(/\{\{[^{}]*\}\}/g)) {
    const name = /\{\{-?\s*([\w.]+)/.exec(code)?.[1];
    if (name && !fields.has(name)) fields.set(name, { code, words: name.replace(/[_.]+/g, " ") });
  }
  return [...fields.values()];
}

/** A text with something put in place of what is selected, and where the cursor belongs then. */
export function put(text: string, start: number, end: number, piece: string): { text: string; cursor: number } {
  const from = Math.max(0, Math.min(start, text.length));
  const to = Math.max(from, Math.min(end, text.length));
  return { text: text.slice(0, from) + piece + text.slice(to), cursor: from + piece.length };
}
