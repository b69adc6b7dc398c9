// Lock hides everything; a wrong passphrase opens nothing; the right one opens it again; left alone, it locks by itself.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { holds, same } from "../window.mjs";

async function lockAfter(shop, minutes) {
  await shop.click("btn-vault");
  const choice = await shop.see("lock-after");
  await choice.selectByAttribute("value", String(minutes));
  await shop.until("it is kept", async () => (await shop.text("lock-saved")) === "Kept.");
}

/** The first name on the list, once it has come. */
async function nameSeen(shop) {
  const words = await shop.run(() => document.querySelector('[data-testid="people-table-row"] [role="gridcell"]')?.innerText ?? "");
  return words.trim().length > 1 && words;
}

export default [
  [
    "lock hides everything",
    async (shop) => {
      await shop.screen("people");
      const name = await shop.until("a name is on the screen", () => nameSeen(shop));
      await shop.click("btn-lock");
      await shop.see("screen-welcome", 20);
      const html = await shop.run(() => document.documentElement.outerHTML);
      holds(!html.includes(name) && !/@example/.test(html), "something of the vault is left in the page");
      same(await shop.run(() => localStorage.length + sessionStorage.length), 0, "things kept by the page");
      holds(!(await shop.there("rail-home")), "the rail is still there");
      const refused = await shop.runAsync((done) => {
        window.__TAURI_INTERNALS__.invoke("people", { request: { limit: 10 } }).then(
          () => done("answered"),
          (problem) => done(problem.code),
        );
      });
      same(refused, "locked", "people, asked behind the screen's back");
    },
  ],
  [
    "a wrong passphrase opens nothing, the right one does",
    async (shop) => {
      await shop.click("recent-vault");
      await shop.type("field-passphrase", "not the sample shop");
      await shop.click("btn-open");
      await shop.until("it says so", async () => /does not open/.test(await shop.words()), 30);
      holds(!(await shop.there("rail-home")), "it opened");
      await shop.shot("welcome-wrong-passphrase");
      await shop.type("field-passphrase", "sample shop");
      await shop.click("btn-open");
      await shop.see("screen-home", 60);
      await shop.see("badge-sample");
    },
  ],
  [
    "left alone, it locks by itself and says why",
    async (shop) => {
      await shop.screen("people");
      const name = await shop.until("a name is on the screen", () => nameSeen(shop));
      await lockAfter(shop, 1);
      await shop.shot("vault-lock-after");
      await shop.click("btn-close-vault");
      await shop.gone("vault-dialog");
      // A minute of the test: two seconds, looked at every five.
      const minute = join(shop.home, "seconds-of-a-minute");
      writeFileSync(minute, "2");
      try {
        await shop.see("screen-welcome", 30);
      } finally {
        rmSync(minute);
      }
      await shop.until("it says why", async () => /Locked after 1 minute without use\./.test(await shop.words()));
      const html = await shop.run(() => document.documentElement.outerHTML);
      holds(!html.includes(name) && !/@example/.test(html), "something of the vault is left in the page");
      holds(!(await shop.there("rail-home")), "the rail is still there");
      const refused = await shop.runAsync((done) => {
        window.__TAURI_INTERNALS__.invoke("people", { request: { limit: 10 } }).then(
          () => done("answered"),
          (problem) => done(problem.code),
        );
      });
      same(refused, "locked", "people, asked behind the screen's back");
      await shop.shot("welcome-locked-by-itself");
    },
  ],
  [
    "opened again, it no longer says so",
    async (shop) => {
      await shop.click("recent-vault");
      await shop.type("field-passphrase", "sample shop");
      await shop.click("btn-open");
      await shop.see("screen-home", 60);
      await shop.gone("toast");
      await lockAfter(shop, 10);
      await shop.click("btn-close-vault");
      await shop.gone("vault-dialog");
    },
  ],
];
