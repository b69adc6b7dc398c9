// Every screen with the sample shop in it, light and dark, at both sizes.
import { looked } from "../looks.mjs";

const SCREENS = ["home", "import", "people", "person", "segments", "segment", "personas", "campaigns", "privacy", "fields", "waiting", "same", "decisions", "trust"];
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
  } else if (screen === "fields" || screen === "waiting") {
    await shop.screen("privacy");
    await shop.click(`privacy-page-${screen}`);
    return shop.until(`${screen} has its answer`, async () => (await shop.there(`${screen}-table`)) || (await shop.there(`${screen}-list`)) || (await shop.there(`${screen}-empty`)), 30);
  } else if (screen === "same" || screen === "decisions") {
    await shop.route(screen === "same" ? "#/same" : "#/same/decisions");
    return shop.until(`${screen} has its answer`, async () => (await shop.there("screen-same")) && !(await shop.there("progress")) && !(await shop.there("loading")), 60);
  } else if (screen === "trust") {
    await shop.click("safe-box");
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
    await looked(shop, screen);
  },
]);
