// A segment is built; its count follows the rule.
import { holds, same } from "../window.mjs";

const settled = (shop) =>
  shop.until(
    "the count is up to date",
    async () =>
      (await shop.there("segment-size")) && (await shop.find("segment-size").getAttribute("data-updating")) === "false",
  );

/** The count after a change: it must first be asked for, then answered. */
async function counted(shop) {
  await shop.browser.pause(300);
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
      const two = await counted(shop);
      holds(two > 0, `some people ordered twice: ${two}`);
      await orders(shop, "5");
      const five = await counted(shop);
      holds(five > 0 && five < two, `fewer people ordered five times (${five}) than twice (${two})`);
      holds(/5/.test(await shop.text("segment-sentence")), "the sentence follows the rule");
      const may = await shop.number("may-contact");
      holds(may <= five, "no more may be contacted than there are");
      shop.seen.five = five;
    },
  ],
  [
    "a second condition narrows it, undo widens it again",
    async (shop) => {
      await add(shop, "permission");
      await shop.see("condition-root.1");
      const narrower = await counted(shop);
      holds(narrower < shop.seen.five, `${narrower} of ${shop.seen.five}`);
      await shop.click("btn-undo");
      await shop.gone("condition-root.1");
      same(await counted(shop), shop.seen.five, "the count after undo");
    },
  ],
  [
    "the segment is saved and listed",
    async (shop) => {
      await shop.type("segment-name", "Five times and more");
      await shop.click("btn-save-segment");
      await shop.screen("segments");
      await shop.see("segments-table");
      holds(/Five times and more/.test(await shop.text("segments-table")), "it is on the list");
      same((await shop.words()).includes("undefined"), false, "a word that is none");
    },
  ],
];
