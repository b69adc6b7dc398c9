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
      shop.seen.receiver = id;
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
];
