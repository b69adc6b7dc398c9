/** The text being written, kept while its vault is open so that a look at another screen does not lose it. */

import type { Session } from "../../shared/session.svelte";
import type { Draft } from "./template";

export interface Kept {
  draft: Draft;
  segment: string;
}

const KEY = "campaign";

export function keep(session: Session, kept: Kept): void {
  if (session.vault) session.kept.set(KEY, kept);
}

export function kept(session: Session): Kept | undefined {
  return session.kept.get(KEY) as Kept | undefined;
}
