/** What is open, for every screen: `const session = useSession()`. Locking empties it. */
import { getContext, setContext } from "svelte";
import type { LockedView, TrustView, VaultView } from "../bindings";
import { asProblem, type Host, type SafeView } from "../host/host";
import type { Problem } from "../bindings";
import { Question } from "./question.svelte";
import { router } from "./router.svelte";

export type Note = { id: number; words: string; tone: "good" | "bad" };

export class Session {
  /** The open vault; undefined when locked. */
  vault = $state.raw<VaultView | undefined>(undefined);
  /** What the *Nothing has left* box says. */
  safe = $state.raw<SafeView | undefined>(undefined);
  /** Every statement about safety, as last looked at. */
  readonly trust = new Question<TrustView>();
  /** A recovery code is being written down: for a vault just made, or one that has a code or lost it. */
  writing = $state<"new" | "again" | undefined>(undefined);
  /** A backup is being restored: its token. This outlives a lock, since a restore closes one vault and opens another. */
  restoring = $state<string | undefined>(undefined);
  /** What is known of the open vault, and its passphrase, is shown. */
  about = $state(false);
  /** The vault is being locked: what says now that it is open says so of before, and its files are not let go yet. */
  locking = $state(false);
  /** The vault to ask for next: another one was chosen while one was open. */
  wanted = $state<string | undefined>(undefined);
  /** Short notices, newest last. */
  notes = $state.raw<Note[]>([]);
  /** Set while a file is being read, checked or imported, with how much of that is done. Other work waits for it. */
  importing = $state.raw<{ share?: number } | undefined>(undefined);
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
    this.wanted = undefined;
    void this.checkSafe();
  }

  /** A vault was made here: its recovery code comes next. */
  created(vault: VaultView) {
    this.opened(vault);
    if (!vault.sample) this.writing = "new";
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
    if (this.vault) await this.lookAtTrust();
  }

  /** Looks at every statement anew. What was seen before stays, with its time, when that fails. */
  async lookAtTrust() {
    await this.trust.ask(() => this.host.trust());
    if (!this.vault) this.trust.clear();
    else if (this.trust.problem) this.refused(this.trust.problem);
  }

  /** Locks, and asks for another vault's passphrase at once. */
  async change(token: string) {
    this.wanted = token;
    await this.lock();
  }

  /** Takes everything of the vault off the screen first, then locks it. */
  async lock() {
    this.locking = true;
    this.#forget();
    try {
      await this.host.vaultLock();
    } catch (thrown) {
      this.problem = asProblem(thrown);
    } finally {
      this.locking = false;
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
    this.trust.clear();
    this.writing = undefined;
    this.importing = undefined;
    this.about = false;
    this.notes = [];
    this.problem = undefined;
    router.replace("home");
  }
}

const KEY = Symbol("session");
export const provideSession = (session: Session) => setContext(KEY, session);
export const useSession = (): Session => getContext<Session>(KEY);
