/** The people a message can be looked at for: hard cases first, then real people, in one walkable list. */

import type { CampaignPreviewView } from "../../bindings";

export interface Listed {
  id: string;
  /** "No first name", or the person's name. */
  title: string;
  /** "falls back to “there”", or empty. */
  detail: string;
  hard: boolean;
}

export function listed(view: CampaignPreviewView): Listed[] {
  const hard = view.hard_cases.map((each) => ({
    id: each.person.id,
    title: each.why,
    detail: each.detail || each.person.name,
    hard: true,
  }));
  const known = new Set(hard.map((each) => each.id));
  const others = view.others
    .filter((each) => !known.has(each.id))
    .map((each) => ({ id: each.id, title: each.name, detail: "", hard: false }));
  const rows = [...hard, ...others];
  const person = view.message?.person;
  // Somebody looked up by hand stands in the list too, or the next and the previous would have no meaning.
  if (person && !rows.some((row) => row.id === person.id)) rows.push({ id: person.id, title: person.name, detail: "", hard: false });
  return rows;
}

/** The next (1) or previous (-1) in the list; from nobody, the first or the last. At an end it stays there. */
export function beside(rows: Listed[], shown: string | undefined, by: 1 | -1): Listed | undefined {
  const now = rows.findIndex((row) => row.id === shown);
  if (now < 0) return by === 1 ? rows[0] : rows[rows.length - 1];
  return rows[now + by];
}
