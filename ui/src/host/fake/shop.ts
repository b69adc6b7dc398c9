/** The make-believe people of the make-believe host: made from their number alone, so that a million cost nothing. */
import type { ContactChannel, MoneyView, PermissionState, PersonRowView } from "../../bindings";

const FIRST = "Ana Jörg Mei Tomás Olga Priya Noor Liam Sofia Elif Marta Henrik Yuki Amara Jonas Ines Kwame Lena Pavel Rosa Mia Theo Aisha Bram Chiara Dario Emma Felix Greta Hugo".split(" ");
const LAST = "Lim Weiß Tan Silva Petrova Nair Haddad Byrne Costa Demir Nowak Larsen Sato Okafor Keller Duarte Mensah Vogel Novák Ferri Bakker Moreau Khan Visser Russo Conti Larsson Braun Roth Martin".split(" ");
const PLACES = ["Hamburg, DE", "Hamburg, DE", "Berlin, DE", "Vienna, AT", "Porto, PT", "Utrecht, NL", "Graz, AT", "Bremen, DE", "Lübeck, DE", "Basel, CH"];
export const CATEGORIES = ["coffee", "tea", "gifts", "equipment", "subscription"] as const;
export const CHANNEL_LIST: readonly ContactChannel[] = ["email", "sms", "post", "phone"];
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const WEEKDAYS = "Sun Mon Tue Wed Thu Fri Sat".split(" ");
const TODAY = Date.UTC(2026, 10, 23);

export function money(minor: number): MoneyView {
  const sign = minor < 0 ? "−" : "";
  const size = Math.abs(minor);
  const whole = (n: number) => Math.trunc(n).toLocaleString("en-GB");
  const cents = String(size % 100).padStart(2, "0");
  return {
    minor,
    currency: "EUR",
    text: `${sign}€${whole(size / 100)}.${cents}`,
    rounded: `${sign}€${whole(Math.round(size / 100))}`,
  };
}

/** `Mon 23 Nov 2026`, so many days ago. */
export function dayAgo(days: number): string {
  const day = new Date(TODAY - days * 86_400_000);
  return `${WEEKDAYS[day.getUTCDay()]} ${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
}
export const isoAgo = (days: number): string => new Date(TODAY - days * 86_400_000).toISOString().slice(0, 10);

/** A number from 0 to 1 that is always the same for the same words. */
export function chance(...words: (string | number)[]): number {
  let hash = 2166136261;
  for (const char of words.join("·")) hash = Math.imul(hash ^ char.charCodeAt(0), 16777619);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2246822519);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 3266489917);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
const pick = <T>(list: readonly T[], at: number): T => list[Math.floor(at * list.length) % list.length]!;

export type Shopper = {
  id: string;
  number: number;
  name: string;
  email: string;
  place: string;
  purchases: number;
  refunds: number;
  minor: number;
  daysSince: number;
  firstAgo: number;
  likes: string;
  permissions: Record<ContactChannel, PermissionState>;
};

export function shopper(number: number): Shopper {
  const at = (what: string) => chance(what, number);
  const given = pick(FIRST, at("first"));
  const family = pick(LAST, at("last"));
  const nameless = at("nameless") < 0.02;
  const loyal = at("loyal");
  const purchases = loyal < 0.07 ? 0 : loyal < 0.5 ? 1 + Math.floor(at("few") * 2) : 3 + Math.floor(at("many") ** 3 * 60);
  const daysSince = Math.floor((purchases > 6 ? at("recent") ** 2 : at("recent")) * 700);
  const granted = at("yes");
  const state = (yes: number, no: number, x: number): PermissionState => (x < yes ? "granted" : x < no ? "refused" : "unknown");
  const local = `${given}.${family}${number}`.normalize("NFD").replace(/[^A-Za-z0-9.]/g, "").toLowerCase();
  return {
    id: `p${number}`,
    number,
    name: nameless ? `${local}@example.com` : `${given} ${family}`,
    email: at("email") < 0.96 ? `${local}@example.com` : "",
    place: at("place") < 0.9 ? pick(PLACES, at("town")) : "",
    purchases,
    refunds: purchases > 4 && at("refund") < 0.2 ? 1 : 0,
    minor: purchases * Math.round(1100 + at("spend") * 3900),
    daysSince,
    firstAgo: daysSince + purchases * 20,
    likes: pick(CATEGORIES, at("likes") ** 1.5),
    permissions: {
      email: state(0.65, 0.76, granted),
      sms: state(0.12, 0.17, at("sms")),
      post: state(0.22, 0.25, at("post")),
      phone: state(0.04, 0.09, at("phone")),
    },
  };
}

export function personRow(of: Shopper, useAllowed: boolean): PersonRowView {
  return {
    id: of.id,
    name: of.name,
    email: of.email,
    place: of.place,
    purchases: of.purchases,
    value: money(of.minor),
    last_purchase: of.purchases > 0 ? dayAgo(of.daysSince) : "",
    email_permission: of.permissions.email,
    use_allowed: useAllowed,
  };
}
