/** Where a file comes from, how its people came to be in it, and what they allowed. */

import type { Basis, Collected, ContactChannel, ImportPlanView, MappingView, Permit, ProvenanceRequest, Purpose } from "../../bindings";

export const BASES: { value: Basis; words: string; hint: string }[] = [
  { value: "consent", words: "They agreed", hint: "They signed up or ticked a box, and you can say when and where." },
  { value: "contract", words: "They bought from you", hint: "You need it to serve the order. It does not cover marketing by itself." },
  { value: "legitimate_interest", words: "A fair interest of yours", hint: "You weighed it against theirs and wrote that down." },
  { value: "unstated", words: "I do not know yet", hint: "It will show as a gap to close." },
];

export const PURPOSES: { value: Purpose; words: string }[] = [
  { value: "news", words: "News" },
  { value: "offers", words: "Offers" },
  { value: "service", words: "Their orders" },
];

export const CHANNELS: { value: ContactChannel; words: string; target: string }[] = [
  { value: "email", words: "Email", target: "email_permission" },
  { value: "sms", words: "Text message", target: "sms_permission" },
  { value: "post", words: "Post", target: "post_permission" },
  { value: "phone", words: "Phone", target: "phone_permission" },
];

const SHOPS = /shopify|woocommerce|square|stripe|etsy/i;
const LISTS = /mailchimp|klaviyo|brevo|listmonk|hubspot/i;
const DOORS = /eventbrite/i;

/** What to start from: what was said of such a file last time, or what the export tells by itself. */
export function firstOrigin(plan: ImportPlanView): ProvenanceRequest {
  if (plan.remembered) return plan.remembered.provenance;
  const known = /^columns matched/i.test(plan.recognised_as) ? "" : plan.recognised_as;
  const said = (basis: Basis, collected: Collected): ProvenanceRequest => ({
    source: known,
    basis,
    collected,
    collected_on: null,
    permits: [],
    notice: "",
  });
  if (plan.mapping.kind === "orders" || SHOPS.test(known)) return said("contract", "purchase");
  if (LISTS.test(known)) return said("consent", "form");
  if (DOORS.test(known)) return said("contract", "in_person");
  return said("unstated", "unstated");
}

/** Channels that no column of the file speaks of: only for these can the person say what everybody agreed to. */
export function silentChannels(mapping: MappingView): typeof CHANNELS {
  return CHANNELS.filter((channel) => !mapping.columns.some((column) => column.target === channel.target));
}

export function permits(origin: ProvenanceRequest, channel: ContactChannel, purpose: Purpose): boolean {
  return origin.permits?.some((permit) => permit.channel === channel && permit.purposes.includes(purpose)) ?? false;
}

/** Says or takes back that everybody agreed to a channel for a purpose. */
export function setPermit(origin: ProvenanceRequest, channel: ContactChannel, purpose: Purpose, on: boolean): ProvenanceRequest {
  const before = origin.permits ?? [];
  const had = before.find((permit) => permit.channel === channel)?.purposes ?? [];
  const purposes = PURPOSES.map((each) => each.value).filter((each) => (each === purpose ? on : had.includes(each)));
  const others = before.filter((permit) => permit.channel !== channel);
  return { ...origin, permits: purposes.length ? [...others, { channel, purposes }] : others };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** Whether it is a day as 2026-11-23. Nothing at all will do too. */
export function isDay(words: string | null | undefined): boolean {
  if (!words) return true;
  const at = new Date(`${words}T00:00:00Z`);
  return DAY.test(words) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(words);
}

/** What goes to the program: permits only for channels that no column speaks of, and none at all from a source that nobody may use. */
export function sent(origin: ProvenanceRequest, mapping: MappingView, quarantines: boolean): ProvenanceRequest {
  const silent = new Set(silentChannels(mapping).map((channel) => channel.value));
  const kept: Permit[] = quarantines ? [] : (origin.permits ?? []).filter((permit) => silent.has(permit.channel));
  return { ...origin, source: origin.source.trim(), collected_on: origin.collected_on?.trim() || null, permits: kept, notice: origin.notice?.trim() ?? "" };
}
