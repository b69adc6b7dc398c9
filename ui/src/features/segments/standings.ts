/** The words for where customers stand: RFM and the stages of a customer. */

import type { LifeStage, RfmGroup, RfmPart } from "../../bindings";
import { type Choice, choices } from "./wording";

export const RFM_GROUPS: Choice<RfmGroup>[] = choices({
  champions: { words: "Champions", hint: "very lately, often and much" },
  loyal: { words: "Loyal", hint: "often and much, not long ago" },
  potential_loyalist: { words: "Potential loyalist", hint: "lately, more than once or for a good sum" },
  new: { words: "New", hint: "very lately, little so far" },
  promising: { words: "Promising", hint: "lately, little so far" },
  needs_attention: { words: "Needs attention", hint: "in the middle of everything" },
  about_to_sleep: { words: "About to sleep", hint: "some while ago, not much" },
  at_risk: { words: "At risk", hint: "worth a good deal, long away" },
  cannot_lose: { words: "Cannot lose them", hint: "the most valuable of those long away" },
  hibernating: { words: "Hibernating", hint: "long away, worth little" },
  lost: { words: "Lost", hint: "longest away, worth little" },
});

export const RFM_PARTS: Choice<RfmPart>[] = choices({
  recency: { words: "how lately", menu: "how lately they bought" },
  frequency: { words: "how often", menu: "how often they bought" },
  money: { words: "how much", menu: "how much they spent" },
});

export const SCORES: Choice[] = ["1", "2", "3", "4", "5"].map((value) => ({ value, words: value }));

export const STAGES: Choice<LifeStage>[] = choices({
  new: { words: "new", hint: "first bought in the last 30 days" },
  active: { words: "active", hint: "within their own rhythm" },
  cooling: { words: "cooling", hint: "a little longer away than usual" },
  at_risk: { words: "at risk", hint: "twice their usual gap and more" },
  lost: { words: "lost", hint: "so long away that few come back" },
});
