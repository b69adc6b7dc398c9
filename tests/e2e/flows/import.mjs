// A file with headers nobody has seen before goes in through the mapping step.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { holds, same } from "../window.mjs";

const NEWCOMERS = [
  ["K-9001", "Wilhelmina Zandvoort", "wilhelmina@example.com", "Haarlem", "ja"],
  ["K-9002", "Bartholomew Quill", "bartholomew@example.com", "Utrecht", "ja"],
  ["K-9003", "Ottoline Brandy", "ottoline@example.com", "Delft", "nee"],
  ["", "", "", "", ""],
];
const FILE = [["Klantcode", "Wie", "Postbus", "Woonplek", "Stuur ons nieuws"], ...NEWCOMERS]
  .map((row) => row.join(";"))
  .join("\r\n");

/** Says what a column is, as a person does: opens the list, types, takes the one. */
export async function chooseTarget(shop, at, target) {
  const picker = await shop.see(`map-${at}`);
  if ((await picker.getAttribute("data-target")) === target) return;
  await shop.click(`map-${at}`);
  await shop.see("target-search");
  await shop.click(`target-option-${target}`);
  await shop.until(`column ${at} is ${target}`, async () => (await shop.find(`map-${at}`).getAttribute("data-target")) === target);
}

/** Takes a value from a list. WebKit's own list is a window of the system's, which nobody can drive. */
export async function select(shop, id, value) {
  await shop.run(
    (element, to) => {
      element.value = to;
      element.dispatchEvent(new Event("change", { bubbles: true }));
    },
    await shop.see(id),
    value,
  );
}

/** How many people the list says there are, once it has counted them. */
export function counted(shop) {
  return shop.until("people are counted", async () => {
    const words = await shop.text("people-total");
    // What was counted before stands there as old until it is counted anew.
    return !/updating/.test(words) && (await shop.number("people-total"));
  });
}

/** From the columns to a rehearsal: says where the file is from. */
export async function rehearse(shop, source, { basis, collected } = {}) {
  await shop.click("btn-to-origin");
  await shop.type("import-source", source);
  if (collected) await shop.click(`collected-${collected}`);
  if (basis) await shop.click(`basis-${basis}`);
  await shop.click("btn-check-import");
  await shop.see("import-report", 60);
  same(await shop.find("import-report").getAttribute("data-dry"), "true", "a rehearsal");
}

/** Lets the import happen, and waits for it. */
export async function bringIn(shop) {
  await shop.click("btn-run-import");
  await shop.until("the import is done", async () => (await shop.find("import-report").getAttribute("data-dry")) === "false", 90);
}

export default [
  [
    "a file is read through the mapping step, rehearsed and imported",
    async (shop) => {
      writeFileSync(join(shop.home, "to-import.csv"), FILE);
      await shop.screen("people");
      const before = await counted(shop);

      await shop.screen("import");
      await shop.click("btn-choose-file");
      await shop.see("mapping-table", 30);
      same((await shop.all("mapping-row")).length, 5, "columns shown");
      await select(shop, "import-kind", "customers");
      for (const [at, target] of ["external_id", "full_name", "email", "city", "email_permission"].entries()) {
        await chooseTarget(shop, at, target);
      }
      await shop.shot("import-columns");
      await rehearse(shop, "Counter list", { basis: "consent", collected: "in-person" });
      await shop.shot("import-check");
      await bringIn(shop);
      await shop.shot("import-report");
      await shop.screen("people");
      await shop.until(`${before + 3} people`, async () => (await shop.number("people-total")) === before + 3);
      shop.seen.newcomer = NEWCOMERS[0][1];
    },
  ],
  [
    "the same file again adds nobody",
    async (shop) => {
      const before = await counted(shop);
      await shop.screen("import");
      await shop.click("btn-choose-file");
      await shop.see("import-same-file", 30);
      await shop.click("btn-leave-import");
      await shop.screen("people");
      same(await counted(shop), before, "people");
    },
  ],
  [
    "people are found as one types, and one is seen whole",
    async (shop) => {
      await shop.screen("people");
      await shop.type("people-search", "zandvoort");
      await shop.until("one person is found", async () => (await shop.number("people-total")) === 1);
      await shop.until("the row is there", async () => /Zandvoort/.test(await shop.text("people-table")));
      await shop.click("people-table-row");
      await shop.see("screen-person");
      holds(/wilhelmina@example\.com/.test(await shop.text("person-fields")), "the email address is shown");
      holds(/Counter list/.test(await shop.text("person-sources")), "where the data came from is shown");
      shop.seen.newcomerRoute = await shop.run(() => location.hash);
      await shop.screen("people");
    },
  ],
];
