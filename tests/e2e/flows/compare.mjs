// Saved segments laid beside each other, chosen freely: from the list, and from a segment's own page.
import { looked } from "../looks.mjs";
import { holds, same } from "../window.mjs";

const SAVED = [
  ["Compared: yes to email", { type: "permission", channel: "email", state: "granted" }],
  ["Compared: three orders", { type: "number", field: "purchases", test: { op: "at_least", value: 3 } }],
  ["Compared: nobody", { type: "number", field: "purchases", test: { op: "at_least", value: 100000 } }],
];

export default [
  [
    "segments chosen freely are compared: how they overlap, how they differ from everyone, and where there is too little to say",
    async (shop) => {
      const ids = await shop.runAsync(async (saved, done) => {
        const ids = [];
        for (const [name, rule] of saved) {
          const view = await window.__TAURI_INTERNALS__.invoke("segment_save", { id: null, name, rule: { version: 2, root: { type: "all", rules: [rule] } } });
          ids.push(view.id);
        }
        done(ids);
      }, SAVED);
      await shop.screen("home");
      await shop.screen("segments");
      await shop.click("btn-compare");
      await shop.see("screen-compare");
      await shop.see("compare-hint");
      // By keyboard: the boxes are one after the other.
      await shop.run((id) => document.querySelector(`[data-testid="compare-${id}"]`).focus(), ids[0]);
      await shop.browser.keys(" ");
      await shop.until("one is ticked", async () => /one more/.test(await shop.text("compare-hint")));
      await shop.run((id) => document.querySelector(`[data-testid="compare-${id}"]`).focus(), ids[1]);
      await shop.browser.keys(" ");
      await shop.see("compare-table");
      const table = await shop.text("compare-table");
      holds(/none against another/.test(await shop.text("compare-tested")), "what is not tested is said");
      holds(table.includes(SAVED[0][0]) && table.includes(SAVED[1][0]) && /Everyone/.test(table), "each has a column, and everyone");
      holds(/index \d|no clear difference/.test(table), "each difference says whether it is one");
      await shop.see("overlap-drawing");
      // In exactly one column each: the columns add up to everybody in any of them.
      const [any, sum] = await shop.run(() => {
        const number = (text) => Number(text.replace(/\D/g, ""));
        const bars = [...document.querySelectorAll('[data-testid="overlap-drawing"] .bars b')].map((each) => number(each.textContent));
        return [number(document.querySelector('[data-testid="overlap"] .head span').textContent), bars.reduce((a, b) => a + b, 0)];
      });
      same(sum, any, "people in the columns");
      await looked(shop, "compare-two");
      await shop.click(`compare-${ids[2]}`);
      await shop.until("a segment of nobody says so", async () => /too few to say/.test(await shop.text("compare-table")));
      await looked(shop, "compare-three", [[1024, 700]]);

      await shop.route(`#/segments/${ids[0]}`);
      await shop.see("screen-segment");
      await shop.click("beside-overlap");
      await shop.click("link-compare");
      await shop.see("compare-hint");
      same(await shop.run((id) => document.querySelector(`[data-testid="compare-${id}"]`).checked, ids[0]), true, "the segment one came from is ticked");
      for (const id of ids) await shop.runAsync((one, done) => window.__TAURI_INTERNALS__.invoke("segment_delete", { id: one }).finally(done), id);
      await shop.screen("segments");
    },
  ],
];
