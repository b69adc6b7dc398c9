/** Plain advice on a passphrase. Only its length and its obvious habits are looked at; the vault makes guessing slow. */

export type Advice = {
  /** 0 nothing, 1 weak, 2 good, 3 strong. */
  strength: 0 | 1 | 2 | 3;
  /** Long enough to be taken. */
  enough: boolean;
  words: string;
};

/** NIST SP 800-63B-4 asks for 15 characters where a passphrase is the only lock; four words come to about that. */
const LONG_ENOUGH = 15;
const STRONG = 22;
const COMMON = /passwor[dt]|qwert|letmein|iloveyou|12345|abcdef|11111|00000/i;

export function advise(passphrase: string, shop: string): Advice {
  const typed = passphrase.trim();
  if (typed === "") return { strength: 0, enough: false, words: "Four or five unrelated words are easy to keep and hard to guess." };
  const different = new Set(typed.toLowerCase()).size;
  const words = typed.split(/[\s\-_.,]+/).filter((word) => word.length > 1);
  const habit = habitOf(typed, words, shop);
  if (habit) return { strength: 1, enough: false, words: habit };
  if (typed.length < LONG_ENOUGH || different < 7) {
    const missing = LONG_ENOUGH - typed.length;
    const more = missing > 0 ? `${missing} more ${missing === 1 ? "character" : "characters"}, or another word or two.` : "Too much of the same; add other words.";
    return { strength: 1, enough: false, words: `Too easy to guess. ${more}` };
  }
  if (typed.length < STRONG || words.length < 4) return { strength: 2, enough: true, words: "Good. One more word would make it strong." };
  return { strength: 3, enough: true, words: "Strong." };
}

function habitOf(typed: string, words: string[], shop: string): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const name = plain(shop);
  if (name.length > 3 && plain(typed).replaceAll(name, "").length < 8) return "That is mostly the shop's name, the first thing anyone would try.";
  if (COMMON.test(typed) && typed.length < STRONG) return "That is among the first guesses anyone makes.";
  if (words.length > 1 && new Set(words.map((word) => word.toLowerCase())).size === 1) return "One word over and over is one word.";
  return undefined;
}
