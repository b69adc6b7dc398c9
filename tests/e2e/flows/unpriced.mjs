// A shop whose orders tell who bought when, and not for how much: it comes in, who is slipping away is told, and no money is.
import { looked } from "../looks.mjs";
import { holds, same } from "../window.mjs";
import { bringIn, rehearse } from "./import.mjs";
import { give } from "./intake.mjs";

const PASSPHRASE = "kettle harbour slate june";

/** Who bought when in the two years before today. */
function visits() {
  const rows = ["Order ID,Email,Order date"];
  let dice = 7;
  const roll = (below) => {
    dice = (dice * 48_271) % 2_147_483_647;
    return dice % below;
  };
  for (let person = 0; person < 240; person += 1) {
    const gap = [20, 35, 60, 90][person % 4];
    for (let back = 60 + roll(700); back > 0; back -= 1 + roll(2 * gap)) {
      rows.push(`${rows.length},visitor${person}@example.com,${new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10)}`);
      if (roll(100) < 14) break;
    }
  }
  return rows.join("\n");
}

const moneyless = async (shop, where) => holds(!/€|£|\$|NaN|null|undefined/.test(await shop.text(where)), `money on ${where}: ${await shop.text(where)}`);

export default [
  [
    "orders without amounts come in once it is said that they have none",
    async (shop) => {
      await shop.click("btn-lock");
      await shop.see("screen-welcome", 20);
      await shop.click("btn-create");
      await shop.type("field-name", "Market Stall");
      await shop.type("field-new-passphrase", PASSPHRASE);
      await shop.type("field-passphrase-again", PASSPHRASE);
      await shop.click("check-understood");
      await shop.click("btn-create-vault");
      await shop.see("screen-home", 30);
      await shop.click("btn-recovery-later", 30);
      await shop.gone("recovery-dialog");
      await give(shop, "visits.csv", visits());
      // Its columns are known and nothing is chosen: only the question what the orders came to stands in the way.
      await shop.see("import-amounts");
      same(await shop.there("import-missing"), false, "what is asked is said once");
      same(await shop.find("btn-to-origin").isEnabled(), false, "going on without an answer");
      await looked(shop, "import-amounts");
      await shop.click("no-amounts");
      await shop.until("it can go on", () => shop.find("btn-to-origin").isEnabled());
      await rehearse(shop, "The till's list", { basis: "contract", collected: "purchase" });
      await bringIn(shop);
      await moneyless(shop, "import-report");
      await shop.shot("unpriced-report");
    },
  ],
  [
    "who is slipping away is told, proved and listed without any money",
    async (shop) => {
      await shop.screen("scores");
      await shop.see("card-risk", 60);
      same(await shop.text("standing-value"), "Needs amounts", "what customers are worth");
      holds(/customers are slipping away/.test(await shop.text("answer-risk")), await shop.text("answer-risk"));
      await shop.until("months are counted", async () => !/Counting/.test(await shop.text("card-cohorts")));
      await looked(shop, "unpriced-scores");
      await shop.click("btn-open-risk");
      await shop.see("risk-not-weighed", 30);
      await shop.see("scores-table-row");
      await moneyless(shop, "screen-score-risk");
      await looked(shop, "unpriced-risk");
      await shop.click("scores-table-row");
      await shop.see("why-risk", 30);
      await moneyless(shop, "why-risk");
      await looked(shop, "unpriced-why");
      await shop.route("#/scores/risk/proof");
      await shop.see("proof-headline", 60);
      await moneyless(shop, "screen-score-proof");
      await looked(shop, "unpriced-proof");
      await shop.click("btn-proof-seen");
      await shop.see("screen-score-risk", 30);
      await shop.route("#/scores/value");
      await shop.see("score-no-amounts", 30);
      await looked(shop, "unpriced-value");
      await shop.route("#/scores/cohorts");
      await shop.see("rfm", 30);
      await looked(shop, "unpriced-cohorts");
    },
  ],
  [
    "home and the list of people say no money either",
    async (shop) => {
      await shop.screen("home");
      await shop.see("figure-slipping", 60);
      await moneyless(shop, "screen-home");
      await looked(shop, "unpriced-home");
      await shop.screen("people");
      await shop.see("people-table-row");
      await moneyless(shop, "screen-people");
      await looked(shop, "unpriced-people");
    },
  ],
];
