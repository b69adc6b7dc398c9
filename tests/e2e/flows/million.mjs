// The list of people with a million rows: the last one is reached. The rows are made up in the page; the table, the
// scrolling and the webview with its limit on heights are the real ones.
import { holds } from "../window.mjs";

const TOTAL = 1_000_000;

export default [
  [
    "the last of a million rows is reached by keyboard and by scrolling",
    async (shop) => {
      await shop.screen("home");
      await shop.run((total) => {
        const real = window.fetch;
        window.__realFetch = real;
        window.fetch = async (resource, options) => {
          const url = String(resource?.url ?? resource);
          if (!/ipc.*\/people$/.test(url)) return real(resource, options);
          const { request } = JSON.parse(new TextDecoder().decode(await new Response(options.body).arrayBuffer()));
          const first = request.offset ?? 0;
          const rows = Array.from({ length: Math.max(0, Math.min(request.limit, total - first)) }, (_, at) => ({
            id: `p${first + at + 1}`,
            name: `Person ${first + at + 1}`,
            email: "",
            place: "",
            purchases: 1,
            value: { minor: 100, currency: "EUR", text: "€1.00", rounded: "€1" },
            last_purchase: "",
            email_permission: "unknown",
            use_allowed: true,
          }));
          return new Response(JSON.stringify({ total, offset: first, rows }), {
            headers: { "content-type": "application/json", "Tauri-Response": "ok" },
          });
        };
      }, TOTAL);
      try {
        await shop.screen("people");
        await shop.until("a million people", async () => (await shop.number("people-total")) === TOTAL);
        const last = () => shop.run(() => document.querySelector('[data-testid="people-table"]').innerText.includes("Person 1000000"));
        await shop.run(() => {
          const box = document.querySelector('[data-testid="people-table"]');
          box.focus();
          box.scrollTop = box.scrollHeight;
        });
        await shop.until("the last row, by scrolling", last);
        const seen = await shop.run(() => {
          const box = document.querySelector('[data-testid="people-table"]');
          const rows = [...box.querySelectorAll('[data-testid="people-table-row"]')];
          const bottom = rows.at(-1).getBoundingClientRect().bottom;
          return { gap: bottom - box.getBoundingClientRect().bottom, at: rows.at(-1).getAttribute("aria-rowindex"), drawn: rows.length };
        });
        holds(seen.gap <= 1, `the last row ends ${seen.gap} px under the table's edge`);
        holds(seen.at === String(TOTAL + 1), `its place is ${seen.at}`);
        holds(seen.drawn < 200, `${seen.drawn} rows are drawn`);
        await shop.browser.keys("Home");
        await shop.until("the first row", () =>
          shop.run(() => /Person 1\b/.test(document.querySelector('[data-testid="people-table"]').innerText)),
        );
        await shop.browser.keys("End");
        await shop.until("the last row, by keyboard", last);
      } finally {
        await shop.run(() => {
          window.fetch = window.__realFetch;
        });
        await shop.screen("home");
      }
    },
  ],
];
