/** What a person types to be sure of an erasure: the name of the one who goes, so that it cannot be the wrong one by habit. */

const plain = (text: string): string => text.normalize("NFKC").trim().replace(/\s+/g, " ").toLocaleLowerCase();

/** The name, or a plain word where there is no name to type. */
export function wordToType(name: string): string {
  const clean = name.trim().replace(/\s+/g, " ");
  return clean === "" || plain(clean) === "no name" ? "erase" : clean;
}

/** Whether what was typed is that, letter case and spaces aside. */
export function confirms(typed: string, name: string): boolean {
  return plain(typed) === plain(wordToType(name));
}
