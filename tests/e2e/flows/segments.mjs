// A segment is built; its count follows the rule.
import { holds, same } from "../window.mjs";

const settled = (shop) =>
  shop.until(
    "the count is up to date",
    async () =>
      (await shop.there("segment-size")) && (await shop.find("segment-size").getAttribute("data-updating")) === "false",
  );

const sentence = async (shop) => ((await shop.there("segment-sentence")) ? shop.text("segment-sentence") : "");

/** The count after a change. The sentence comes with it: once that says the change, the count is the new one. */
async function counted(shop, what, says) {
  await shop.until(what, async () => says(await sentence(shop)));
  await settled(shop);
  return shop.number("segment-size");
}

async function add(shop, subject) {
  await shop.click("btn-add-condition");
  await shop.click(`subject-${subject}`);
}

const orders = async (shop, words) => shop.retype(await shop.browser.$('[data-testid="condition-root.0"] input'), words);

export default [
  [
    "a segment is built and its count changes with the rule",
    async (shop) => {
      await shop.screen("segments");
      await shop.route("#/segments/new");
      await shop.see("screen-segment");
      await add(shop, "number-purchases");
      await shop.see("condition-root.0");
      await orders(shop, "2");
      const two = await counted(shop, "the sentence says two", (words) => /\b(2|two|twice)\b/i.test(words));
      holds(two > 0, `some people ordered twice: ${two}`);
      await orders(shop, "5");
      const five = await counted(shop, "the sentence says five", (words) => /\b(5|five)\b/i.test(words));
      holds(five > 0 && five < two, `fewer people ordered five times (${five}) than twice (${two})`);
      const may = await shop.number("may-contact");
      holds(may <= five, "no more may be contacted than there are");
      shop.seen.five = five;
    },
  ],
  [
    "a second condition narrows it, undo widens it again",
    async (shop) => {
      const before = await sentence(shop);
      await add(shop, "permission");
      await shop.see("condition-root.1");
      const narrower = await counted(shop, "the sentence says more", (words) => words !== before);
      holds(narrower < shop.seen.five, `${narrower} of ${shop.seen.five}`);
      await shop.click("btn-undo");
      await shop.gone("condition-root.1");
      same(await counted(shop, "the sentence is what it was", (words) => words === before), shop.seen.five, "the count after undo");
    },
  ],
  [
    "the segment is saved and listed",
    async (shop) => {
      await shop.type("segment-name", "Five times and more");
      await shop.click("btn-save-segment");
      await shop.screen("segments");
      await shop.see("segments-table");
      await shop.until("it is on the list", async () => /Five times and more/.test(await shop.text("segments-table")));
      same((await shop.words()).includes("undefined"), false, "a word that is none");
    },
  ],
];
