// What only the person can know, and what a spreadsheet did to the file before it came here: asked and told once.
import { looked } from "../looks.mjs";
import { workbook } from "../packed.mjs";
import { holds, same } from "../window.mjs";
import { bringIn, rehearse, select } from "./import.mjs";
import { give } from "./intake.mjs";

const AT_HOME = [
  ["email", "full name", "phone"],
  ["gerlinde@example.com", "Gerlinde Hollweg", "040 5550301"],
  ["hartmut@example.com", "Hartmut Hollweg", "0171 5550302"],
  ["isolde@example.com", "Isolde Hollweg", "+351 912 345 678"],
];
// Thirteen digits that a spreadsheet showed as a power of ten, and a number written abroad that it left alone.
const CUT = "4.9171E+11";
const BOOK = workbook([
  [
    "People",
    [
      ["email", "full name", "phone"],
      ["kasimir@example.com", "Kasimir Ostertag", CUT],
      ["leonore@example.com", "Leonore Ostertag", "+49 40 5550303"],
      ["melchior@example.com", "Melchior Ostertag", CUT],
    ],
  ],
]);

async function person(shop, search) {
  // Not from the list itself: what was searched for there would still hold.
  await shop.screen("home");
  await shop.screen("people");
  await shop.type("people-search", search);
  await shop.until("one is found", async () => (await shop.number("people-total")) === 1, 45);
  await shop.click("people-table-row");
  await shop.see("screen-person");
  return shop.text("person-fields");
}

export default [
  [
    "what a spreadsheet did to a file is told beside its column, and the numbers it cut are nobody's",
    async (shop) => {
      await give(shop, "cut.xlsx", BOOK);
      await shop.see("import-damage", 90);
      const told = await shop.text("import-damage");
      holds(/“phone”/.test(told) && !/cut digits off/.test(told), `the card names the column and leaves the rest to it: ${told}`);
      holds(/cut digits off in 2 rows/.test(await shop.text("mapping-table")), "beside the column stands what was done");
      same(await shop.there("import-phones"), false, "a question about the country of what is no number");
      await looked(shop, "import-damage");
      await rehearse(shop, "The counter's workbook", { basis: "consent", collected: "form" });
      holds(/a spreadsheet cut off/.test(await shop.text("import-problems")), "the rehearsal names the lines");
      await bringIn(shop);
      holds(!/4\.9171/.test(await person(shop, "kasimir")), "the shortened number was written");
      holds(/5550303/.test(await person(shop, "leonore")), "the number that was whole came in");
    },
  ],
  [
    "phone numbers without a country are asked about once, and come in with the country that is chosen",
    async (shop) => {
      await give(shop, "at-home.csv", AT_HOME.map((row) => row.join(",")).join("\n"));
      await shop.see("import-phones", 90);
      holds(/2 of 3 numbers/.test(await shop.text("import-phones")), `what is asked: ${await shop.text("import-phones")}`);
      same(await shop.find("btn-to-origin").isEnabled(), true, "it can go on without an answer");
      await looked(shop, "import-phones");
      await select(shop, "phone-country", "DE");
      await rehearse(shop, "The counter's list", { basis: "consent", collected: "in-person" });
      await bringIn(shop);
      holds(/\+49 ?171/.test(await person(shop, "hartmut")), "the number came in with its country");
      holds(/\+351/.test(await person(shop, "isolde")), "the number that had its country kept it");
    },
  ],
];
