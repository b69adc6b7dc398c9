// Lock hides everything; a wrong passphrase opens nothing; the right one opens it again.
import { holds, same } from "../window.mjs";

export default [
  [
    "lock hides everything",
    async (shop) => {
      await shop.screen("people");
      await shop.see("people-table");
      const name = await shop.run(() => document.querySelector('[data-testid="people-table-row"] [role="gridcell"]').innerText);
      holds(name.length > 1, "a name is on the screen");
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
];
