// The people of a segment and what it stands beside, with the keyboard alone.
import { looked } from "../looks.mjs";
import { holds, same } from "../window.mjs";

async function tabTo(shop, what, selector, back = false) {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await shop.run((wanted) => document.activeElement.matches(wanted), selector)) return;
    await shop.browser.keys(back ? ["Shift", "Tab"] : "Tab");
  }
  throw new Error(`the keyboard does not reach ${what}`);
}

/** The row the keyboard is on, as a screen reader is told of it. */
const row = (shop) =>
  shop.run(() => {
    const at = document.getElementById(document.querySelector('[data-testid="members"]').getAttribute("aria-activedescendant"));
    return at && { id: at.dataset.id, selected: at.getAttribute("aria-selected"), words: at.innerText };
  });

export default [
  [
    "people are ticked onto a list and the pages beside a segment are turned, with the keyboard alone",
    async (shop) => {
      const { browser } = shop;
      await shop.screen("segments");
      await shop.route("#/segments/new");
      await shop.see("screen-segment");
      await shop.see("segment-size");
      await tabTo(shop, "the people", '[data-testid="btn-members"]');
      await browser.keys("Enter");
      await shop.see("members");
      await shop.until("they are there", async () => (await shop.all("members-row")).length > 3);
      await tabTo(shop, "the list", '[data-testid="members"]');
      await shop.until("a row is told", () => row(shop));
      const first = await row(shop);
      same(first.selected, "false", "the first one before");
      await browser.keys(" ");
      same((await row(shop)).selected, "true", "the first one after the space bar");
      await browser.keys("ArrowDown");
      await browser.keys("ArrowDown");
      const third = await row(shop);
      holds(third.id !== first.id && third.words.length > 3, "another row, with a name");
      await browser.keys(" ");
      holds(/on the list: 2 people/.test(await shop.run(() => document.querySelector('[data-testid="members-said"]').textContent)), "it is said");
      await browser.keys(" ");
      holds(/off the list: 1 person/.test(await shop.run(() => document.querySelector('[data-testid="members-said"]').textContent)), "it is said when one is taken off");
      await browser.keys(" ");
      await looked(shop, "members-ticked", [[1024, 700]]);
      await tabTo(shop, "the way to keep them", '[data-testid="btn-keep-list"]');
      await browser.keys("Enter");
      await shop.gone("members");
      await shop.see("condition-root.0");
      await shop.until("two are in", async () => (await shop.number("segment-size")) === 2);

      await tabTo(shop, "what it stands beside", '[role="tab"][aria-selected="true"]');
      const page = () => shop.run(() => document.activeElement.id);
      for (const [key, id] of [["ArrowRight", "beside-overlap"], ["End", "beside-growth"], ["ArrowRight", "beside-against"], ["ArrowLeft", "beside-growth"], ["Home", "beside-against"]]) {
        await browser.keys(key);
        await shop.until(`${key} leads to ${id}`, async () => (await page()) === id);
        same(await shop.run(() => document.getElementById("beside-page").getAttribute("aria-labelledby")), id, "whose page it is");
      }
      await browser.keys(["Control", "z"]);
      await shop.see("start-permission");
    },
  ],
];
