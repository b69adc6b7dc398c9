/** How many times as much: `1.9×`, `12×`, `0.6×`. */
export function times(ratio: number): string {
  if (!Number.isFinite(ratio)) return "–";
  if (ratio >= 9.95) return `${Math.round(ratio)}×`;
  return `${ratio.toFixed(1)}×`;
}
