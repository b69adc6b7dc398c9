// Every screen: nothing for axe-core to complain of, nothing wider than the window, and pictures in light and dark at
// both sizes, to be looked at.
import { holds } from "../window.mjs";

const SCREENS = ["home", "import", "people", "person", "segments", "segment", "personas", "campaigns", "privacy"];
const SIZES = [
  [1280, 800],
  [1024, 700],
];

async function open(shop, screen) {
  if (screen === "person") {
    await shop.screen("people");
    await shop.see("people-table-row");
    await shop.click("people-table-row");
  } else if (screen === "segment") {
    await shop.screen("segments");
    await shop.see("segments-table");
    const link = await shop.browser.$('[data-testid="segment-row"] a');
    await link.click();
  } else {
    await shop.screen(screen);
  }
  await shop.see(`screen-${screen}`);
  await shop.until(`${screen} has its answer`, async () => !(await shop.there("loading")), 30);
  await shop.browser.pause(400);
}

export default SCREENS.map((screen) => [
  `${screen} is accessible, fits, and has its pictures`,
  async (shop) => {
    await open(shop, screen);
    const complaints = [];
    for (const [width, height] of SIZES) {
      await shop.size(width, height);
      for (const theme of ["light", "dark"]) {
        await shop.theme(theme);
        await shop.browser.pause(200);
        await shop.shot(`${screen}-${theme}-${width}x${height}`);
        complaints.push(...(await shop.complaints()).map((each) => `${theme} ${width}: ${each}`));
      }
      const over = await shop.run(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 1) complaints.push(`${width}: ${over} px wider than the window`);
    }
    await shop.size(1280, 800);
    await shop.run(() => delete document.documentElement.dataset.theme);
    holds(complaints.length === 0, [...new Set(complaints)].slice(0, 12).join("\n"));
  },
]);
