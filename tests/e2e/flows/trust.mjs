// Trust says what is true, proves it, and what somebody put back behind the program's back is named before it does harm.
import { copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { looked } from "../looks.mjs";
import { holds, same } from "../window.mjs";
import { askFor, codeOnTheSheet, RENEWED, SHOP, typeBack } from "./recovery.mjs";

export async function openTrust(shop) {
  await shop.click("safe-box");
  await shop.see("screen-trust");
  await shop.until("it has its answers", async () => !(await shop.there("loading")), 30);
}

async function open(shop) {
  await askFor(shop, SHOP);
  await shop.type("field-passphrase", RENEWED);
  await shop.click("btn-open", 40);
  await shop.see("screen-home", 60);
}

export default [
  [
    "the quick way from one vault to another goes over the lock",
    async (shop) => {
      await shop.click("btn-vault");
      await shop.see("other-vaults");
      for (const button of await shop.all("btn-other-vault")) {
        // Two vaults of one name are told apart by their folders.
        if (!(await shop.run((element) => element.innerText, button)).includes("lantern-tea.regulars")) continue;
        await button.click();
        break;
      }
      await shop.see("field-passphrase", 20);
      holds(!(await shop.there("rail-home")), "the other vault is still open");
      await shop.type("field-passphrase", RENEWED);
      await shop.click("btn-open", 40);
      await shop.see("screen-home", 60);
      same(await shop.text("vault-name"), SHOP, "the vault's name");
    },
  ],
  [
    "every statement stands, and says what it rests on",
    async (shop) => {
      await openTrust(shop);
      await shop.see("statements", 30);
      for (const id of ["encryption", "keys", "backup", "log", "sockets", "files"]) {
        const standing = await (await shop.see(`statement-${id}`)).getAttribute("data-standing");
        holds(standing !== "bad", `“${await shop.text(`statement-${id}`)}” does not stand`);
      }
      holds(/\b0 connections/.test(await shop.text("statement-sockets")), "connections are open, or nobody counts them");
      same(await shop.find("statement-keys").getAttribute("data-standing"), "good", "ways in");
      await (await shop.find("statement-encryption").$("summary")).click();
      holds(/What it rests on/.test(await shop.text("statement-encryption")), "what it rests on is not said");
      await looked(shop, "trust-own");
    },
  ],
  [
    "it proves them, each step with its figure",
    async (shop) => {
      await openTrust(shop);
      await shop.click("btn-prove");
      await shop.see("proof", 120);
      const steps = await shop.all("proof-step");
      holds(steps.length >= 5, `${steps.length} steps`);
      let passed = 0;
      for (const step of steps) {
        const words = await shop.run((element) => element.innerText, step);
        const so = await step.getAttribute("data-passed");
        // A driven window is left the socket of its driver; the shipped one is asked from outside.
        holds(so !== "false" || /internet connection/.test(words), `not as promised: ${words}`);
        passed += so === "true" ? 1 : 0;
      }
      holds(passed >= 5, `${passed} steps came out as promised`);
      await looked(shop, "trust-proof");
      await shop.click("btn-prove-close");
      await shop.gone("prove-dialog");
    },
  ],
  [
    "everything is encrypted anew, and the old recovery code opens it no more",
    async (shop) => {
      await openTrust(shop);
      await shop.click("btn-rotate");
      await shop.type("field-rotate-passphrase", RENEWED);
      await looked(shop, "trust-rotate", [[1024, 700]]);
      await shop.click("btn-rotate-run");
      await shop.see("rotated", 120);
      await shop.click("btn-rotate-code");
      const code = await codeOnTheSheet(shop);
      holds(code !== shop.seen.code, "the new code is the old one");
      await typeBack(shop, code);
      await shop.click("btn-lock");
      await askFor(shop, SHOP);
      await shop.click("btn-forgot");
      await shop.type("field-recovery-code", shop.seen.code);
      await shop.type("field-renewed-passphrase", "harbour lantern seven maps");
      await shop.type("field-renewed-again", "harbour lantern seven maps");
      await shop.click("btn-renew");
      await shop.until("the old code is refused", async () => (await shop.find("field-recovery-code").getAttribute("aria-invalid")) === "true", 30);
      await shop.click("btn-remembered");
      await shop.type("field-passphrase", RENEWED);
      await shop.click("btn-open", 40);
      await shop.see("screen-home", 60);
      shop.seen.code = code;
    },
  ],
  [
    "an older database put back is named, and nothing can be written until it is decided",
    async (shop) => {
      const vaults = join(shop.home, "data", "app.regulars.workbench", "vaults");
      const folder = join(vaults, readdirSync(vaults).find((name) => name === "lantern-tea.regulars"));
      const databases = () => readdirSync(folder).filter((name) => /^vault.*\.db$/.test(name));
      await shop.click("btn-lock");
      await shop.see("screen-welcome", 20);
      holds(databases().length > 0, "there is no database to put back");
      for (const name of databases()) copyFileSync(join(folder, name), join(shop.home, name));
      await open(shop);
      await shop.screen("people");
      await shop.click("people-table-row", 20);
      const id = (await shop.run(() => location.hash)).split("/").at(-1);
      await shop.route(`#/privacy?person=${id}`);
      await shop.click("btn-opt-out-all", 20);
      await shop.see("privacy-said");
      await shop.click("btn-lock");
      await shop.see("screen-welcome", 20);
      for (const name of databases()) copyFileSync(join(shop.home, name), join(folder, name));

      await open(shop);
      await shop.see("read-only-banner", 20);
      same(await shop.find("safe-box").getAttribute("data-look"), "bad", "the box");
      await shop.route(`#/privacy?person=${id}`);
      await shop.click("btn-opt-out-post", 20);
      await shop.see("btn-to-trust", 20);
      await shop.shot("read-only-refused");
      await shop.click("btn-to-trust");
      await shop.see("finding", 20);
      await looked(shop, "trust-findings");
      await shop.click("btn-accept");
      await shop.see("btn-accept-sure");
      await shop.click("btn-accept-sure");
      await shop.gone("findings", 20);
      await shop.gone("read-only-banner");
      // The list beside the vault makes the no hold again, and new ones can be written.
      await shop.route(`#/privacy?person=${id}`);
      await shop.see("btn-opt-out-use", 20);
      for (const channel of ["email", "post"]) holds(!(await shop.there(`btn-opt-out-${channel}`)), `the no to ${channel} is lost`);
      await shop.click("btn-opt-out-use");
      await shop.see("use-stopped", 20);
    },
  ],
];
