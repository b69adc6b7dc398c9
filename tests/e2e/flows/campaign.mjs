// A campaign as one real person would see it.
import { holds, same } from "../window.mjs";

export const audience = async (shop) => ({
  in: await shop.number("audience-in"),
  receive: await shop.number("audience-receive"),
});

export default [
  [
    "a campaign is previewed for a person",
    async (shop) => {
      await shop.screen("campaigns");
      await shop.see("campaign-message", 30);
      const { in: inSegment, receive } = await audience(shop);
      holds(receive > 0 && receive <= inSegment, `${receive} of ${inSegment} will receive it`);
      const people = await shop.all("preview-person");
      holds(people.length > 0, "there are people to look at");
      const other = people.at(-1);
      const id = await other.getAttribute("data-person");
      await other.click();
      await shop.until("the message is theirs", async () =>
        (await shop.find("campaign-message").getAttribute("data-person")) === id,
      );
      holds((await shop.text("message-subject")).length > 0, "a subject");
      holds((await shop.text("message-reason")).split(/\s+/).length > 2, "a reason");
    },
  ],
  [
    "the message cannot run or load anything",
    async (shop) => {
      const frame = await shop.see("message-frame");
      same(await frame.getAttribute("sandbox"), "", "the frame's sandbox");
      const html = await frame.getAttribute("srcdoc");
      holds(/Content-Security-Policy/i.test(html) && /default-src 'none'/.test(html), "the message carries its own policy");
      holds(!/<script|<link|<form|<iframe|onerror=/i.test(html), "nothing that runs or loads");
    },
  ],
  [
    "a campaign written to do harm reaches nobody",
    async (shop) => {
      const to = shop.sink.url;
      const hostile = [
        `<p>Looking for a way out, {{ first_name }}</p>`,
        `<link rel="preconnect" href="${to}"><link rel="dns-prefetch" href="${to}"><link rel="stylesheet" href="${to}a.css">`,
        `<meta http-equiv="refresh" content="0;url=${to}"><base href="${to}">`,
        `<img src="${to}pixel.gif" width="1" height="1"><img srcset="${to}large.png 2x"><table background="${to}t.png"><tr><td>x</td></tr></table>`,
        `<style>@import url(${to}b.css); p { background: url(${to}c.png) }</style><p style="background:url(${to}d.png)">x</p>`,
        `<iframe src="${to}"></iframe><object data="${to}"></object><video src="${to}v" poster="${to}p"></video>`,
        `<script>fetch("${to}")</script><img src="x" onerror="fetch('${to}')"><svg><image href="${to}s" /></svg>`,
      ].join("\n");
      const mode = (name) => shop.run((id) => document.querySelector(`[data-testid="${id}"]`).click(), `mode-${name}`);
      await mode("write");
      const body = await shop.see("campaign-body");
      // All of it at once, as it is pasted.
      await shop.run(
        (element, words) => {
          element.value = words;
          element.dispatchEvent(new Event("input", { bubbles: true }));
        },
        body,
        hostile,
      );
      await shop.until("the message is the hostile one", async () =>
        /Looking for a way out/.test(await (await shop.see("message-frame")).getAttribute("srcdoc")),
      );
      await shop.browser.pause(1500);
      const html = await (await shop.find("message-frame")).getAttribute("srcdoc");
      holds(!/<link|<base|<iframe|<object|<video|<script|http-equiv="refresh"|src="http/i.test(html), "nothing that loads is left in it");
      same(shop.sink.caught(), 0, "requests that got out");
      await shop.click("btn-starter");
      await mode("see");
    },
  ],
];
