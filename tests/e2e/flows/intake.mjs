// A file on its way in: dropped, asked about, delicate things kept out, stopped half-way, taken back.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { canDrag, drag } from "../drag.mjs";
import { looked } from "../looks.mjs";
import { holds, same } from "../window.mjs";
import { bringIn, chooseTarget, counted, rehearse, select } from "./import.mjs";

const people = (shop) => shop.number("people-total");
const csv = (rows) => rows.map((row) => row.join(",")).join("\n");
// A number as a card's, made up: the digits of every card maker's own tests.
const CARD = "4111 1111 1111 1111";

const VISITORS = csv([
  ["email", "full name", "sign-up date", "Shoe size"],
  ["gunhild@example.com", "Gunhild Ahlqvist", "03/04/2026", "38"],
  ["torvald@example.com", "Torvald Ahlqvist", "05/06/2026", "44"],
  ["signe@example.com", "Signe Bergmann", "07/08/2026", "41"],
]);
const DELICATE = csv([
  ["email", "Notes", "CVV"],
  ["hedwig@example.com", "likes filter coffee", "123"],
  ["irmgard@example.com", `paid with ${CARD}`, "456"],
  ["adelheid@example.com", "comes on Fridays", "789"],
]);

/**
 * Dragging takes a pointer that nobody else moves: once is enough. The build that is driven also takes paths from a
 * file, and from there on goes the same way as a drop.
 */
async function drop(shop, ...paths) {
  writeFileSync(join(shop.home, "dropped-paths"), paths.join("\n"));
}

/** Puts a file on the disk and drops it. */
export async function give(shop, name, text) {
  const path = join(shop.home, name);
  writeFileSync(path, text);
  await drop(shop, path);
  await shop.until(`${name} is at hand`, async () => (await shop.there("page-title")) && (await shop.text("page-title")) === name, 90);
}

export default [
  [
    "a file is dragged in from another program, and the page learns no path",
    async (shop) => {
      if (!canDrag()) return "no xdotool or no GTK for Python, and so nothing was dragged";
      const path = join(shop.home, "dragged.csv");
      writeFileSync(path, csv([["email", "name"], ["dragged@example.com", "Dragged"]]));
      await shop.screen("people");
      const atHand = async () => (await shop.there("page-title")) && (await shop.text("page-title")) === "dragged.csv";
      await drag(shop, path, () => shop.see("drop-zone"), atHand);
      await shop.gone("drop-zone");
      holds(!(await shop.run(() => document.documentElement.outerHTML)).includes(shop.home), "the page knows a path");
      const listened = await shop.runAsync((done) => {
        window.__TAURI_INTERNALS__
          .invoke("plugin:event|listen", { event: "tauri://drag-drop", target: { kind: "Any" }, handler: 1 })
          .then(() => done("listens"))
          .catch((error) => done(String(error)));
      });
      holds(/not allowed/.test(listened), `the shell's own event for it: ${listened}`);
      await shop.click("btn-leave-import");
    },
  ],
  [
    "a folder that is dropped is refused in words, and the file behind it is taken",
    async (shop) => {
      const good = join(shop.home, "visitors.csv");
      writeFileSync(good, VISITORS);
      // Not from the list itself: what was searched for there would still hold.
      await shop.screen("home");
      await shop.screen("people");
      shop.seen.before = await counted(shop);
      // It hangs over the window for a moment only: whoever looks now and then may miss it.
      await shop.run(() => {
        const look = () => document.querySelector('[data-testid="drop-zone"]') && (window.hungOver = true);
        new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
      });
      await drop(shop, join(shop.home, "elsewhere"), good);
      await shop.until("it hung over the window", () => shop.run(() => window.hungOver === true));
      if (await shop.there("drop-zone")) await shop.shot("import-drop");
      await shop.see("problem", 20);
      holds(/folder/i.test(await shop.text("problem")), "the folder is called a folder");
      await shop.shot("import-folder");
      await shop.click("btn-next-file");
      await shop.see("mapping-table", 30);
      same(await shop.text("page-title"), "visitors.csv", "the file at hand");
      holds(!(await shop.run(() => document.documentElement.outerHTML)).includes(shop.home), "the page knows no path");
    },
  ],
  [
    "dates that read two ways are asked about, and nothing goes on before",
    async (shop) => {
      await select(shop, "import-kind", "customers");
      for (const [at, target] of ["email", "full_name", "signed_up"].entries()) await chooseTarget(shop, at, target);
      await shop.see("import-dates");
      same(await shop.find("btn-to-origin").isEnabled(), false, "going on without an answer");
      await looked(shop, "import-asked");
      await shop.click("dates-day-first");
      await shop.until("it can go on", () => shop.find("btn-to-origin").isEnabled());
    },
  ],
  [
    "columns that are none of the usual things come in as fields of the shop's own",
    async (shop) => {
      await chooseTarget(shop, 3, "custom");
      await rehearse(shop, "Visitors' book", { basis: "consent", collected: "in-person" });
      await looked(shop, "import-rehearsal");
      await bringIn(shop);
      await shop.shot("import-done");
      await shop.screen("people");
      await shop.until("three more people", async () => (await people(shop)) === shop.seen.before + 3);
    },
  ],
  [
    "an own field has no use before it has a purpose",
    async (shop) => {
      await shop.screen("privacy");
      await shop.click("privacy-page-fields");
      await shop.see("fields-table");
      const rows = await shop.all("field-row");
      let key = "";
      for (const row of rows) {
        const each = await row.getAttribute("data-key");
        if (/shoe/i.test(each)) key = each;
      }
      same(await shop.text(`field-state-${key}`), "not used", "before");
      await shop.type(`field-purpose-${key}`, "To suggest the right size");
      await shop.click(`btn-field-save-${key}`);
      await shop.until("it is in use", async () => (await shop.text(`field-state-${key}`)) === "in use");
      await looked(shop, "own-fields");
    },
  ],
  [
    "an import is undone from its page, and its people are gone",
    async (shop) => {
      await shop.screen("import");
      await shop.click("import-link");
      await shop.see("screen-import-entry");
      await shop.click("btn-undo-import");
      await shop.see("undo-words", 30);
      await looked(shop, "import-undo");
      await shop.click("btn-undo-import-sure");
      await shop.see("import-undone", 60);
      await shop.shot("import-undone");
      await shop.screen("import");
      await shop.shot("import-history");
      await shop.screen("people");
      await shop.until("as many as before", async () => (await people(shop)) === shop.seen.before);
    },
  ],
  [
    "an import that is stopped half-way leaves nothing behind",
    async (shop) => {
      const rows = [["email", "name", "order number", "order date", "order total"]];
      for (let i = 0; i < 200_000; i += 1) rows.push([`stop${i}@example.com`, `Stop ${i}`, `S${i}`, "2026-05-04", "12.50"]);
      await give(shop, "long.csv", csv(rows));
      await shop.see("mapping-table", 90);
      await shop.click("btn-to-origin");
      await shop.type("import-source", "A long file");
      await shop.click("btn-check-import");
      await shop.see("import-report", 120);
      await shop.click("btn-run-import");
      await shop.see("btn-cancel", 30);
      await shop.shot("import-progress");
      await shop.click("btn-cancel");
      await shop.see("import-stopped", 60);
      same(await shop.find("import-report").getAttribute("data-dry"), "true", "what is shown is still the rehearsal");
      await shop.shot("import-stopped");
      await shop.click("btn-back-origin");
      await shop.click("btn-back-columns");
      await shop.click("btn-leave-import");
      await shop.until("the list of imports has no such file", async () => !/long\.csv/.test(await shop.text("imports-table")));
      await shop.screen("people");
      await shop.until("as many as before", async () => (await people(shop)) === shop.seen.before);
    },
  ],
  [
    "people from a list of unknown origin wait until a yes is written down",
    async (shop) => {
      await give(shop, "bought.csv", csv([["email", "full name"], ["ludmilla@example.com", "Ludmilla Prinz"], ["konrad@example.com", "Konrad Prinz"]]));
      await shop.see("mapping-table", 30);
      await chooseTarget(shop, 0, "email");
      await chooseTarget(shop, 1, "full_name");
      await shop.click("btn-to-origin");
      await shop.click("collected-unknown-list");
      await shop.see("import-quarantines");
      await looked(shop, "import-origin");
      await shop.click("btn-back-columns");
      await rehearse(shop, "Somebody sold it to us");
      holds(/quarantine/i.test(await shop.text("tally-people")), "the rehearsal says that they will wait");
      await bringIn(shop);
      await shop.screen("privacy");
      await shop.click("privacy-page-waiting");
      await shop.until("two wait", async () => (await shop.all("waiting-row")).length === 2);
      await looked(shop, "quarantine");
      await shop.click("btn-record-yes");
      await shop.click("yes-for-news");
      await shop.type("yes-how", "At the counter, on paper");
      await looked(shop, "record-yes");
      await shop.click("btn-record-yes-sure");
      await shop.until("one waits", async () => (await shop.all("waiting-row")).length === 1);
    },
  ],
  [
    "card numbers and security codes are named by line, never shown, and never written",
    async (shop) => {
      await give(shop, "delicate.csv", DELICATE);
      await shop.see("mapping-table", 30);
      const classes = [];
      for (const each of await shop.all("finding")) classes.push(await each.getAttribute("data-class"));
      holds(classes.length >= 2 && classes.includes("refused"), `findings: ${classes}`);
      holds(/Never comes in/.test(await shop.text("map-2")), "the security codes cannot be chosen");
      const digits = async () => (await shop.words()).replace(/\s/g, "");
      holds(!(await digits()).includes(CARD.replaceAll(" ", "")), "the card number is on the screen");
      await looked(shop, "import-delicate");
      await chooseTarget(shop, 1, "custom");
      await rehearse(shop, "Notes from the counter", { basis: "contract", collected: "purchase" });
      holds(/not written/i.test(await shop.text("tally-rows")), "cells that are not written are counted");
      await bringIn(shop);
      await shop.screen("people");
      await shop.type("people-search", "irmgard");
      await shop.until("one is found", async () => (await people(shop)) === 1);
      await shop.click("people-table-row");
      await shop.see("screen-person");
      holds(!/411111/.test(await digits()), "the card number was written");
      await shop.screen("people");
    },
  ],
];
