// A person says no and leaves the audience; is erased and cannot be found.
import { holds, same } from "../window.mjs";
import { audience } from "./campaign.mjs";

/** Everyone's: which segment is written to depends else on what was looked at before, and one may ask for a yes itself. */
const openAudience = async (shop) => {
  await shop.screen("home");
  await shop.route("#/campaigns?segment=everyone");
  await shop.see("audience-receive", 30);
  return audience(shop);
};

export default [
  [
    "a person opts out of email and leaves the audience",
    async (shop) => {
      const before = await openAudience(shop);
      // One of those this audience is shown by: which segment is written to depends on what was looked at before.
      const id = await (await shop.all("preview-person")).at(-1)?.getAttribute("data-person");
      holds(id, "the audience shows somebody who will receive it");
      shop.seen.receiver = id;
      await shop.screen("privacy");
      await shop.route(`#/privacy?person=${id}`);
      await shop.see("privacy-name", 20);
      shop.seen.name = await shop.text("privacy-name");
      await shop.click("btn-opt-out-email");
      await shop.see("privacy-said");
      await openAudience(shop);
      // What was counted before may stand there until it is counted anew.
      await shop.until("one fewer will receive it", async () => (await audience(shop)).receive === before.receive - 1);
      same((await audience(shop)).in, before.in, "who is in the segment");
    },
  ],
  [
    "the same person stops the use of their data and leaves the segment",
    async (shop) => {
      const before = await openAudience(shop);
      await shop.screen("privacy");
      await shop.route(`#/privacy?person=${shop.seen.receiver}`);
      await shop.click("btn-opt-out-use");
      await shop.see("use-stopped");
      await openAudience(shop);
      await shop.until("one fewer is in the segment", async () => (await audience(shop)).in === before.in - 1);
    },
  ],
  [
    "a person is erased, with proof, and cannot be found",
    async (shop) => {
      await shop.screen("people");
      await shop.type("people-search", "zandvoort");
      await shop.until("one person is found", async () => (await shop.number("people-total")) === 1);
      await shop.click("people-table-row");
      await shop.see("screen-person");
      const id = (await shop.run(() => location.hash)).split("/").at(-1);
      await shop.click("btn-erase");
      await shop.see("privacy-name", 20);
      await shop.click("btn-erase");
      await shop.see("dialog-erase");
      await shop.see("erase-what");
      await shop.shot("privacy-erase");
      holds(!(await shop.find("btn-confirm-erase").isEnabled()), "not before the name is typed");
      await shop.type("erase-confirm", "Wilhelmina Zandvoort");
      await shop.click("btn-confirm-erase");
      await shop.see("erasure-receipt", 60);
      same(await shop.find("erasure-receipt").getAttribute("data-traces"), "0", "traces found");
      const proof = await shop.run(() => document.querySelector("[data-testid=log-proof-text]")?.textContent ?? "");
      holds(/^regulars proof 1\n/.test(proof) && proof.includes("verb erase"), "the receipt carries its proof");
      holds(!/Zandvoort|@example/i.test(proof), "the proof names nobody");
      await shop.shot("privacy-receipt");
      await shop.click("btn-receipt-done");
      await shop.screen("people");
      await shop.type("people-search", "zandvoort");
      await shop.see("people-none");
      await shop.click("btn-clear-search");
      await shop.route(`#/people/${id}`);
      await shop.see("problem");
      holds(!/Zandvoort/i.test(await shop.words()), "the name is nowhere on the screen");
    },
  ],
  [
    "the log holds, and names nobody",
    async (shop) => {
      await shop.screen("privacy");
      await shop.click("tab-log");
      await shop.click("btn-verify-log");
      await shop.see("log-check", 20);
      same(await shop.find("log-check").getAttribute("data-sound"), "true", "the chain");
      const log = await shop.text("log-table");
      holds(!/Zandvoort|@example/i.test(log), "the log holds a name or an address");
    },
  ],
];
