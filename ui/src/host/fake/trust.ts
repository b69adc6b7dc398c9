/** The make-believe keys, backups and statements: enough to see each screen in each of its states. */
import type { BackupEntry, BackupRule, BackupsView, KeysView, ProofView, StatementView, TrustView } from "../../bindings";
import type { Host } from "../host";
import { dayAgo } from "./shop";
import { refusal, type FakeState } from "./state";

type Part<Name extends keyof Host> = {
  [One in Name]: (...given: Parameters<Host[One]>) => Awaited<ReturnType<Host[One]>> | ReturnType<Host[One]>;
};

/** The code that the make-believe sheet shows and the make-believe vault takes. */
export const FAKE_CODE = "7QK4-M2XD-9R3T-HV8N-5C6B-J1WZ-0YEG-4SPA-K7";
const bare = (typed: string) => typed.toUpperCase().replace(/[^A-Z0-9]/g, "");
const isCode = (typed: string) => bare(typed) === bare(FAKE_CODE);
const NOW = () => `${dayAgo(0)}, 18:04`;

export class FakeTrust {
  recovery: boolean;
  here = false;
  wrong = 0;
  until = 0;
  found: boolean;
  entries: BackupEntry[];
  rule: BackupRule = { newest: 10, weeks: 8 };

  constructor(readonly state: FakeState) {
    const { scene } = state;
    this.recovery = !["nocode", "welcome-nocode", "empty"].includes(scene);
    this.here = ["here", "welcome"].includes(scene);
    this.found = scene === "findings";
    this.entries = scene === "empty" || scene === "nocode" ? [] : entries(scene === "badbackup");
  }

  keys(): KeysView {
    const off = this.state.scene === "nokeychain";
    return {
      slots: [
        { kind: "passphrase", words: "Argon2id, 256 MiB, 3 passes: about 0.7 s a guess" },
        ...(this.here ? [{ kind: "this_computer" as const, words: "A random key of 256 bits, kept by the keychain" }] : []),
        ...(this.recovery ? [{ kind: "recovery" as const, words: `160 random bits, written down ${dayAgo(1)}` }] : []),
      ],
      recovery: this.recovery,
      this_computer: this.here,
      keychain: off ? "No keychain answers on this computer. The passphrase opens the vault as always." : "ready",
      keychain_ready: !off,
    };
  }

  backups(): BackupsView {
    const [newest] = this.entries;
    return {
      entries: this.entries,
      rule: this.rule,
      bytes: this.entries.reduce((sum, one) => sum + one.bytes, 0),
      words: newest ? `The last is from ${newest.when}, and was checked.` : "There is no backup yet. Make one now; it takes seconds.",
      note: "People erased since are still in older backups until the rule deletes those; a restore erases them again.",
    };
  }

  trust(): TrustView {
    return {
      as_of: NOW(),
      statements: this.statements(),
      findings: this.found
        ? [
            {
              id: "older_database",
              message: "The vault’s database is older than it was when you locked it last, on Sun 22 Nov 2026, 19:31.",
              hint: "Somebody or something put an older copy back: a sync program, a restore by hand, or a person. Noes and erasures since then may be missing.",
            },
          ]
        : [],
      read_only: this.found,
    };
  }

  statements(): StatementView[] {
    const bad = this.found;
    const keys = this.recovery;
    const backed = this.entries.length > 0;
    const say = (id: string, standing: StatementView["standing"], title: string, words: string, rests_on: string): StatementView => ({ id, standing, title, words, rests_on });
    return [
      say("encryption", "good", "Encrypted on disk", "All 4,498 pages, AES-256. The file’s first bytes are not readable.", "SQLCipher 4.20.0 with a random key of 256 bits. Whoever has the passphrase can open it; nobody else can, us included."),
      say("keys", keys ? "good" : "attention", keys ? "Two ways in, both yours" : "Only the passphrase opens it", keys ? "Your passphrase, about 0.7 s a guess, and a recovery code written down on Sun 22 Nov 2026." : "There is no recovery code. If you forget the passphrase, nobody can open the vault.", "Each way in wraps the same key. Taking one away or weakening it is noticed when the vault is opened."),
      say("backup", backed ? "good" : "attention", backed ? "Backed up and checked" : "No backup yet", backed ? "Mon 23 Nov 2026, 09:02, before an import. Every page was read back." : "A broken disk would take everything with it.", "Each backup has a key of its own and is opened once, page by page, after it was written. It lies on the same disk unless you put one elsewhere."),
      say("log", bad ? "bad" : "good", bad ? "The log has lost its end" : "The log holds", bad ? "Entry 41 is the last one here; 44 were there when the vault was locked." : `${this.state.log.length} entries, each follows from the one before. Checked when the vault was opened.`, "A chain of hashes signed by a key inside the vault. Whoever has the passphrase could write a new chain."),
      say("sockets", "good", "Nothing has left", "0 connections are open. The system refuses to open any.", "Counted now among what this program and its pages hold; a filter in the kernel, set before the window opened, refuses internet sockets."),
      say("memory", "unknown", "Memory is kept private", "This system does not say whether memory was written to disk.", "No core dumps; other programs of yours cannot read it. Hibernation and a system administrator can."),
      say("files", "good", "Only you can read the files", "14 files, each for your account only.", "The access rights of the files and folders, looked at now."),
      say("room", "good", "A no can always be written", "Room is kept for the day the disk is full.", "A small file beside the vault is given up when the disk is full, so that a no and an erasure can still be written."),
    ];
  }

  /** Wrong ones make the next try wait longer: 1, 2, 4 … 30 seconds. */
  refuse(message: string, hint: string): never {
    this.wrong += 1;
    this.until = Date.now() + Math.min(30, 2 ** (this.wrong - 1)) * 1_000;
    throw refusal("wrong_passphrase", message, hint);
  }

  wait = () => Math.max(0, Math.ceil((this.until - Date.now()) / 1_000));

  mayTry() {
    if (this.wait() > 0) throw refusal("wait", `Too early for the next try: ${this.wait()} seconds are left.`, "Wait for the countdown, then try again.");
  }
}

function entries(bad: boolean): BackupEntry[] {
  const one = (id: string, when: string, why: string, people: number, bytes: number, sound = true): BackupEntry => ({
    id, when, why, people, bytes, sound,
    check: sound ? "Checked after writing: every page, 12 tables." : "Page 211 cannot be read. Do not rely on this one; make another.",
  });
  return [
    one("b-5", `${dayAgo(0)}, 09:02`, "before an import", 4_790, 18_300_000),
    one("b-4", `${dayAgo(1)}, 18:40`, "by hand", 4_790, 18_300_000, !bad),
    one("b-3", `${dayAgo(4)}, 11:15`, "before erasing somebody", 4_791, 18_300_000),
    one("b-2", `${dayAgo(7)}, 09:00`, "weekly", 4_655, 17_900_000),
    one("b-1", `${dayAgo(14)}, 09:00`, "weekly", 4_512, 17_100_000),
    one("b-0", `${dayAgo(21)}, 09:00`, "weekly", 4_380, 16_800_000),
  ];
}

function proof(bad: boolean): ProofView {
  const steps = [
    { title: "Open an internet connection", passed: true, words: "Refused by the system, 4 of 4 ways." },
    { title: "Read the database without its key", passed: true, words: "0 of 4,498 pages could be read." },
    { title: "Open it with a wrong passphrase", passed: true, words: "Refused after 0.7 s, and not one byte changed." },
    { title: "Change one bit in a copy", passed: true, words: "Noticed, 20 of 20 times." },
    { title: "Put an old page back into a copy", passed: true, words: "Noticed, 5 of 5 times." },
    { title: "Check every entry of the log", passed: !bad, words: bad ? "Entry 41 does not lead to the one that was last." : "44 of 44 follow from the one before." },
    { title: "Restore the last backup beside", passed: true, words: "4,790 people, and those erased since stay gone." },
    { title: "Look for readable words in the vault’s files", passed: true, words: "None of 19 marked words in 36.7 MB." },
    { title: "Ask whether memory may be swapped out", passed: null, words: "This system does not tell." },
  ];
  return {
    when: NOW(),
    steps,
    words: bad ? "7 of 8 as promised, 1 not, 1 cannot be told here, in 1.2 seconds." : "8 of 8 as promised, 1 cannot be told here, in 1.2 seconds.",
    sound: !bad,
  };
}

export function trustPart(
  state: FakeState,
): Part<
  | "waysIn" | "vaultOpenHere" | "vaultRenew" | "keys" | "recoveryBegin" | "recoveryConfirm" | "sheetPrint" | "rememberOnThisComputer"
  | "rotate" | "backups" | "backupNow" | "backupElsewhere" | "backupCheck" | "setBackupRule" | "backupPick" | "backupChoose"
  | "restoreLook" | "restore" | "trust" | "prove" | "acceptFindings"
> {
  const fake = state.trust;
  const add = async (why: string): Promise<BackupEntry> => {
    await state.work("Copying and checking pages", 4_498);
    const entry = { ...entries(false)[0]!, id: `b-${fake.entries.length}-${why}`, when: NOW(), why };
    fake.entries = [entry, ...fake.entries];
    state.write("you", "Made a backup", entry.id);
    return entry;
  };
  return {
    waysIn: () => ({ this_computer: fake.here, recovery: fake.recovery, wait_seconds: fake.wait() }),
    vaultOpenHere: () => state.open("Harbour Street Coffee", false),
    vaultRenew: (_, code) => {
      fake.mayTry();
      if (!isCode(code)) fake.refuse("That recovery code does not open this vault.", "Compare it with the sheet, group by group. Nothing was changed.");
      fake.wrong = 0;
      return state.open("Harbour Street Coffee", false);
    },
    keys: () => fake.keys(),
    recoveryBegin: () => ({
      code: FAKE_CODE,
      shop: state.info().name,
      made: dayAgo(0),
      words: [
        "It opens the vault when the passphrase is forgotten, and the backups made from today on.",
        "Whoever has it can open them too. Keep it where you keep your deeds, away from the computer.",
      ],
    }),
    recoveryConfirm: (typed) => {
      if (!isCode(typed)) throw refusal("input_refused", "That is not the code on the sheet.", "Compare it group by group. The code on the sheet still stands.");
      fake.recovery = true;
      state.write("you", "Made a recovery code", "");
      return fake.keys();
    },
    sheetPrint: () => (window.print(), null),
    rememberOnThisComputer: (on) => {
      if (state.scene === "nokeychain") throw refusal("failed", "The keychain did not answer within 5 seconds.", "Unlock it and try again. Nothing was changed.");
      fake.here = on;
      return fake.keys();
    },
    rotate: async (passphrase) => {
      if (passphrase === "wrong") fake.refuse("That passphrase does not open this vault. Nothing was changed.", "Check capital letters and the keyboard layout, then try again.");
      await state.work("Encrypting anew and checking", 4_498, 24);
      fake.recovery = false;
      state.write("you", "Encrypted everything anew", "");
      return { bytes: 18_400_000, words: "Everything was encrypted anew and checked: 4,812 people, 33,120 orders. Older backups open with the passphrase and the recovery code of their time.", recovery_needed: true };
    },
    backups: () => fake.backups(),
    backupNow: () => add("by hand"),
    backupElsewhere: () => add("by hand, elsewhere"),
    backupCheck: async (id) => {
      await state.work("Reading pages", 4_498);
      const entry = fake.entries.find((one) => one.id === id);
      if (!entry) throw refusal("not_found", "That backup is not there any more.", "Look at the list again.");
      const checked = { ...entry, check: entry.sound ? "Checked just now: every page, 12 tables." : entry.check };
      fake.entries = fake.entries.map((one) => (one.id === id ? checked : one));
      return checked;
    },
    setBackupRule: (rule) => ((fake.rule = rule), fake.backups()),
    backupPick: (id) => `bk-${id}`,
    backupChoose: () => "bk-chosen",
    restoreLook: (backup) => ({
      when: `${dayAgo(7)}, 09:00`,
      why: "weekly",
      recovery: fake.recovery,
      ledger_found: backup !== "bk-chosen",
      ledger:
        backup === "bk-chosen"
          ? "No newer list of who was erased and who said no lies beside this backup."
          : `The list beside it goes to ${NOW()}: 3 erasures and 12 noes since will be done again.`,
    }),
    restore: async (backup, secret, byCode, inPlaceOf) => {
      fake.mayTry();
      if (byCode ? !isCode(secret) : secret === "wrong") fake.refuse(byCode ? "That recovery code does not open this backup." : "That passphrase does not open this backup.", "It takes the one of the time it was made. Nothing was changed.");
      await state.work("Restoring and checking pages", 4_320, 24);
      const view = state.open("Harbour Street Coffee", false);
      const replayed = backup !== "bk-chosen";
      fake.found = false;
      return {
        shop: view.name,
        back_to: `${dayAgo(7)}, 09:00`,
        people: 4_652,
        erased_again: replayed ? 3 : 0,
        noes_again: replayed ? 12 : 0,
        words: replayed
          ? "Whoever was erased or said no since stays so. What was imported since has to be imported again."
          : `Nobody could tell who was erased or said no after ${dayAgo(7)}. What was imported since has to be imported again.`,
        kept: inPlaceOf ? "harbour-street-coffee.regulars.before-restore" : null,
      };
    },
    trust: () => fake.trust(),
    prove: async () => {
      await state.work("Trying to break it", 9, 9);
      return proof(fake.found);
    },
    acceptFindings: () => {
      fake.found = false;
      state.write("you", "Went on after findings", "older_database");
      return fake.trust();
    },
  };
}
