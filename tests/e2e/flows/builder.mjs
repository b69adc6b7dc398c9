// The rule builder as a marketer uses it: with real clicks and keys, against what the command line counts.
import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { looked } from "../looks.mjs";
import { holds, same } from "../window.mjs";
import { bringIn, rehearse, select } from "./import.mjs";
import { give } from "./intake.mjs";

const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
const csv = (rows) => rows.map((row) => row.join(",")).join("\n");

/** Twenty-four people of a market stall: every third in each country, every fourth bought tea, every fifth opened nothing. */
function stall() {
  const numbers = Array.from({ length: 24 }, (_, at) => at + 1);
  return {
    people: csv([
      ["customer id", "email", "full name", "city", "country", "email permission", "postcode"],
      ...numbers.map((n) => [`R-${n}`, `regular${n}@example.com`, `Regular ${n}`, "Stallby", ["Germany", "Austria", "Portugal"][n % 3], n % 8 ? "yes" : "no", ["ZZ 1", "zz 2", ""][n % 3]]),
    ]),
    orders: csv([
      ["order id", "customer id", "order date", "product", "category", "quantity", "price", "total", "sales channel"],
      ...numbers.flatMap((n) => [20, 90].map((ago) => [`R-${n}-${ago}`, `R-${n}`, day(ago), "Harbour roast", "Coffee", "1", "9.50", "9.50", ago === 20 ? "Stall till" : "web"])),
      ...numbers.filter((n) => n % 4 === 0).map((n) => [`R-${n}-tea`, `R-${n}`, day(30), "Green leaf", "Leaf tea", "1", "6.00", "6.00", "web"]),
    ]),
    opened: csv([
      ["email", "event", "campaign", "occurred at"],
      ...numbers.filter((n) => n % 5).map((n) => [`regular${n}@example.com`, "opened", "Autumn letter", `${day(0)} 00:00:01`]),
    ]),
  };
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
/** `21 Jun 2026`, as one types it. */
const typed = (iso) => `${Number(iso.slice(8))} ${MONTHS[Number(iso.slice(5, 7)) - 1]} ${iso.slice(0, 4)}`;

/** How many, once the number on the screen is the rule's. */
export async function counted(shop) {
  await shop.until("the count is up to date", async () =>
    (await shop.there("segment-size")) && (await shop.find("segment-size").getAttribute("data-updating")) === "false",
  );
  same(await shop.run(() => document.querySelectorAll('[data-old="true"]').length), 0, "numbers of parts that are still old");
  return shop.number("segment-size");
}

/** Something in one condition. */
const within = (shop, path, id) => shop.browser.$(`[data-testid="condition-${path}"] [data-testid="${id}"]`);

/** Letter by letter: given at once they would be one chord, and a letter that comes twice would come once. */
async function press(shop, words) {
  for (const letter of words) await shop.browser.keys(letter);
}

/** Writes over what is in a field. */
async function rewrite(shop, element, words) {
  await element.click();
  await shop.browser.keys(["Control", "a"]);
  await press(shop, words);
}

export async function add(shop, words) {
  await shop.click("btn-add-condition");
  await shop.see("find-subject");
  await press(shop, words);
  await shop.browser.keys("Enter");
  await shop.gone("find-subject");
}

/** Takes exactly these from what the data hold. */
async function values(shop, path, wanted) {
  await (await within(shop, path, "values")).click();
  const list = await shop.browser.$(".values-list");
  await list.waitForDisplayed();
  for (const chosen of await list.$$("input:checked").getElements()) await chosen.click();
  for (const value of wanted) {
    await rewrite(shop, await list.$(".find"), value);
    const offer = await list.$(`.//label[span[starts-with(normalize-space(.), "${value}")]]`);
    await offer.waitForDisplayed();
    await offer.click();
  }
  await shop.browser.keys("Escape");
  await list.waitForExist({ reverse: true });
}

/** Takes a value from one of a condition's own lists. */
async function choose(shop, path, id, value) {
  await select(shop, `condition-${path}"] [data-testid="${id}`, value);
}

/** Tabs on until the keyboard is where it should be, as somebody without a mouse does. */
async function tabTo(shop, what, selector, back = false) {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await shop.run((wanted) => document.activeElement.matches(wanted), selector)) return;
    await shop.browser.keys(back ? ["Shift", "Tab"] : "Tab");
  }
  throw new Error(`the keyboard does not reach ${what}`);
}

/** Where the keyboard is: it is somewhere, and that is to be seen. */
async function focused(shop, what, selector) {
  await shop.until(what, () => shop.run((wanted) => document.activeElement.matches(wanted), selector), 5).catch(async () => {
    const is = await shop.run(() => document.activeElement.outerHTML.slice(0, 160));
    throw new Error(`${what}: the keyboard is at ${is}`);
  });
  const ring = await shop.run(() => {
    for (let at = document.activeElement, up = 0; at && up < 4; at = at.parentElement, up += 1) {
      if (getComputedStyle(at).outlineStyle !== "none") return true;
    }
    return false;
  });
  holds(ring, `${what}: nothing shows where the keyboard is`);
}

/** Milliseconds from a key to the count on the screen, for each of these keys in turn. */
async function keyToCount(shop, keys) {
  await shop.run(() => {
    window.__took = [];
    let begun;
    document.addEventListener("keydown", (event) => (begun = event.timeStamp), { capture: true });
    const size = document.querySelector('[data-testid="segment-size"]');
    new MutationObserver(() => {
      if (begun === undefined || size.dataset.updating !== "false") return;
      const from = begun;
      begun = undefined;
      // The next frame draws it; what is queued behind that frame runs when it is drawn.
      requestAnimationFrame(() => setTimeout(() => window.__took.push(performance.now() - from)));
    }).observe(size, { attributes: true });
  });
  for (const key of keys) {
    const before = await shop.run(() => window.__took.length);
    await shop.browser.keys(key);
    await shop.until("the count for a key", async () => (await shop.run(() => window.__took.length)) > before);
  }
  return shop.run(() => window.__took.sort((a, b) => a - b));
}

const SENTENCE = (coffee, month) =>
  `People in Germany or Austria who bought Coffee at least twice since ${coffee}, never bought Leaf tea, opened an email since ${month}, and said yes to email.`;
const LONG = "January February March April May June July August September October November December".split(" ");
const spoken = (iso) => `${Number(iso.slice(8))} ${LONG[Number(iso.slice(5, 7)) - 1]} ${iso.slice(0, 4)}`;

export default [
  [
    "the people of a market stall come in, with what they bought and opened",
    async (shop) => {
      for (const [name, text] of Object.entries(stall())) {
        await give(shop, `stall-${name}.csv`, text);
        await rehearse(shop, "Market stall", { basis: "consent", collected: "in-person" });
        await bringIn(shop);
        await shop.screen("home");
      }
    },
  ],
  [
    "a marketer builds a rule of five conditions, and the command line counts the same people",
    async (shop) => {
      const summer = day(120);
      const month = `${day(0).slice(0, 8)}01`;
      await shop.screen("segments");
      await shop.click("btn-new-segment");
      await shop.see("screen-segment");
      await counted(shop);
      await looked(shop, "builder-empty");
      const begun = Date.now();

      await add(shop, "country");
      await values(shop, "root.0", ["Germany", "Austria"]);
      await add(shop, "bought");
      await choose(shop, "root.1", "what", "category");
      await values(shop, "root.1", ["Coffee"]);
      await choose(shop, "root.1", "window", "since");
      await rewrite(shop, await within(shop, "root.1", "window-day"), typed(summer));
      await add(shop, "bought");
      await choose(shop, "root.2", "what", "category");
      await values(shop, "root.2", ["Leaf tea"]);
      await choose(shop, "root.2", "times-op", "never");
      await add(shop, "opened");
      await choose(shop, "root.3", "window", "since");
      await (await within(shop, "root.3", "window-day-open")).click();
      await shop.click(`day-${month}`);
      await add(shop, "may be emailed");

      const sentence = SENTENCE(spoken(summer), spoken(month));
      await shop.until("the sentence says it", async () => (await shop.text("segment-sentence")) === sentence).catch(async () => {
        same(await shop.text("segment-sentence"), sentence, "the sentence");
      });
      const size = await counted(shop);
      console.log(`        built in ${((Date.now() - begun) / 1000).toFixed(1)} s by a driver that does not think`);
      holds(size > 0 && size < 16, `${size} of the sixteen from Germany and Austria`);
      same(await shop.text("count-root"), String(size), "the count of the whole rule in its own row");

      await (await within(shop, "root.1", "times")).click();
      const took = await keyToCount(shop, Array.from({ length: 12 }, (_, at) => (at % 2 ? "ArrowDown" : "ArrowUp")));
      console.log(`        key to painted count: median ${took[6].toFixed(0)} ms, slowest ${took.at(-1).toFixed(0)} ms of ${took.length}`);
      same(await counted(shop), size, "the count after as many steps up as down");
      await looked(shop, "builder-five");

      await shop.type("segment-name", "Coffee twice, never tea");
      await shop.click("btn-save-segment");
      await shop.until("it is saved", async () => (await shop.text("btn-save-segment")) === "Saved");
      await shop.click("btn-lock");
      await shop.see("screen-welcome", 20);
      const vault = readdirSync(shop.home, { recursive: true }).find((path) => path.endsWith("sample-shop.regulars"));
      const ask = () =>
        execFileSync(process.env.REGULARS_CLI, ["segment", "count", "Coffee twice, never tea", "--vault", join(shop.home, vault), "--json", "--quiet"], {
          env: { ...process.env, REGULARS_PASSPHRASE: "sample shop" },
          encoding: "utf8",
        });
      // The screen is there before the last of the vault's files is let go.
      let told;
      await shop.until("the command line may open it", async () => {
        try {
          told = JSON.parse(ask());
        } catch (failed) {
          if (!String(failed.stdout ?? "").includes("in_use") && !String(failed.stderr ?? "").includes("in_use")) throw failed;
        }
        return told !== undefined;
      }, 20);
      same(told.size, size, "people the command line counts");
      same(told.sentence, sentence, "the command line's sentence");
      await shop.click("recent-vault");
      await shop.type("field-passphrase", "sample shop");
      await shop.click("btn-open");
      await shop.see("screen-home", 30);
    },
  ],
  [
    "orders are told apart by channel and amount, and a yes by where it came from, with what the data hold offered",
    async (shop) => {
      const says = (words) =>
        shop.until(`the sentence says ${words}`, async () => (await shop.text("segment-sentence")).endsWith(words)).catch(async () => {
          same(await shop.text("segment-sentence"), words, "the sentence");
        });
      await shop.screen("segments");
      await shop.route("#/segments/new");
      await shop.see("screen-segment");
      await counted(shop);
      await add(shop, "bought");
      await choose(shop, "root.0", "through", "in");
      await says("through “web” at least twice.");
      holds((await counted(shop)) > 0, "the channel most people bought through is taken first");
      await values(shop, "root.0", ["Stall till"]);
      await says("through “Stall till” at least twice.");
      same(await counted(shop), 0, "nobody bought twice at the stall's till");
      await rewrite(shop, await within(shop, "root.0", "times"), "1");
      await choose(shop, "root.0", "order-amount", "at_most");
      await says("bought something in orders of at most €50 through “Stall till”.");
      same(await counted(shop), 24, "people of the stall");
      await add(shop, "where a yes");
      await values(shop, "root.1", ["Market stall"]);
      await says("and said yes to email at “Market stall”.");
      same(await counted(shop), 21, "of them said yes");
      await looked(shop, "builder-orders");
      for (const path of ["root.1", "root.0"]) await shop.click(`btn-remove-${path}`);
      await shop.see("start-permission");
      await counted(shop);
    },
  ],
  [
    "a distance is asked once a table of postcodes is loaded where it is chosen, and a bad one is told by row and column",
    async (shop) => {
      const table = (rows) => writeFileSync(join(shop.home, "postcodes.csv"), csv([["postcode", "latitude", "longitude", "place"], ...rows]));
      const note = (words) => shop.until(`the note says ${words}`, async () => (await shop.text("places-note")).includes(words));
      await shop.screen("segments");
      await shop.route("#/segments/new");
      await shop.see("screen-segment");
      await counted(shop);
      await add(shop, "distance from");
      await note("none is loaded");
      await looked(shop, "builder-no-places");
      table([["ZZ1", "52.50", "13.40", "Stallby"], ["ZZ2", "far", "13.40", "Stallby"]]);
      await shop.click("places-load");
      await shop.until("the bad row is told", () => shop.run(() => document.body.innerText.includes("Row 3, column “latitude”: not a number of degrees.")));
      await note("none is loaded");
      await looked(shop, "builder-bad-places");
      table([["ZZ1", "52.50", "13.40", "Stallby"], ["ZZ2", "52.60", "13.40", "Upper Stallby"]]);
      await shop.click("places-load");
      await note("no postcode in the table");
      await rewrite(shop, await within(shop, "root.0", "postcode"), "zz1");
      await shop.until("the sentence says it", async () => (await shop.text("segment-sentence")) === "People who live within 10 km of postcode “zz1”.");
      same(await counted(shop), 8, "people at the stall");
      await rewrite(shop, await within(shop, "root.0", "km"), "12");
      same(await counted(shop), 16, "and those 11.1 km off");
      await choose(shop, "root.0", "far", "farther");
      await rewrite(shop, await within(shop, "root.0", "km"), "11");
      same(await counted(shop), 8, "only those");
      await looked(shop, "builder-places");
      await shop.click("btn-remove-root.0");
      await shop.see("start-permission");
      await counted(shop);
    },
  ],
  [
    "a rule is built, moved about, taken back and saved with the keyboard alone",
    async (shop) => {
      const { browser } = shop;
      await shop.screen("segments");
      await shop.route("#/segments/new");
      await shop.see("screen-segment");
      await counted(shop);
      await tabTo(shop, "the first thing to ask", '[data-testid="start-date-last-purchase"]');
      await browser.keys("Enter");
      await focused(shop, "a new condition", '[data-node="root.0"] [data-chip]');
      await browser.keys(["Control", "a"]);
      await press(shop, "400");
      await shop.until("the sentence follows", async () => /last bought in the last 400 days/.test(await shop.text("segment-sentence")));
      const most = await counted(shop);

      await tabTo(shop, "the list of tests", '[data-node="root.0"] [data-testid="op"]', true);
      await browser.keys("ArrowDown");
      await shop.until("another test", async () => /did not buy in the last 400 days/.test(await shop.text("segment-sentence")));
      holds((await counted(shop)) !== most, "another test counts others");
      await browser.keys(["Control", "z"]);
      await shop.until("the test is back", async () => (await counted(shop)) === most);

      await tabTo(shop, "the way to add", '[data-add="root"]');
      await browser.keys("Enter");
      await press(shop, "yes or no");
      await browser.keys("Enter");
      await focused(shop, "a second condition", '[data-node="root.1"] select');
      const both = await counted(shop);
      holds(both < most, `${both} of ${most}`);

      await tabTo(shop, "its handle", '[data-handle="root.1"]', true);
      await focused(shop, "the handle", '[data-handle="root.1"]');
      await browser.keys("ArrowUp");
      await focused(shop, "the handle where it went", '[data-handle="root.0"]');
      holds(/Moved: number 1 of 2/.test(await shop.text("said")), "it says where it went");
      await browser.keys("d");
      await focused(shop, "the copy", '[data-handle="root.1"]');
      await browser.keys("Delete");
      await focused(shop, "what stands there now", '[data-handle="root.1"]');
      await browser.keys("g");
      await shop.see("group-root.1");
      await focused(shop, "the group's handle", '[data-handle="root.1"]');
      await tabTo(shop, "how the group joins", '[name="join-root.1"]');
      await browser.keys("ArrowRight");
      await shop.until("none of", () => shop.run(() => document.querySelector('[data-testid="join-none-root.1"]').checked));
      await shop.until("the sentence says none", async () => /did not last buy|did not buy/.test(await shop.text("segment-sentence")));
      same(await shop.number("count-root.1.0"), most, "the condition inside counts what it did");

      await tabTo(shop, "what else can be done with the group", '[data-testid="btn-more-root.1"]');
      await browser.keys("Enter");
      await shop.see("btn-ungroup");
      await browser.keys(["ArrowDown"]);
      await browser.keys(["ArrowDown"]);
      await shop.shot("builder-more");
      await browser.keys("Enter");
      await shop.gone("group-root.1");
      await focused(shop, "what was in the group", '[data-handle="root.1"]');
      await browser.keys(["Control", "z"]);
      await shop.see("group-root.1");
      await browser.keys(["Control", "Shift", "z"]);
      await shop.gone("group-root.1");
      same(await counted(shop), both, "the count of the same two conditions");

      await tabTo(shop, "the name", '[data-testid="segment-name"]', true);
      await press(shop, "By keyboard");
      await tabTo(shop, "the way to save", '[data-testid="btn-save-segment"]');
      await browser.keys("Enter");
      await shop.until("it is saved", async () => (await shop.text("btn-save-segment")) === "Saved");
    },
  ],
  [
    "a condition is dragged into a group with the mouse, and out of it again",
    async (shop) => {
      await shop.screen("segments");
      await shop.route("#/segments/new");
      await shop.see("screen-segment");
      await shop.click("start-permission");
      await shop.click("btn-add-group");
      await shop.click("btn-add-condition-root.1");
      await shop.click("subject-text-tag");
      await counted(shop);
      const handle = (path) => shop.browser.$(`[data-handle="${path}"]`);
      await (await handle("root.0")).dragAndDrop(await shop.find("condition-root.1.0"), { duration: 400 });
      await shop.until("both are in the group", async () => (await shop.there("condition-root.0.1")) && !(await shop.there("condition-root.1")));
      holds(/Moved/.test(await shop.text("said")), "it says so");
      await (await handle("root.0.1")).dragAndDrop(await shop.find("btn-add-condition"), { duration: 400 });
      await shop.until("it is out again", async () => (await shop.there("condition-root.1")) && !(await shop.there("condition-root.0.1")));
      await shop.click("btn-undo");
      await shop.click("btn-undo");
      await shop.until("as it was", () => shop.there("condition-root.1.0"));
      for (const path of ["root.1", "root.0"]) await shop.click(`btn-remove-${path}`);
      await shop.see("start-permission");
      await counted(shop);
    },
  ],
  [
    "the builder with every kind of condition, with what waits and with its lists open, is accessible and fits",
    async (shop) => {
      await shop.screen("segments");
      await shop.route("#/segments/new");
      await shop.see("screen-segment");
      await counted(shop);
      await shop.click("btn-add-condition");
      await shop.see("find-subject");
      await looked(shop, "builder-menu");
      await shop.browser.keys("Escape");
      const kinds = ["bought", "spent", "number-net-value", "bought-day-first", "did-email-opened", "sequence", "permission", "sample", "text-country", "text-postcode", "date-birthday"];
      for (const kind of kinds) {
        await shop.click("btn-add-condition");
        await shop.click(`subject-${kind}`);
      }
      await shop.see("waits-root.9");
      same(await shop.text("count-root.9"), "–", "the count of what waits");
      await shop.click("btn-add-group");
      await shop.click("btn-add-condition-root.11");
      await shop.click("subject-text-tag");
      await counted(shop);
      await shop.run(() => document.querySelector('[data-testid="condition-root.0"]').scrollIntoView({ block: "center" }));
      await looked(shop, "builder-many");
      await shop.run(() => document.querySelector('[data-testid="group-root.11"]').scrollIntoView({ block: "end" }));
      await looked(shop, "builder-waiting");
      await (await within(shop, "root.8", "values")).click();
      await shop.browser.$(".values-list").waitForDisplayed();
      await looked(shop, "builder-values", [[1024, 700]]);
      await shop.browser.keys("Escape");
      await choose(shop, "root.4", "window", "since");
      await (await within(shop, "root.4", "window-day-open")).click();
      await shop.browser.$(".day-list").waitForDisplayed();
      await looked(shop, "builder-days", [[1280, 800]]);
      await shop.browser.keys("Escape");
      await shop.screen("segments");
    },
  ],
];
