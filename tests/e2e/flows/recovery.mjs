// A vault whose owner forgets the passphrase: the code is written down, typed back, and gets them in again.
import { looked } from "../looks.mjs";
import { holds, same } from "../window.mjs";

export const SHOP = "Lantern Tea";
export const FIRST = "lantern gravel otter noon";
export const RENEWED = "copper meadow window thirty";

/** Types the code back as people do: small letters, spaces. Leaves the dialog done. */
export async function typeBack(shop, code) {
  await shop.click("btn-recovery-written");
  await shop.type("field-recovery-retype", code.toLowerCase().replaceAll("-", " "));
  await shop.click("btn-recovery-confirm");
  await shop.see("recovery-done", 30);
  await shop.click("btn-recovery-done");
  await shop.gone("recovery-dialog");
}

export async function codeOnTheSheet(shop) {
  await shop.see("recovery-sheet", 30);
  const code = await shop.find("recovery-code").getAttribute("data-code");
  holds(/^(\w{4}-){8}\w{2}$/.test(code), `the code is ${code.length} characters long`);
  return code;
}

/** Asks for a vault on the list by its name. */
export async function askFor(shop, name) {
  await shop.see("screen-welcome", 20);
  // By its folder: a vault restored as a new one has the same name.
  const folder = `${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.regulars`;
  for (const entry of await shop.all("recent-vault")) {
    if ((await shop.run((element) => element.innerText, entry)).includes(` ${folder}`)) {
      await entry.click();
      await shop.see("field-passphrase");
      return;
    }
  }
  throw new Error(`${name} is not on the list`);
}

export default [
  [
    "a new vault's recovery code is shown, and counts once it was typed back",
    async (shop) => {
      await shop.click("btn-lock");
      await shop.see("screen-welcome", 20);
      await shop.click("btn-create");
      await shop.type("field-name", SHOP);
      await shop.type("field-new-passphrase", FIRST);
      await shop.type("field-passphrase-again", FIRST);
      await shop.click("check-understood");
      await shop.click("btn-create-vault");
      const code = await codeOnTheSheet(shop);
      await looked(shop, "recovery-sheet");
      await shop.click("btn-recovery-written");
      same(await shop.run((shown) => document.documentElement.outerHTML.includes(shown), code), false, "the code is still in the page");
      const wrong = code.replace(/^./, code[0] === "7" ? "8" : "7");
      await shop.type("field-recovery-retype", wrong);
      await shop.click("btn-recovery-confirm");
      await shop.until("it says so", async () => (await shop.find("field-recovery-retype").getAttribute("aria-invalid")) === "true");
      await looked(shop, "recovery-retype", [[1280, 800]]);
      await shop.click("btn-sheet-again");
      same(await codeOnTheSheet(shop), code, "the code that stands");
      await typeBack(shop, code);
      await shop.see("screen-home");
      shop.seen.code = code;
    },
  ],
  [
    "the passphrase is forgotten, and the code gets its owner in with a new one",
    async (shop) => {
      await shop.click("btn-lock");
      await askFor(shop, SHOP);
      await shop.click("btn-forgot");
      await shop.type("field-recovery-code", shop.seen.code.replaceAll("-", ""));
      await shop.type("field-renewed-passphrase", RENEWED);
      await shop.type("field-renewed-again", RENEWED);
      await looked(shop, "welcome-forgot");
      await shop.click("btn-renew");
      await shop.see("screen-home", 60);
      same(await shop.text("vault-name"), SHOP, "the vault's name");
    },
  ],
  [
    "the old passphrase opens nothing, wrong ones have to wait, the new one opens it",
    async (shop) => {
      await shop.click("btn-lock");
      await askFor(shop, SHOP);
      // The first two are free; after the fifth it is four seconds, which nobody misses.
      for (const wrong of [FIRST, "not this one either", "nor this one at all", "and not this one", "this one neither"]) {
        await shop.type("field-passphrase", wrong);
        await shop.click("btn-open", 40);
        await shop.until("it is refused", async () => /does not open/.test(await shop.words()) && !/Opening…/.test(await shop.words()), 30);
      }
      await shop.see("wait", 5);
      await shop.shot("welcome-wait");
      await shop.type("field-passphrase", RENEWED);
      await shop.click("btn-open", 40);
      await shop.see("screen-home", 60);
    },
  ],
];
