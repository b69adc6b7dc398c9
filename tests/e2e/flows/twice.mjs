// One person or two: pairs of a file, decided by keyboard and taken back; and a list that leaves.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { looked } from "../looks.mjs";
import { holds, same } from "../window.mjs";
import { bringIn, chooseTarget, counted, rehearse, select } from "./import.mjs";

// The same people twice: a typing slip, a short first name, another email.
const TWICE = [
  ["number", "given", "family", "email", "phone", "street", "postcode", "city"],
  ["T-1", "Friederike", "Quastenberg", "friederike@example.com", "+49 40 5550101", "Am Sande 4", "21335", "Hamburg"],
  ["T-2", "Frederike", "Quastenberg", "f.quastenberg@example.org", "+49 40 5550101", "Am Sande 4", "21335", "Hamburg"],
  ["T-3", "Leopold", "Zwirner", "leopold@example.com", "+49 40 5550202", "Kaistr. 9", "20459", "Hamburg"],
  ["T-4", "L.", "Zwirner", "zwirner@example.org", "+49 40 5550202", "Kaistraße 9", "20459", "Hamburg"],
];

const pair = (shop) => shop.find("pair").getAttribute("data-pair");
const key = (shop, letter) => shop.browser.keys(letter);

export default [
  [
    "two entries of one person are found, answered by keyboard, and parted again",
    async (shop) => {
      const path = join(shop.home, "twice.csv");
      writeFileSync(path, TWICE.map((row) => row.join(",")).join("\n"));
      writeFileSync(join(shop.home, "dropped-paths"), path);
      await shop.see("mapping-table", 30);
      await select(shop, "import-kind", "customers");
      for (const [at, target] of ["external_id", "first_name", "last_name", "email", "phone", "street", "postcode", "city"].entries()) {
        await chooseTarget(shop, at, target);
      }
      await rehearse(shop, "Two lists of ours", { basis: "contract", collected: "purchase" });
      await bringIn(shop);
      await shop.screen("people");
      const before = await counted(shop);
      await shop.click("btn-people-same");
      await shop.until("pairs, or what is beyond doubt", async () => (await shop.there("pair")) || (await shop.there("same-sure")), 90);
      if (!(await shop.there("pair"))) holds(false, "nothing to look at: the file's pairs should be asked about");
      await looked(shop, "same-pair");
      const first = await pair(shop);
      await key(shop, "y");
      await shop.until("the next pair, or none", async () => !(await shop.there("pair")) || (await pair(shop)) !== first);
      await shop.screen("people");
      await shop.until("one fewer", async () => (await shop.number("people-total")) === before - 1);
      await shop.click("btn-people-same");
      await shop.until("it can be undone", async () => (await shop.there("btn-take-back")) && (await shop.find("btn-take-back").isEnabled()), 90);
      await key(shop, "u");
      await shop.until("the pair is back", async () => (await shop.there("pair")) && (await pair(shop)) === first);
      await shop.screen("people");
      await shop.until("as many as before", async () => (await shop.number("people-total")) === before);
    },
  ],
  [
    "a decision is on the list, and taken back from there",
    async (shop) => {
      await shop.click("btn-people-same");
      await shop.see("pair", 90);
      const first = await pair(shop);
      await key(shop, "y");
      await shop.until("the next pair, or none", async () => !(await shop.there("pair")) || (await pair(shop)) !== first);
      await shop.click("btn-decisions");
      await shop.see("decision-row", 30);
      await looked(shop, "same-decisions");
      const rows = (await shop.all("decision-row")).length;
      await shop.click("btn-unmerge");
      await shop.until("they stay two people", async () => /two people/.test(await shop.text("decision-row")));
      same((await shop.all("decision-row")).length, rows, "decisions");
      await shop.click("btn-unmerge");
      await shop.until("one decision fewer", async () => (await shop.all("decision-row")).length === rows - 1);
      await shop.screen("people");
    },
  ],
  [
    "a list leaves as a file, with a receipt, and holds only who said yes",
    async (shop) => {
      const saved = join(shop.home, "rejects.csv");
      rmSync(saved, { force: true });
      await shop.screen("campaigns");
      await shop.click("btn-export", 60);
      await shop.see("export-dialog");
      await looked(shop, "export");
      await select(shop, "export-shape", "csv");
      await shop.type("export-recipient", "The printer");
      await shop.click("btn-export-save");
      await shop.see("export-receipt", 60);
      await shop.shot("export-receipt");
      const people = Number(/([\d,]+) (?:person|people)/.exec(await shop.text("export-receipt"))[1].replaceAll(",", ""));
      holds(existsSync(saved), "the file is there");
      const lines = readFileSync(saved, "utf8").trim().split(/\r?\n/);
      same(lines.length - 1, people, "people in the file");
      await shop.click("btn-export-done");
    },
  ],
];
