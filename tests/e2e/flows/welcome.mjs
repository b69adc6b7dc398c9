// The first minute: nothing is open, the sample shop opens, home answers.
import { holds, same } from "../window.mjs";

const opens = async (shop) => {
  await shop.see("screen-welcome", 30);
  holds(!(await shop.find("rail-home").isExisting()), "no screen of a vault before one is open");
  await shop.click("btn-sample");
  await shop.see("screen-home", 90);
  await shop.see("badge-sample");
  holds((await shop.text("vault-name")).length > 0, "the vault has a name");
};
opens.essential = true;

export default [
  ["the sample shop opens from the first screen", opens],
  [
    "home says how many, what they are worth, who needs attention and what is safe",
    async (shop) => {
      for (const figure of ["figure-worth", "figure-quiet", "figure-email", "figure-safe"]) {
        holds(/\d|Nothing|Yes/i.test(await shop.text(figure)), `${figure} is empty`);
      }
      same(await shop.run(() => document.querySelectorAll('[data-testid="problem"]').length), 0, "problems on home");
    },
  ],
  [
    "the window is reloaded and the vault is still open",
    async (shop) => {
      await shop.run(() => location.reload());
      await shop.see("screen-home", 30);
    },
  ],
];
