// A rule said in words, with the keyboard alone: what is not understood is pointed at, what can be said is offered, and a step
// back brings back what was there.
import { looked } from "../looks.mjs";
import { holds, same } from "../window.mjs";

/** Letter by letter: given at once they would be one chord. */
async function press(shop, words) {
  for (const letter of words) await shop.browser.keys(letter);
}

async function tabTo(shop, what, selector) {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await shop.run((wanted) => document.activeElement.matches(wanted), selector)) return;
    await shop.browser.keys("Tab");
  }
  throw new Error(`the keyboard does not reach ${what}`);
}

const field = (shop) => shop.run(() => document.querySelector('[data-testid="say-field"]')?.value);
const counted = (shop) =>
  shop.until("the count is up to date", async () =>
    (await shop.there("segment-size")) && (await shop.find("segment-size").getAttribute("data-updating")) === "false",
  );

export default [
  [
    "a sentence becomes a rule by keyboard alone, what is not understood is pointed at, and a step back brings back what was there",
    async (shop) => {
      await shop.screen("segments");
      await shop.route("#/segments/new");
      await shop.see("screen-segment");
      await counted(shop);
      await shop.run(() => document.querySelector('[data-testid="segment-name"]').focus());
      await tabTo(shop, "the way to say it in words", '[data-testid="btn-say"]');
      await shop.browser.keys("Enter");
      await shop.see("say-field");
      same(await field(shop), "People ", "what stands in the field at first");
      await press(shop, "who bought filter coffee, and are nice");
      await shop.until("what is not understood is pointed at", async () => (await shop.there("say-rest")) && /are nice/.test(await shop.text("say-rest")));
      holds(/not/.test(await shop.text("say-status")), "it is said");
      holds((await shop.all("sayable")).length > 1, "what can be said is offered");
      holds(!(await shop.find("btn-take-words").isEnabled()), "half a sentence is no rule");
      await looked(shop, "builder-say");

      await shop.browser.keys("ArrowDown");
      const active = await shop.run(() => {
        const at = document.querySelector('[data-testid="say-field"]').getAttribute("aria-activedescendant");
        return document.getElementById(at)?.getAttribute("aria-label");
      });
      holds(active, "the keyboard is on a way to go on");
      await shop.browser.keys("Enter");
      await shop.until("it is taken", async () => (await field(shop)) === active);
      await shop.until("and understood", async () => /^Understood/.test(await shop.text("say-status")));
      await shop.browser.keys("Enter");
      await shop.gone("say-field");
      await shop.see("condition-root.1");
      await counted(shop);
      const size = await shop.number("segment-size");
      holds(/Read as 2 conditions/.test(await shop.text("said")), "it says what came of it");
      same(await shop.text("segment-sentence"), `${active}.`, "the rule says the sentence");
      same(await shop.run(() => document.activeElement.dataset.testid), "btn-say", "where the keyboard is afterwards");

      // Other words for it are one step; leaving the field changes nothing.
      await shop.browser.keys("Enter");
      await shop.see("say-field");
      same(await field(shop), active, "the sentence, ready to go on with");
      await press(shop, " and nonsense");
      await shop.browser.keys("Escape");
      await shop.gone("say-field");
      same(await shop.number("segment-size"), size, "the count after leaving it as it was");
      await shop.browser.keys(["Control", "z"]);
      await shop.see("start-permission");
    },
  ],
];
