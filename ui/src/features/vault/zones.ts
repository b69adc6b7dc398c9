/** Time zones as they are chosen: by part of the world, places without underlines. */

export function places(zones: readonly string[]) {
  return zones.map((value) => {
    const cut = value.indexOf("/");
    if (cut < 0) return { value, label: value };
    return { value, label: value.slice(cut + 1).replaceAll("_", " ").replaceAll("/", ", "), group: value.slice(0, cut) };
  });
}

/** As one says it: some computers call UTC "Etc/UTC". */
export const plain = (zone: string) => (zone === "Etc/UTC" ? "UTC" : zone.replaceAll("_", " "));
