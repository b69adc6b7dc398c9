// One screen, looked at: nothing for axe-core to complain of, nothing wider than the window, and its pictures.
import { holds } from "./window.mjs";

export const SIZES = [
  [1280, 800],
  [1024, 700],
];

export async function looked(shop, name, sizes = SIZES) {
  const complaints = [];
  for (const [width, height] of sizes) {
    await shop.size(width, height);
    for (const theme of ["light", "dark"]) {
      await shop.theme(theme);
      await shop.browser.pause(200);
      await shop.shot(`${name}-${theme}-${width}x${height}`);
      complaints.push(...(await shop.complaints()).map((each) => `${theme} ${width}: ${each}`));
    }
    const over = await shop.run(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 1) complaints.push(`${width}: ${over} px wider than the window`);
  }
  await shop.size(1280, 800);
  await shop.run(() => delete document.documentElement.dataset.theme);
  holds(complaints.length === 0, [...new Set(complaints)].slice(0, 12).join("\n"));
}
