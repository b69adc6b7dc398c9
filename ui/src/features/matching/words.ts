/** How sure a comparison is, said and drawn. */

/** 0.9 → "9 in 10", 0.984 → "98 in 100", 0.9996 → "more than 999 in 1,000". */
export function likely(probability: number): string {
  if (probability >= 0.999) return "more than 999 in 1,000";
  if (probability < 0.01) return "fewer than 1 in 100";
  const tenths = probability * 10;
  if (Math.abs(tenths - Math.round(tenths)) < 0.005) return `${Math.round(tenths)} in 10`;
  return `${Math.min(99, Math.max(1, Math.round(probability * 100)))} in 100`;
}

/** Bits at which the bar is full. */
const FULL = 10;

/** Share of the half bar, and which half. Close to nothing draws nothing. */
export function weight(bits: number): { share: number; side: "for" | "against" | "none" } {
  if (!Number.isFinite(bits) || Math.abs(bits) < 0.25) return { share: 0, side: "none" };
  return { share: Math.min(1, Math.abs(bits) / FULL), side: bits > 0 ? "for" : "against" };
}

/** "speaks strongly for one person", for whoever does not see the bar. */
export function weightWords(bits: number): string {
  const { share, side } = weight(bits);
  if (side === "none") return "says little";
  const how = share >= 0.6 ? "strongly " : share <= 0.2 ? "a little " : "";
  return `speaks ${how}${side} one person`;
}
