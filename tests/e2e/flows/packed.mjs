// Files that are packed or oddly written: a ZIP whose parts are read as one, a workbook with more than one sheet, and a
// file whose letters and separators are chosen by hand.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { looked } from "../looks.mjs";
import { workbook, zip } from "../packed.mjs";
import { holds, same } from "../window.mjs";
import { bringIn, counted, rehearse, select } from "./import.mjs";
import { give } from "./intake.mjs";

const HEADER = ["Email Address", "First Name", "Last Name", "MEMBER_RATING", "LEID", "EUID"];
const audience = (...people) =>
  [HEADER, ...people.map(([first, last, at]) => [`${first}@example.com`.toLowerCase(), first, last, "2", String(at), `e${at}`])]
    .map((row) => row.join(","))
    .join("\n");
const AUDIENCE = zip([
  ["subscribed_members_export_77.csv", audience(["Roswitha", "Tannhof", 1], ["Walburga", "Tannhof", 2])],
  ["unsubscribed_members_export_77.csv", audience(["Kunigunde", "Tannhof", 3])],
]);
const BOOK = workbook([
  ["Members", [["email", "full name", "city"], ["edeltraud@example.com", "Edeltraud Moosbach", "Bremen"], ["hiltrud@example.com", "Hiltrud Moosbach", "Kiel"]]],
  ["Suppliers", [["email", "company"], ["beans@example.com", "Beans and Sons"]]],
]);

const total = (shop) => shop.number("people-total");

async function headers(shop) {
  const found = [];
  for (const row of await shop.all("mapping-row")) found.push(await row.getAttribute("data-header"));
  return found.join("|");
}

export default [
  [
    "the files of a ZIP are read as one, and who unsubscribed stays so",
    async (shop) => {
      await shop.screen("home");
      await shop.screen("people");
      const before = await counted(shop);
      await give(shop, "audience.zip", AUDIENCE);
      await shop.see("import-parts", 30);
      const parts = await shop.text("import-parts");
      holds(/2 files/.test(parts) && /counts as “unsubscribed”/.test(parts), `what it says of the parts: ${parts}`);
      await looked(shop, "import-zip");
      await rehearse(shop, "The newsletter's archive", { basis: "consent", collected: "form" });
      await bringIn(shop);
      await shop.shot("import-zip-done");
      await shop.screen("people");
      await shop.until("three more people", async () => (await total(shop)) === before + 3);
      await shop.type("people-search", "kunigunde");
      await shop.until("one is found", async () => (await total(shop)) === 1);
      await shop.click("people-table-row");
      await shop.see("screen-person");
      const said = await shop.text("person-permissions");
      holds(/said no/i.test(said), `what the one who unsubscribed said: ${said}`);
      await shop.screen("people");
    },
  ],
  [
    "a workbook is read sheet by sheet, and the other one is a choice away",
    async (shop) => {
      await shop.screen("home");
      await shop.screen("people");
      const before = await counted(shop);
      await give(shop, "members.xlsx", BOOK);
      await shop.see("import-sheet", 30);
      same(await headers(shop), "email|full name|city", "the columns of the first sheet");
      await select(shop, "import-sheet", "Suppliers");
      await shop.until("the other sheet", async () => (await headers(shop)) === "email|company", 30);
      await select(shop, "import-sheet", "Members");
      await shop.until("the first sheet again", async () => (await headers(shop)) === "email|full name|city", 30);
      await looked(shop, "import-workbook");
      await rehearse(shop, "The members' book", { basis: "consent", collected: "in-person" });
      await bringIn(shop);
      await shop.screen("people");
      await shop.until("two more people", async () => (await total(shop)) === before + 2);
    },
  ],
  [
    "letters and separators can be chosen by hand, and the file is read anew",
    async (shop) => {
      // “Jürgen” as an old program of Windows writes it.
      await give(shop, "old.csv", Buffer.from("email;full name\njuergen@example.com;J\xfcrgen Moosbach\n", "latin1"));
      await shop.see("mapping-table", 30);
      same(await headers(shop), "email|full name", "the columns");
      holds(/Jürgen/.test(await shop.words()), "the letters are guessed right");
      await select(shop, "import-encoding", "windows-1251");
      await shop.until("other letters", async () => /Jьrgen/.test(await shop.words()), 30);
      await select(shop, "import-delimiter", "comma");
      await shop.until("all is one column", async () => (await headers(shop)) === "email;full name", 30);
      await select(shop, "import-delimiter", "semicolon");
      await shop.until("two columns again", async () => (await headers(shop)) === "email|full name", 30);
      await shop.click("btn-leave-import");
    },
  ],
];
