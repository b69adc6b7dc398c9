// Personas are built and shown with their sizes, and asked for in a segment.
import { looked } from "../looks.mjs";
import { holds, same } from "../window.mjs";
import { add, counted } from "./builder.mjs";

export default [
  [
    "personas are found and shown",
    async (shop) => {
      await shop.screen("personas");
      await shop.click("btn-build-personas", 20);
      await shop.see("persona-card", 120);
      const cards = (await shop.all("persona-card")).length;
      holds(cards >= 2, `at least two groups: ${cards}`);
      holds((await shop.text("personas-stability")).length > 20, "how sure we are is said");
      for (const card of await shop.all("persona-card")) {
        holds(/\d/.test(await shop.run((element) => element.innerText, card)), "a card without a figure");
      }
    },
  ],
  [
    "a segment asks for a persona, and the personas say so",
    async (shop) => {
      const card = (await shop.all("persona-card"))[0];
      const [name, people] = await shop.run((element) => [element.querySelector("h2").innerText, element.querySelector("header p").innerText], card);
      await shop.screen("segments");
      await shop.route("#/segments/new");
      await shop.see("screen-segment");
      await counted(shop);
      // A new segment that was not saved comes back.
      while (await shop.there("btn-remove-root.0")) await shop.click("btn-remove-root.0");
      await add(shop, "persona");
      const sentence = `People who are in the persona “${name}”.`;
      await shop.until("the sentence names it", async () => (await shop.text("segment-sentence")) === sentence).catch(async () => {
        same(await shop.text("segment-sentence"), sentence, "the sentence");
      });
      same(await counted(shop), Number(people.split(" ")[0].replaceAll(",", "")), "people in the persona");
      await shop.click("personas");
      await looked(shop, "builder-persona");
      await shop.browser.keys("Escape");
      await shop.type("segment-name", "By persona");
      await shop.click("btn-save-segment");
      await shop.until("it is saved", async () => (await shop.text("btn-save-segment")) === "Saved");
      await shop.screen("personas");
      await shop.see("personas-used");
      holds((await shop.text("personas-used")).includes(`By persona (“${name}”)`), await shop.text("personas-used"));
      await looked(shop, "personas-used");
    },
  ],
];
