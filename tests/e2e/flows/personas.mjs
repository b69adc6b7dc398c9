// Personas are built and shown with their sizes.
import { holds } from "../window.mjs";

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
];
