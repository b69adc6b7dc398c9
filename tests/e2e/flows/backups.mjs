// Somebody is erased, last week's backup comes back, and they stay gone. The same backup makes a vault elsewhere.
import { readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { looked } from "../looks.mjs";
import { holds, same } from "../window.mjs";
import { bringIn, chooseTarget, rehearse, select } from "./import.mjs";
import { RENEWED, SHOP } from "./recovery.mjs";
import { openTrust } from "./trust.mjs";

const PEOPLE = [
  ["L-1", "Quintessa Applewhite", "quintessa@example.com", "ja"],
  ["L-2", "Ferdinand Osterhaus", "ferdinand@example.com", "ja"],
];
const FILE = [["Klantcode", "Wie", "Postbus", "Stuur ons nieuws"], ...PEOPLE].map((row) => row.join(";")).join("\r\n");

async function found(shop, words) {
  await shop.screen("people");
  await shop.see("people-search", 20);
  await shop.type("people-search", words);
  await shop.until("it has its answer", async () => (await shop.there("people-none")) || (await shop.there("people-table-row")), 20);
  await shop.browser.pause(400);
  return !(await shop.there("people-none"));
}

/** The row of the list whose text has these words. */
async function backup(shop, words) {
  if ((await shop.there("btn-backups-all")) && /Show all/.test(await shop.text("btn-backups-all"))) await shop.click("btn-backups-all");
  for (const row of await shop.all("backup")) {
    if ((await shop.run((element) => element.innerText, row)).includes(words)) return row;
  }
  throw new Error(`no backup “${words}” on the list`);
}

export default [
  [
    "a backup is made, and checked after it was written",
    async (shop) => {
      writeFileSync(join(shop.home, "to-import.csv"), FILE);
      await shop.screen("import");
      await shop.click("btn-choose-file");
      await shop.see("mapping-table", 30);
      await select(shop, "import-kind", "customers");
      for (const [at, target] of ["external_id", "full_name", "email", "email_permission"].entries()) await chooseTarget(shop, at, target);
      await rehearse(shop, "Counter list", { basis: "consent", collected: "in-person" });
      await bringIn(shop);

      await openTrust(shop);
      const before = (await shop.all("backup")).length;
      await shop.click("btn-backup-now");
      await shop.until("it is done", async () => /Done/.test(await shop.text("backup-said")), 60);
      await shop.until("it is on the list", async () => (await shop.all("backup")).length >= Math.min(3, before + 1));
      same(await (await backup(shop, "by hand")).getAttribute("data-sound"), "true", "its check");
      await looked(shop, "trust-backups", [[1280, 800]]);
    },
  ],
  [
    "a backup goes to another place",
    async (shop) => {
      await openTrust(shop);
      await shop.click("btn-backup-elsewhere");
      await shop.until("it is done", async () => /Done/.test(await shop.text("backup-said")), 60);
      const [made, ...more] = readdirSync(join(shop.home, "elsewhere"));
      holds(made && more.length === 0, `in the place that was chosen lie ${1 + more.length} things`);
      renameSync(join(shop.home, "elsewhere", made), join(shop.home, "chosen-backup"));
    },
  ],
  [
    "somebody is erased, the backup from before is restored, and they are still gone",
    async (shop) => {
      holds(await found(shop, "applewhite"), "she is there to begin with");
      await shop.click("people-table-row");
      await shop.see("screen-person");
      await shop.click("btn-erase");
      await shop.see("privacy-name", 20);
      await shop.click("btn-erase");
      await shop.see("erase-what");
      await shop.type("erase-confirm", PEOPLE[0][1]);
      await shop.click("btn-confirm-erase");
      await shop.see("erasure-receipt", 60);

      await openTrust(shop);
      const row = await backup(shop, "by hand");
      const button = await row.$('[data-testid="btn-backup-restore"]');
      await button.scrollIntoView({ block: "center" });
      await button.click();
      await shop.see("restore-ledger", 20);
      same(await shop.find("restore-ledger").getAttribute("data-found"), "true", "a newer list of who was erased");
      await shop.type("field-restore-passphrase", RENEWED);
      await looked(shop, "restore");
      await shop.click("btn-restore-run");
      await shop.see("restore-report", 90);
      same(await shop.find("restore-report").getAttribute("data-erased"), "1", "people erased again");
      await looked(shop, "restore-report", [[1280, 800]]);
      await shop.click("btn-restore-done");
      await shop.see("screen-home", 20);
      same(await shop.text("vault-name"), SHOP, "the vault's name");
      holds(!(await found(shop, "applewhite")), "she is back");
      holds(await found(shop, "osterhaus"), "the other one is lost");
    },
  ],
  [
    "the backup from elsewhere becomes a new vault, knowingly where nobody can tell who was erased since",
    async (shop) => {
      await shop.click("btn-lock");
      await shop.see("screen-welcome", 20);
      await shop.click("btn-restore");
      await shop.see("restore-ledger", 20);
      await shop.type("field-restore-passphrase", RENEWED);
      await shop.run(
        (element) => {
          element.value = "new";
          element.dispatchEvent(new Event("change", { bubbles: true }));
        },
        await shop.see("select-restore-where"),
      );
      const told = (await shop.find("restore-ledger").getAttribute("data-found")) === "true";
      if (!told) {
        holds(!(await shop.find("btn-restore-run").isEnabled()), "not without the tick");
        await shop.click("check-restore-knowingly");
      }
      await shop.click("btn-restore-run");
      await shop.see("restore-report", 90);
      await shop.click("btn-restore-done");
      await shop.see("screen-home", 20);
      holds(await found(shop, "osterhaus"), "what was in the backup is in the vault");
    },
  ],
];
