// The window as a flow sees it: things by their test id, words on the screen, pictures.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { remote } from "webdriverio";
import { picture } from "./picture.mjs";

// Limits are in seconds of a quick computer; a slow or busy one gets so many times that. Nobody waits longer than it takes.
const PATIENCE = 3;
const POLL = 100;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export class Shop {
  static async open(driver, sink, home, args = []) {
    const browser = await remote({
      hostname: "127.0.0.1",
      port: driver.port,
      logLevel: "error",
      connectionRetryCount: 1,
      capabilities: {
        "tauri:options": { application: process.env.REGULARS_APP, args },
        "wdio:enforceWebDriverClassic": true,
      },
    });
    await browser.setTimeout({ script: 60_000 * PATIENCE });
    return new Shop(browser, sink, home);
  }

  constructor(browser, sink, home) {
    Object.assign(this, { browser, sink, home, seen: {} });
  }

  close() {
    return this.browser.deleteSession().catch(() => {});
  }

  find(id) {
    return this.browser.$(`[data-testid="${id}"]`);
  }

  all(id) {
    return this.browser.$$(`[data-testid="${id}"]`).getElements();
  }

  /** Waits until it is there and to be seen. */
  async see(id, seconds = 15) {
    const element = this.find(id);
    const within = seconds * PATIENCE;
    await element.waitForDisplayed({ timeout: within * 1000, interval: POLL, timeoutMsg: `“${id}” did not appear in ${within} s` });
    return element;
  }

  async gone(id, seconds = 15) {
    await this.find(id).waitForExist({ reverse: true, timeout: seconds * PATIENCE * 1000, interval: POLL, timeoutMsg: `“${id}” is still there` });
  }

  async click(id, seconds = 15) {
    const element = await this.see(id, seconds);
    await element.waitForEnabled({ timeout: seconds * PATIENCE * 1000, interval: POLL, timeoutMsg: `“${id}” cannot be pressed` });
    await element.scrollIntoView({ block: "center" });
    await element.click();
  }

  async type(id, words) {
    const element = await this.see(id);
    await element.setValue(words);
  }

  /** Puts other words into a field as a person does: takes all that is in it, and types. */
  async retype(element, words) {
    await element.click();
    await this.browser.keys(["Control", "a"]);
    await this.browser.keys([...words]);
  }

  /** What it says. WebKit's own getText leaves out some words that stand in a clipped box. */
  async text(id) {
    return this.browser.execute((element) => element.innerText, await this.see(id));
  }

  /** Whether it is there at all, now. */
  there(id) {
    return this.find(id).isExisting();
  }

  /** The first whole number in it: “1,204 people” gives 1204. */
  async number(id) {
    const found = /\d[\d,.\u202f\u00a0]*/.exec(await this.text(id));
    return found ? Number(found[0].replace(/\D/g, "")) : Number.NaN;
  }

  async until(what, test, seconds = 15) {
    let last;
    await this.browser.waitUntil(
      async () => {
        last = await test();
        return last;
      },
      { timeout: seconds * PATIENCE * 1000, interval: POLL, timeoutMsg: `not in ${seconds * PATIENCE} s: ${what}` },
    );
    return last;
  }

  run(script, ...given) {
    return this.browser.execute(script, ...given);
  }

  runAsync(script, ...given) {
    return this.browser.executeAsync(script, ...given);
  }

  /** Goes to a screen by the rail, as a person does. */
  async screen(name) {
    await this.click(`rail-${name}`);
    await this.until(`the ${name} screen is shown`, async () =>
      (await this.find(`rail-${name}`).getAttribute("aria-current")) === "page",
    );
  }

  /** Goes to an address inside the window. */
  async route(hash) {
    await this.run((to) => {
      location.hash = to;
    }, hash);
  }

  words() {
    return this.run(() => document.body.innerText);
  }

  async size(width, height) {
    await this.browser.setWindowSize(width, height);
    await this.until(`the window is ${width} wide`, async () => Math.abs((await this.run(() => innerWidth)) - width) < 40);
  }

  async theme(name) {
    await this.run((theme) => {
      document.documentElement.dataset.theme = theme;
    }, name);
  }

  /** Nothing fades or slides any more: what is looked at is there at once. */
  still() {
    return this.run(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("*, ::before, ::after { transition: none !important; animation: none !important; }");
      document.adoptedStyleSheets = [sheet];
    });
  }

  /** As it was before: things move, in the system's theme. */
  moving() {
    return this.run(() => {
      document.adoptedStyleSheets = [];
      delete document.documentElement.dataset.theme;
    });
  }

  /** A picture of the window as it stands on the virtual screen. */
  async shot(name) {
    // Two frames, and the moment the screen takes to show them.
    await this.runAsync((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60))));
    picture(join(process.env.REGULARS_SHOTS, `${name}.png`), await this.browser.getWindowRect());
  }

  /** What axe-core finds wrong on the screen as it is, by all its rules or by some: rule, place, and the words around it. */
  async complaints(rules) {
    // It stays in the page until that is loaded anew.
    if (!(await this.run(() => "axe" in window))) await this.run(AXE);
    return this.runAsync((rules, done) => {
      window.axe
        .run(document, { iframes: false, resultTypes: ["violations"], ...(rules && { runOnly: rules }) })
        .then(({ violations }) =>
          done(
            violations.flatMap((each) =>
              each.nodes.map((node) => `${each.id} at ${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
            ),
          ),
        )
        .catch((error) => done([`axe did not run: ${error}`]));
    }, rules);
  }
}

export function same(found, wanted, what) {
  if (found !== wanted) throw new Error(`${what}: ${JSON.stringify(found)}, and not ${JSON.stringify(wanted)}`);
}

export function holds(truth, what) {
  if (!truth) throw new Error(what);
}
