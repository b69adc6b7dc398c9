/** What is open, for every screen: `const session = useSession()`. Locking empties it. */
import { getContext, setContext } from "svelte";
import type { LockedView, VaultView } from "../bindings";
import { asProblem, type Host, type SafeView } from "../host/host";
import type { Problem } from "../bindings";
import { router } from "./router.svelte";

export type Note = { id: number; words: string; tone: "good" | "bad" };

export class Session {
  /** The open vault; undefined when locked. */
  vault = $state.raw<VaultView | undefined>(undefined);
  /** What the *Nothing has left* box says. */
  safe = $state.raw<SafeView | undefined>(undefined);
  /** Short notices, newest last. */
  notes = $state.raw<Note[]>([]);
  /** Set when locking failed. */
  problem = $state.raw<Problem | undefined>(undefined);
  /** What a screen wants to find again while the vault is open, such as a half-written text. A lock empties it. */
  readonly kept = new Map<string, unknown>();
  #next = 1;
  #stays = 0;

  constructor(readonly host: Host) {}

  /** A vault was opened here: its home screen comes first. */
  opened(vault: VaultView) {
    router.replace("home");
    this.resumed(vault);
  }

  /** A vault was open already: the screen stays what the address says. */
  resumed(vault: VaultView) {
    this.vault = vault;
    this.problem = undefined;
    this.dismiss(this.#stays);
    void this.checkSafe();
  }

  /** After something was written: people, imports and log entries may have changed. */
  async changed() {
    try {
      this.vault = await this.host.vaultInfo();
    } catch (thrown) {
      this.refused(asProblem(thrown));
    }
    await this.checkSafe();
  }

  async checkSafe() {
    try {
      const safe = await this.host.safe();
      if (this.vault) this.safe = safe;
    } catch (thrown) {
      this.safe = undefined;
      this.refused(asProblem(thrown));
    }
  }

  /** Takes everything of the vault off the screen first, then locks it. */
  async lock() {
    this.#forget();
    try {
      await this.host.vaultLock();
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
  }

  /** The vault has locked by itself: the window follows, and whoever comes back reads why. */
  lockedBy(locked: LockedView) {
    this.#forget();
    this.tell(locked.words, "good", true);
  }

  /** When the program behind the window says that the vault is locked, the window follows. */
  refused(problem: Problem) {
    if (problem.code === "locked" && this.vault) this.#forget();
  }

  /** Tells something in passing; it goes away by itself, or when a vault is opened if it is to `stay`. */
  tell(words: string, tone: Note["tone"] = "good", stay = false) {
    const note = { id: this.#next++, words, tone };
    this.notes = [...this.notes.slice(-2), note];
    if (stay) this.#stays = note.id;
    else setTimeout(() => this.dismiss(note.id), tone === "bad" ? 12_000 : 5_000);
  }

  dismiss(id: number) {
    this.notes = this.notes.filter((note) => note.id !== id);
  }

  #forget() {
    this.kept.clear();
    this.vault = undefined;
    this.safe = undefined;
    this.notes = [];
    this.problem = undefined;
    router.replace("home");
  }
}

const KEY = Symbol("session");
export const provideSession = (session: Session) => setContext(KEY, session);
export const useSession = (): Session => getContext<Session>(KEY);
