// A segment beside everyone, beside the others, and beside what it was; and what would turn it for one person.
import { looked } from "../looks.mjs";
import { holds, same } from "../window.mjs";
import { bringIn, rehearse } from "./import.mjs";
import { give } from "./intake.mjs";

const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
const csv = (rows) => rows.map((row) => row.join(",")).join("\n");
/** So many orders nobody else has: the sample shop's busiest customers are far below. */
// No digit twice: given at once, one would be lost.
const MANY = 210;

const PEOPLE = csv([
  ["customer id", "email", "full name", "city", "email permission"],
  ["W-1", "wanda@example.com", "Wanda Overmany", "Haven", "yes"],
  ["W-2", "willem@example.com", "Willem Nearly", "Haven", "yes"],
]);
const ORDERS = csv([
  ["order id", "customer id", "order date", "product", "category", "quantity", "price", "total"],
  ...Array.from({ length: MANY * 2 - 1 }, (_, at) => [
    `W-${at}`, at < MANY ? "W-1" : "W-2", day(1 + (at % 150)), "Harbour roast", "Coffee", "1", "2.50", "2.50",
  ]),
]);

const settled = (shop) =>
  shop.until("the count is up to date", async () =>
    (await shop.there("segment-size")) && (await shop.find("segment-size").getAttribute("data-updating")) === "false",
  );

/** A new segment of those with at least so many orders, under a name. */
async function atLeast(shop, orders, name) {
  await shop.screen("segments");
  await shop.route("#/segments/new");
  await shop.see("screen-segment");
  await shop.click("btn-add-condition");
  await shop.click("subject-number-purchases");
  await shop.see("condition-root.0");
  await shop.retype(await shop.browser.$('[data-testid="condition-root.0"] input'), String(orders));
  await shop.until("the sentence says it", async () => (await shop.there("segment-sentence")) && (await shop.text("segment-sentence")).includes(String(orders)));
  await settled(shop);
  await shop.type("segment-name", name);
  await shop.click("btn-save-segment");
  await shop.until("it is saved", async () => (await shop.text("btn-save-segment")) === "Saved");
}

/** Opens a page beside the segment and waits for its answer. */
async function beside(shop, page, shows) {
  await shop.click(`beside-${page}`);
  await shop.see(shows, 30);
  await shop.until("it is not old", async () => (await shop.find(shows).getAttribute("aria-busy")) === "false");
}

async function open(shop, name) {
  await shop.screen("segments");
  await shop.see("segments-table");
  await (await shop.browser.$(`a=${name}`)).click();
  await shop.see("screen-segment");
  await settled(shop);
}

export default [
  [
    "a segment is compared with everyone, and laid over the others",
    async (shop) => {
      // One to be laid over it.
      await atLeast(shop, 7, "Seven times");
      await atLeast(shop, 3, "Three times");
      await beside(shop, "against", "against-everyone");
      holds(/index of 100/i.test(await shop.text("against-about")), "how it was judged is said");
      await looked(shop, "segment-against");
      await beside(shop, "overlap", "overlap");
      const size = await shop.number("segment-size");
      await shop.click("overlap-as-table");
      const figures = await shop.run(() =>
        [...document.querySelectorAll('[data-testid="overlap-table"] tbody .figure')].map((cell) => Number(cell.textContent.replaceAll(",", ""))),
      );
      holds(figures.length > 0 && figures.reduce((sum, each) => sum + each, 0) <= size, `${figures} are no more than the ${size} there are`);
      await shop.click("overlap-as-table");
      await looked(shop, "segment-overlap");
      if (await shop.there("overlap-more")) {
        await shop.click("overlap-more");
        await shop.see("dialog-overlap");
        await looked(shop, "segment-overlap-all", [[1280, 800]]);
        await shop.browser.keys("Escape");
        await shop.gone("dialog-overlap");
      }
    },
  ],
  [
    "who came in since it was marked as seen is told after an import, with their reason",
    async (shop) => {
      await atLeast(shop, MANY, "Hundreds of orders");
      same(await shop.number("segment-size"), 0, "nobody yet");
      await beside(shop, "growth", "growth");
      await shop.click("btn-mark-seen");
      await shop.until("it is marked", async () => /0 came in and 0 left since/.test(await shop.text("growth-since")));
      for (const [name, text] of [["wanda.csv", PEOPLE], ["wanda-orders.csv", ORDERS]]) {
        await give(shop, name, text);
        await rehearse(shop, "Market", { basis: "consent", collected: "in-person" });
        await bringIn(shop);
        await shop.screen("home");
      }
      await open(shop, "Hundreds of orders");
      same(await shop.number("segment-size"), 1, "Wanda");
      await beside(shop, "growth", "growth");
      await shop.until("she is said to have come", async () => /1 came in and 0 left since/.test(await shop.text("growth-since")));
      await looked(shop, "segment-growth");
      await shop.click("btn-see-who");
      await shop.see("dialog-moved");
      const words = await shop.text("entered");
      holds(/Wanda Overmany/.test(words) && /210 orders/.test(words), `her reason: ${words}`);
      await looked(shop, "segment-moved", [[1280, 800]]);
      await shop.browser.keys("Escape");
      await shop.gone("dialog-moved");
    },
  ],
  [
    "somebody outside hears the smallest change that would bring them in",
    async (shop) => {
      await shop.type("explain-person", "Willem Nearly");
      await shop.click("explain-person-option");
      await shop.see("explain-answer");
      same(await shop.find("explain-answer").getAttribute("data-in"), "false", "he is one short");
      const flip = await shop.text("explain-flip");
      holds(/^They would be in if they bought once more by /.test(flip), flip);
      await shop.click("explain-more");
      holds(/Would turn: if they bought once more/.test(await shop.text("explain-nodes")), "and the part says so");
      await looked(shop, "segment-explained");
    },
  ],
];
