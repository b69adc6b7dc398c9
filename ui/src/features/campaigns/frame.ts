/**
 * How tall a message will be. A sealed frame cannot be measured from outside, and one that scrolls inside itself swallows
 * the wheel, so the frame is made tall enough for its text and the page around it scrolls.
 */

export const WIDTHS = { phone: 375, desktop: 640 } as const;
export type Device = keyof typeof WIDTHS;

const LINE = 26;
const LETTER = 8.2;
const MARGIN = 48;

/** Pixels, on the generous side: a little empty paper is better than a hidden last line. */
export function heightFor(text: string, html: string, width: number): number {
  const letters = Math.max(16, Math.floor((width - MARGIN) / LETTER));
  const lines = text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil([...line].length / letters)), 0);
  const blocks = (html.match(/<(?:p|h[1-6]|li|table|tr|hr|div|ul|ol)\b/gi) ?? []).length;
  const pictures = (html.match(/<img\b/gi) ?? []).length;
  return Math.max(320, MARGIN + lines * LINE + blocks * 12 + pictures * 160);
}
