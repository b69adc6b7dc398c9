/** What people do, as the steps of a sequence say it. */

import type { Deed, EventKind } from "../../bindings";
import type { Choice } from "./wording";

type DeedId = "bought" | EventKind;

/** What a step of a sequence can be: as it was done, and as it was not. */
const DEEDS: Record<DeedId, [did: string, not: string]> = {
  bought: ["bought", "buy"],
  email_opened: ["opened an email", "open an email"],
  email_clicked: ["clicked in an email", "click in an email"],
  visit: ["visited", "visit"],
  survey_answered: ["answered a survey", "answer a survey"],
  contest_entered: ["entered a contest", "enter a contest"],
  support_asked: ["asked for help", "ask for help"],
  subscription_started: ["started a subscription", "start a subscription"],
  subscription_cancelled: ["cancelled a subscription", "cancel a subscription"],
  email_sent: ["was sent an email", "get sent an email"],
  email_bounced: ["had an email come back", "have an email come back"],
  unsubscribed: ["unsubscribed", "unsubscribe"],
};

export function deeds(not: boolean): Choice<DeedId>[] {
  return (Object.entries(DEEDS) as [DeedId, [string, string]][]).map(([value, words]) => ({ value, words: words[not ? 1 : 0] }));
}

export function deedId(deed: Deed): DeedId {
  return deed.deed === "bought" ? "bought" : deed.event;
}
