// A vault of one's own: created empty, every screen says how to begin, and the two vaults never mix.
import { looked } from "../looks.mjs";
import { holds, same } from "../window.mjs";

const PASSPHRASE = "lantern gravel otter noon";

export default [
  [
    "the first screen is accessible, fits, and has its pictures",
    async (shop) => {
      await shop.click("btn-lock");
      await shop.see("screen-welcome", 20);
      await shop.see("recent-vault");
      await looked(shop, "welcome");
    },
  ],
  [
    "a vault is created, and starts empty",
    async (shop) => {
      await shop.click("btn-create");
      await shop.type("field-name", "Corner Books");
      await shop.type("field-new-passphrase", PASSPHRASE);
      await shop.type("field-passphrase-again", `${PASSPHRASE}!`);
      holds(!(await shop.find("btn-create-vault").isEnabled()), "two different passphrases are one too many");
      await shop.type("field-passphrase-again", PASSPHRASE);
      await shop.click("check-understood");
      await looked(shop, "welcome-create", [[1280, 800]]);
      await shop.click("btn-create-vault");
      await shop.see("screen-home", 30);
      await shop.click("btn-recovery-later", 30);
      await shop.gone("recovery-dialog");
      same(await shop.text("vault-name"), "Corner Books", "the vault's name");
      holds(!(await shop.there("badge-sample")), "it is no sample");
      same(await (await shop.see("home-reminder", 20)).getAttribute("data-about"), "keys", "what Home reminds of");
      await shop.see("home-empty");
    },
  ],
  ...["home", "import", "people", "segments", "personas", "campaigns", "privacy"].map((screen) => [
    `${screen} says how to begin when there is nothing yet`,
    async (shop) => {
      await shop.screen(screen);
      await shop.see(`screen-${screen}`);
      await shop.until("it has its answer", async () => !(await shop.there("loading")));
      same(await shop.there("problem"), false, "a problem");
      await looked(shop, `${screen}-empty`, [[1280, 800]]);
    },
  ]),
  [
    "it is on the list of vaults, and opens with its own passphrase",
    async (shop) => {
      await shop.click("btn-lock");
      await shop.see("screen-welcome", 20);
      const recent = await shop.all("recent-vault");
      same(recent.length, 2, "vaults on the list");
      holds(/Corner Books/.test(await shop.run((element) => element.innerText, recent[0])), "the newest is first");
      await recent[0].click();
      await shop.type("field-passphrase", "sample shop");
      await shop.click("btn-open");
      await shop.until("the sample's passphrase is refused", async () => /does not open/.test(await shop.words()), 30);
      await shop.type("field-passphrase", PASSPHRASE);
      await shop.click("btn-open");
      await shop.see("screen-home", 30);
      same(await shop.text("vault-name"), "Corner Books", "the vault's name");
    },
  ],
];
