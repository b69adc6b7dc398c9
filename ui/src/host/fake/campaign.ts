/** A make-believe message and who would get it. */
import type { CampaignPreviewView, Counted } from "../../bindings";
import type { Shopper } from "./shop";

export const STARTER = `Subject: The winter roast is in, {{ first_name | default: "there" }}

<p>Hello {{ first_name | default: "there" }},</p>
<p>the <strong>winter roast</strong> is on the shelf from Thursday, darker and a little sweeter.</p>
<p>{{ reason }}</p>
<p>Harbour Street Coffee, Harbour Street 4, 20457 Hamburg. <a href="{{ stop_link }}">Stop these messages</a></p>
`;

const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

export function preview(
  template: string,
  name: string,
  members: readonly Shopper[],
  leftOut: Counted[],
  receivers: readonly Shopper[],
  person: Shopper | undefined,
): CampaignPreviewView {
  const reason = "Because you bought coffee 4 times this year.";
  const shown = person ?? receivers[0];
  const fill = (text: string) =>
    text
      .replace(/\{\{\s*first_name[^}]*\}\}/g, escape(shown?.name.split(" ")[0] ?? "there"))
      .replace(/\{\{\s*reason\s*\}\}/g, reason)
      .replace(/\{\{\s*stop_link\s*\}\}/g, "#");
  const [head = "", ...body] = template.split("\n");
  const html = `<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><style>body{font:16px/1.6 Georgia,serif;margin:24px;color:#222}</style></head><body>${fill(body.join("\n"))}</body></html>`;
  const ref = (one: Shopper) => ({ id: one.id, name: one.name });
  const hard = [receivers.find((one) => one.name.includes("@")), [...receivers].sort((a, b) => b.name.length - a.name.length)[0]];
  return {
    message: shown
      ? {
          person: ref(shown),
          to: shown.email,
          from_name: "Harbour Street Coffee",
          subject: fill(head.replace(/^Subject:\s*/, "")),
          html,
          text: fill(body.join("\n")).replace(/<[^>]+>/g, ""),
          reason,
        }
      : null,
    audience: { segment: name, in_segment: members.length, left_out: leftOut, will_receive: receivers.length },
    checks: [
      { outcome: "good", words: "A postal address and a one-step stop link" },
      { outcome: "good", words: "Every message says why, in ten words or fewer" },
      { outcome: "note", words: "9 people have no first name and see “there”" },
      { outcome: "bad", words: "Two pictures would be loaded from another company’s server" },
    ],
    hard_cases: hard.flatMap((one, n) =>
      one ? [{ why: n ? "Longest name" : "No first name", detail: n ? one.name : "falls back to “there”", person: ref(one) }] : [],
    ),
    others: receivers.slice(0, 6).map(ref),
    used_to_choose: "country, orders",
    used_in_text: "first name",
  };
}
