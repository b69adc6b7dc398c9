// One screen, looked at: nothing for axe-core to complain of, nothing wider than the window, and its pictures.
import { holds } from "./window.mjs";

export const SIZES = [
  [1280, 800],
  [1024, 700],
];

/**
 * The two themes lay a screen out in the same way: all rules are asked of the light one at each size, and of the dark one
 * whether its colours can be read.
 */
export async function looked(shop, name, sizes = SIZES) {
  const complaints = [];
  await shop.still();
  for (const [width, height] of sizes) {
    await shop.size(width, height);
    for (const theme of ["light", "dark"]) {
      await shop.theme(theme);
      await shop.shot(`${name}-${theme}-${width}x${height}`);
      const found = await shop.complaints(theme === "light" ? undefined : ["color-contrast"]);
      complaints.push(...found.map((each) => `${theme} ${width}: ${each}`));
    }
    const over = await shop.run(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 1) complaints.push(`${width}: ${over} px wider than the window`);
  }
  await shop.size(1280, 800);
  await shop.moving();
  holds(complaints.length === 0, [...new Set(complaints)].slice(0, 12).join("\n"));
}
