/** What the make-believe program remembers between commands. */
import type { DragView, LockedView, LogEntryView, LogProofView, OfferedFile, OptOutEntry, ErasureEntry, PersonasView, PlacesView, Problem, ProgressView, SegmentRule, VaultView } from "../../bindings";
import { Refusal } from "../host";
import { notBuilt, notEnough, personas } from "./personas";
import { FakeTrust } from "./trust";
import { dayAgo, personRow, shopper, type Shopper } from "./shop";

/** Which state of the program to look at. */
export type Scene = {
  /**
   * `open` (the default): the sample shop is open. `welcome`: nothing is open. `first`: nothing was ever opened.
   * `empty`: a new vault. `few`: too few people for groups. `many`: a million people. `broken`: every question fails.
   * `slow`: every answer takes two seconds. `fresh`: no personas yet. `stale`: personas from before the last import.
   * `findings`: something does not fit, read only. `nocode`: no recovery code, no backup. `here`: the keychain opens it.
   * `nokeychain`: there is none. `badbackup`: one backup failed its check. `welcome-nocode`: locked, without a code.
   */
  scene?: string;
  /** Milliseconds each answer takes. */
  delay?: number;
};

export type Saved = { id: string; name: string; rule: SegmentRule; changed: string };

export class FakeState {
  vault: VaultView | undefined;
  readonly scene: string;
  readonly delay: number;
  readonly size: number;
  erased = new Set<string>();
  unused = new Set<string>();
  shoppers = new Map<string, Shopper>();
  segments: Saved[] = [];
  places: PlacesView = { postcodes: 0, countries: [], unplaced: 0, people: 0 };
  personas: PersonasView;
  optOuts: OptOutEntry[] = [];
  erasures: ErasureEntry[] = [];
  log: LogEntryView[] = [];
  trust: FakeTrust;
  cancelled = false;
  minutes = 10;
  listeners = new Set<(progress: ProgressView) => void>();
  whenLocked = new Set<(locked: LockedView) => void>();
  whenDragged = new Set<(drag: DragView) => void>();
  /** Names of files that were given, by token. */
  readonly offered = new Map<string, string>();

  constructor({ scene = "", delay }: Scene) {
    this.scene = scene || "open";
    this.delay = delay ?? (this.scene === "slow" ? 2_000 : 0);
    this.size = { empty: 0, few: 31, many: 1_000_000 }[this.scene] ?? 4_812;
    this.personas = this.size === 0 || this.scene === "fresh" ? notBuilt() : this.scene === "few" ? notEnough() : personas();
    if (this.scene === "stale") this.personas = { ...this.personas, as_of: dayAgo(12), stale: "2 imports since" };
    this.trust = new FakeTrust(this);
    if (!["welcome", "welcome-nocode", "first"].includes(this.scene)) this.open("Harbour Street Coffee", this.scene !== "empty");
    for (const what of ["Created the vault", "Imported customers", "Imported orders", "Imported events"]) this.write("import", what, "");
    if (this.size > 0)
      this.segments.push({
        id: "s1",
        name: "Coffee twice, in Germany",
        changed: dayAgo(2),
        rule: {
          version: 1,
          root: {
            type: "all",
            rules: [
              { type: "text", field: "country", test: { op: "in", values: ["DE"] } },
              { type: "bought", what: { of: "category", any_of: ["coffee"] }, times: { op: "at_least", n: 2 }, when: { in: "last_days", days: 365 } },
            ],
          },
        },
      });
  }

  open(name: string, sample: boolean, currency = "EUR"): VaultView {
    this.vault = {
      name,
      currency,
      sample,
      zone: "Europe/Berlin",
      created: dayAgo(1),
      schema: 1,
      people: this.size,
      imports: this.size ? 3 : 0,
      log_entries: this.log.length,
      cipher: "AES-256 (SQLCipher 4.20.0)",
      key_derivation: "Argon2id, 256 MiB, 3 passes",
      bytes: 18_400_000,
    };
    return this.vault;
  }

  offer(file_name: string): OfferedFile {
    const token = `f${this.offered.size + 1}`;
    this.offered.set(token, file_name);
    return { token, file_name };
  }

  info(): VaultView {
    if (!this.vault) throw refusal("locked", "The vault is locked.", "Open it with its passphrase.");
    return { ...this.vault, people: this.size - this.erased.size, log_entries: this.log.length };
  }

  shopper(number: number): Shopper {
    const id = `p${number}`;
    let one = this.shoppers.get(id);
    if (!one) {
      one = shopper(number);
      // Someone who changed is remembered in any case; of a million others only a part.
      if (this.shoppers.size < 20_000) this.shoppers.set(id, one);
    }
    return one;
  }

  /** A person by id or email. */
  find(person: string): Shopper {
    const number = Number(/^p(\d+)$/.exec(person)?.[1] ?? 0);
    const byEmail = number === 0 ? this.everyone().find((one) => one.email === person) : undefined;
    const one = byEmail ?? (number >= 1 && number <= this.size ? this.shopper(number) : undefined);
    if (!one || this.erased.has(one.id)) throw refusal("not_found", "There is no such person.", "Search for them on the People screen.");
    return one;
  }

  /** Everyone still here, at most the first 5,000 of a huge shop. */
  everyone(): Shopper[] {
    const all = Array.from({ length: Math.min(this.size, 5_000) }, (_, n) => this.shopper(n + 1));
    return all.filter((one) => !this.erased.has(one.id));
  }

  row = (one: Shopper) => personRow(one, !this.unused.has(one.id));

  write(who: string, what: string, about: string) {
    const number = this.log.length + 1;
    this.log.unshift({ number, when: "2026-11-23 09:14", who, what, about, hash: (number * 2654435761 >>> 0).toString(16).padStart(8, "0") });
  }

  /** The proof of the entry written last. */
  proof(): LogProofView {
    const { number, hash } = this.log[0] ?? { number: 1, hash: "00000000" };
    const text = `regulars proof 1\nentry ${number}\nat 1795424040\nactor user\nkey regulars/5a3c91e0+7d21f09b+AQ==\n\nregulars/5a3c91e0\n${number}\n`;
    return { entry: number, log_size: number, root: hash, key: "c41b 09fa 77d2 e83c", text };
  }

  /** A long job in steps, with progress. */
  async work(doing: string, total: number, steps = 12): Promise<void> {
    this.cancelled = false;
    for (let step = 1; step <= steps; step += 1) {
      await new Promise((done) => setTimeout(done, this.delay ? 150 : 0));
      if (this.cancelled) throw refusal("cancelled", "Stopped.", "Nothing was changed.");
      const done = Math.round((total * step) / steps);
      for (const call of this.listeners) call({ doing, done, total, rate: total / 2, seconds_left: (steps - step) * 0.15 });
    }
  }
}

export function refusal(code: Problem["code"], message: string, hint: string): Refusal {
  return new Refusal({ code, message, hint });
}
