// Segments to start from, and conditions that stand on others: RFM, stages, yeses, other segments, lists by hand.
import { looked } from "../looks.mjs";
import { holds, same } from "../window.mjs";
import { select } from "./import.mjs";

/** How many, once the number on the screen is the rule's. */
async function counted(shop) {
  await shop.until("the count is up to date", async () =>
    (await shop.there("segment-size")) && (await shop.find("segment-size").getAttribute("data-updating")) === "false" && Number.isFinite(await shop.number("segment-size")),
  );
  return shop.number("segment-size");
}

async function add(shop, words) {
  await shop.click("btn-add-condition");
  await shop.see("find-subject");
  // Letter by letter: a chord presses a letter that comes twice only once.
  for (const letter of words) await shop.browser.keys(letter);
  await shop.browser.keys("Enter");
  await shop.gone("find-subject");
}

export default [
  [
    "a ready-made segment is found with its size, opened as a rule, changed and kept",
    async (shop) => {
      await shop.screen("segments");
      await shop.see("ready-made");
      await shop.click("ready-made");
      await shop.see("screen-ready-made");
      await shop.until("everything is counted", () => shop.there("ready-rfm-champions"), 30);
      await looked(shop, "ready-made");
      const size = Number((await shop.text("ready-rfm-champions")).match(/([\d,]+)\s*people/)?.[1].replace(",", ""));
      await shop.click("ready-rfm-champions");
      await shop.see("screen-segment");
      same(await counted(shop), size, "the rule counts what its card said");
      holds(/are among the “Champions”/.test(await shop.text("segment-sentence")), "the sentence names the group");
      await shop.click("rfm-groups");
      await shop.browser.pause(300);
      await shop.shot("ready-groups");
      const loyal = await shop.browser.$('.//div[contains(@class,"pick-list")]//label[span[normalize-space(.)="Loyal"]]');
      await loyal.click();
      await shop.browser.keys("Escape");
      holds((await counted(shop)) >= size, "another group adds people");
      await shop.type("segment-name", "Champions and loyal");
      await shop.click("btn-save-segment");
      await shop.until("it is saved", async () => (await shop.text("btn-save-segment")) === "Saved");
    },
  ],
  [
    "a rule of every newer kind is built, counted, and says itself",
    async (shop) => {
      await shop.screen("segments");
      await shop.route("#/segments/new");
      await shop.see("screen-segment");
      await counted(shop);
      for (const [words, says] of [
        ["rfm score", /score at least 4 of 5 for how often/],
        ["stage", /count as cooling or at risk/],
        ["how old a yes", /said yes to email more than 670 days ago/],
        ["another segment", /are in “/],
      ]) {
        await add(shop, words);
        await shop.until(`the sentence says ${words}`, async () => says.test(await shop.text("segment-sentence"))).catch(async () => {
          throw new Error(await shop.text("segment-sentence"));
        });
      }
      await add(shop, "list made by hand");
      await shop.click("roster");
      await shop.see("roster-paste");
      await shop.type("roster-paste", "p1, p2, nobody@example.com");
      await shop.click("roster-look-up");
      await shop.see("roster-found");
      holds(/2 people found/.test(await shop.text("roster-found")) && /line 1: nobody@example.com/.test(await shop.text("roster-found")), await shop.text("roster-found"));
      await looked(shop, "ready-roster");
      await shop.browser.keys("Escape");
      await shop.until("the list is in the sentence", async () => /among 2 picked by hand/.test(await shop.text("segment-sentence")));
      await select(shop, `condition-root.2"] [data-testid="consent-op`, "basis");
      await shop.until("the ground is asked", async () => /rests on nothing that was stated/.test(await shop.text("segment-sentence")));
      await counted(shop);
      await looked(shop, "ready-kinds");
      await shop.click("btn-add-condition");
      await shop.see("find-subject");
      await looked(shop, "ready-menu");
      await shop.browser.keys("Escape");
    },
  ],
];
