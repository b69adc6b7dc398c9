/**
 * Which rows of a long list are on screen. Browsers cap an element's height, and far down a tall element they paint
 * rows askew or not at all (positions are kept with 24 bits). So the rows are placed in the pane that is looked
 * through, where all distances are small, and past the cap the scroll bar is scaled.
 */

export const ROW_HEIGHT = 32;
/** Whole pixels are exact in 24 bits up to 16,777,216; WebKitGTK's own limit is 33,554,426. */
export const HEIGHT_CAP = 16_000_000;
const SPARE_ROWS = 8;

export type RowWindow = {
  /** Height of the scrolled element. */
  height: number;
  /** First row to draw, and the one after the last. */
  first: number;
  end: number;
  /** Where the first drawn row stands, in pixels from the top of the pane: 0 or less. */
  top: number;
};

/** How many rows pass for one pixel of scrolling, relative to unscaled. 1 for all but enormous lists. */
function scale(total: number, view: number): number {
  const real = total * ROW_HEIGHT;
  const shown = Math.min(real, HEIGHT_CAP);
  return shown <= view || real === shown ? 1 : (real - view) / (shown - view);
}

export function rowWindow(total: number, scrolled: number, view: number): RowWindow {
  const height = Math.min(total * ROW_HEIGHT, HEIGHT_CAP);
  const real = scrolled * scale(total, view);
  const first = Math.max(0, Math.min(total, Math.floor(real / ROW_HEIGHT) - SPARE_ROWS));
  const end = Math.min(total, Math.ceil((real + view) / ROW_HEIGHT) + SPARE_ROWS);
  return { height, first, end, top: first * ROW_HEIGHT - real };
}

/** How far to scroll so that this row is in view; the present place when it already is. */
export function scrollTo(index: number, total: number, scrolled: number, view: number): number {
  const factor = scale(total, view);
  const real = scrolled * factor;
  const above = index * ROW_HEIGHT;
  const below = above + ROW_HEIGHT;
  if (above < real) return above / factor;
  if (below > real + view) return (below - view) / factor;
  return scrolled;
}
