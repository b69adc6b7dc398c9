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

/** Says what a column is. */
export async function chooseTarget(shop, at, target) {
  const select = await shop.see(`map-${at}`);
  await shop.run(
    (element, value) => {
      element.value = value;
      element.dispatchEvent(new Event("change", { bubbles: true }));
    },
    select,
    target,
  );
}

export default [
  [
    "a file is read through the mapping step, rehearsed and imported",
    async (shop) => {
      writeFileSync(join(shop.home, "to-import.csv"), FILE);
      await shop.screen("people");
      await shop.until("people are counted", async () => (await shop.number("people-total")) > 0);
      const before = await shop.number("people-total");

      await shop.screen("import");
      await shop.click("btn-choose-file");
      await shop.see("mapping-table", 30);
      same((await shop.all("mapping-row")).length, 5, "columns shown");
      await shop.click("kind-customers");
      for (const [at, target] of ["external_id", "full_name", "email", "city", "email_permission"].entries()) {
        await chooseTarget(shop, at, target);
      }
      await shop.type("import-source", "Counter list");
      await shop.click("basis-consent");
      await shop.shot("import-columns");
      await shop.click("btn-check-import");
      await shop.see("import-report", 30);
      same(await shop.find("import-report").getAttribute("data-dry"), "true", "a rehearsal");
      await shop.shot("import-check");

      await shop.click("btn-run-import");
      await shop.until(
        "the import is done",
        async () => (await shop.find("import-report").getAttribute("data-dry")) === "false",
        60,
      );
      await shop.shot("import-report");
      await shop.screen("people");
      await shop.until(`${before + 3} people`, async () => (await shop.number("people-total")) === before + 3);
      shop.seen.newcomer = NEWCOMERS[0][1];
    },
  ],
  [
    "the same file again adds nobody",
    async (shop) => {
      const before = await shop.number("people-total");
      await shop.screen("import");
      await shop.click("btn-choose-file");
      await shop.see("import-same-file", 30);
      await shop.click("btn-leave-import");
      await shop.screen("people");
      same(await shop.number("people-total"), before, "people");
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
