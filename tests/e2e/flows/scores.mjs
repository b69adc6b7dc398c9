// Scores: each question answered with its record, one person's reasons that sum, and a proof that is looked at.
import { looked } from "../looks.mjs";
import { holds, same } from "../window.mjs";

const settled = (shop, id, seconds = 60) =>
  shop.until(`“${id}” is there, and nothing is worked out any more`, async () => (await shop.there(id)) && !(await shop.there("loading")) && !(await shop.there("scores-working")), seconds);

async function opens(shop, where, id) {
  await shop.route(`#/scores/${where}`);
  await settled(shop, id);
}

/** Amounts and percents in a sum such as “€40 + €150 − €8 = €182”, with their signs. */
function addends(sum) {
  const [parts, whole] = sum.split("=");
  const numbers = (text) =>
    [...text.matchAll(/([−+-]?)\s*[^\d\s+−=-]*(\d[\d,]*(?:\.\d+)?)/g)].map(([, sign, figure]) => (/[−-]/.test(sign) ? -1 : 1) * Number(figure.replaceAll(",", "")));
  return [numbers(parts), numbers(whole)[0]];
}

export default [
  [
    "scores answer four questions, each with its record, and say whether they come back",
    async (shop) => {
      await shop.screen("scores");
      await settled(shop, "card-value", 120);
      for (const kind of ["value", "risk", "lead", "subscriber"]) {
        const said = await shop.text(`card-${kind}`);
        holds(/\d/.test(said) && said.includes("?"), `${kind} answers nothing: ${said}`);
        holds((await shop.text(`standing-${kind}`)).length > 3, `${kind} does not say whether it can be gone by`);
      }
      await shop.until("cohorts are counted", async () => /\d/.test(await shop.text("card-cohorts")));
      await looked(shop, "scores");
    },
  ],
  [
    "what customers are worth: past and expected apart, over another horizon, and by name",
    async (shop) => {
      await opens(shop, "value", "worth-past");
      const expected = async () => shop.text("worth-expected");
      const year = await expected();
      holds(/eight times in ten/.test(year), `no range: ${year}`);
      await looked(shop, "scores-value");
      await shop.click("horizon-90");
      await shop.until("a quarter is less than a year", async () => (await expected()) !== year && /90 days/.test(await expected()), 30);
      await shop.click("horizon-365");
      await shop.until("a year is what it was", async () => (await expected()) === year, 30);
      holds(Number(await shop.find("scores-table").getAttribute("data-total")) > 100, "everyone is listed");
    },
  ],
  [
    "one person’s reasons sum to the figure, by keyboard from the list and back to its place",
    async (shop) => {
      await opens(shop, "value", "scores-table-row");
      const table = await shop.see("scores-table");
      await shop.run((element) => element.focus(), table);
      await shop.browser.keys(["ArrowDown"]);
      await shop.browser.keys(["ArrowDown"]);
      await shop.browser.keys(["Enter"]);
      await settled(shop, "why-value");
      for (const sum of await shop.all("reasons-sum")) {
        const words = await shop.run((element) => element.innerText, sum);
        const [parts, whole] = addends(words);
        const all = parts.reduce((together, part) => together + part, 0);
        holds(parts.length > 1 && Math.abs(all - whole) < 0.011 * parts.length + (words.includes(".") ? 0 : parts.length), `does not sum: ${words}`);
      }
      await looked(shop, "scores-person");
      await shop.run(() => history.back());
      await settled(shop, "scores-table-row");
      same(await shop.run(() => document.querySelectorAll(".row.current").length), 1, "the list keeps its place");
    },
  ],
  [
    "who is slipping away: four bands, chosen for the list, and somebody put elsewhere and back",
    async (shop) => {
      await opens(shop, "risk", "band-slipping");
      await looked(shop, "scores-risk");
      const total = async () => Number(await shop.find("scores-table").getAttribute("data-total"));
      const worth = await total();
      const band = await shop.run((element) => Number(element.querySelector(".figure").innerText.replace(/\D/g, "")), await shop.see("band-slipping"));
      await shop.click("band-slipping");
      await shop.until("only they are listed", async () => (await total()) === band, 30);
      holds(worth > 0 && worth < band, `${worth} of ${band} who are slipping away are worth a word`);
      await shop.click("scores-table-row");
      await settled(shop, "why-risk");
      await shop.click("btn-know-better");
      await shop.type("put-note", "She said she is away until March");
      await shop.click("btn-put");
      await shop.see("btn-take-back");
      holds((await shop.text("by-hand-risk")).includes("away until March"), "the note is shown");
      await looked(shop, "scores-by-hand");
      await shop.click("btn-take-back");
      await shop.see("btn-know-better");
    },
  ],
  [
    "how right it was is said in words, drawn, and looked at, and the score says so from then on",
    async (shop) => {
      await opens(shop, "risk/proof", "proof-headline");
      holds(/\d/.test(await shop.text("proof-headline")), "the proof has a figure");
      await looked(shop, "scores-proof");
      if (await shop.there("btn-proof-seen")) {
        await shop.click("btn-skip-proof");
        await shop.see("skip-dialog");
        await shop.browser.keys(["Escape"]);
        await shop.gone("skip-dialog");
        await shop.click("btn-proof-seen");
        await settled(shop, "band-slipping");
      }
      await opens(shop, "", "card-risk");
      same(await shop.text("standing-risk"), "Ready", "what the card says");
      for (const kind of ["value", "lead"]) {
        await opens(shop, `${kind}/proof`, "screen-score-proof");
        await settled(shop, (await shop.there("proof-nothing")) ? "proof-nothing" : "screen-score-proof");
        await looked(shop, `scores-proof-${kind}`);
      }
    },
  ],
  [
    "home says as many are slipping away as the screen of scores, and leads there",
    async (shop) => {
      await opens(shop, "risk", "band-slipping");
      const digits = (element) => Number(element.querySelector(".figure, dd").innerText.replace(/\D/g, ""));
      const band = await shop.run(digits, await shop.see("band-slipping"));
      await shop.screen("home");
      const figure = await shop.see("figure-slipping");
      same(await shop.run(digits, figure), band, "slipping away");
      holds(/worth a word/.test(await shop.text("figure-slipping")), "those worth a word are told");
      await looked(shop, "home-slipping");
      await shop.run((element) => element.querySelector("a").click(), await shop.see("figure-slipping"));
      await settled(shop, "band-slipping");
    },
  ],
  [
    "a segment by a score: as many as the list has, of its day, and what was not looked at is not offered",
    async (shop) => {
      await opens(shop, "risk", "scores-table-row");
      if (await shop.there("band-slipping")) await shop.see("btn-make-segment");
      const listed = await shop.find("scores-table").getAttribute("data-total");
      await shop.click("btn-make-segment");
      await shop.see("screen-segment");
      await shop.until("as many are counted", async () => (await shop.there("segment-size")) && (await shop.text("segment-size")).replace(/\D/g, "") === listed, 60);
      holds(/As of .* neither above nor below/s.test(await shop.text("score-note")), "the day and those without a score are told");
      await looked(shop, "segment-by-score");
      await shop.click("btn-add-condition");
      await shop.see("fold-scores");
      holds(!(await shop.there("subject-score-worth")), "what cannot be asked is one line");
      await looked(shop, "segment-scores-folded");
      await shop.click("fold-scores");
      await shop.see("prove-value");
      await looked(shop, "segment-scores-offered");
      // Whoever looks for it by name finds it, and why it cannot be asked.
      await shop.type("find-subject", "worth in the next");
      const worth = await shop.see("subject-score-worth");
      holds(await shop.run((button) => button.disabled, worth), "what nobody looked at cannot be chosen");
      await shop.browser.keys(["Escape"]);
    },
  ],
  [
    "who is warm: tiers, or a card of points, or why there is none",
    async (shop) => {
      await opens(shop, "lead", "screen-score-lead");
      await shop.until("it has its answer", async () => (await shop.there("tier-hot")) || (await shop.there("score-not-offered")) || (await shop.there("score-too-little")), 60);
      await looked(shop, "scores-lead");
    },
  ],
  [
    "which subscribers may cancel: groups, why one may, how right it was, and a segment of the likeliest",
    async (shop) => {
      await opens(shop, "subscriber", "tier-hot");
      holds(/subscribers can be expected to cancel/.test(await shop.text("subscriber-headline")), "how many may cancel");
      await looked(shop, "scores-subscriber");
      const total = async () => Number(await shop.find("scores-table").getAttribute("data-total"));
      const all = await total();
      await shop.click("tier-hot");
      await shop.until("only the likeliest are listed", async () => (await total()) > 0 && (await total()) < all, 30);
      await shop.click("scores-table-row");
      await settled(shop, "why-subscriber");
      holds(/of subscribers; .* to cancel/.test(await shop.text("why-subscriber")), "one subscriber’s chance");
      await looked(shop, "scores-subscriber-person");
      await opens(shop, "subscriber/proof", "proof-headline");
      holds(/subscribers would cancel; \d+ did/.test(await shop.text("proof-headline")), "how right it was");
      await looked(shop, "scores-proof-subscriber");
      if (await shop.there("btn-proof-seen")) await shop.click("btn-proof-seen");
      await settled(shop, "tier-hot");
      await shop.click("tier-hot");
      await shop.until("everybody is listed again", async () => (await total()) === all, 30);
      await shop.click("btn-make-segment");
      await shop.see("screen-segment");
      await shop.until("as many are counted", async () => (await shop.there("segment-size")) && Number((await shop.text("segment-size")).replace(/\D/g, "")) === all, 60);
      await looked(shop, "segment-subscribers");
    },
  ],
  [
    "who comes back, month by month, in people and in money",
    async (shop) => {
      await opens(shop, "cohorts", "retention");
      holds((await shop.all("cohort")).length > 3, "a row for each month");
      await looked(shop, "scores-cohorts");
      const words = await shop.text("retention");
      await shop.click("cohorts-show-money");
      await shop.until("money is shown", async () => (await shop.text("retention")) !== words);
      await looked(shop, "scores-cohorts-money");
    },
  ],
];
