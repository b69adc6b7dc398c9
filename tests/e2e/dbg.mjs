import { mkdtempSync } from "node:fs"; import { startDriver, startSink } from "./driver.mjs"; import { Shop } from "./window.mjs";
const home = mkdtempSync("/tmp/rf-"); const sink = await startSink(); const driver = await startDriver(home);
const t0=Date.now(); const t=(m,x)=>console.log(m, Date.now()-t0, x??"");
const shop = await Shop.open(driver, sink, home); t("open");
try {
await shop.see("screen-welcome",30); t("welcome");
try { await shop.shot("dbg-welcome"); t("shot"); } catch(e){ t("shotfail", e.message.slice(0,300)); }
t("size", JSON.stringify(await shop.run(()=>[innerWidth,innerHeight,devicePixelRatio])));
await shop.click("btn-sample"); t("clicked");
for (let i=0;i<8;i++){ await shop.browser.pause(3000); t("words", JSON.stringify((await shop.words()).slice(0,300))); if (await shop.find("screen-home").isExisting()) break; }
t("home"); const el = await shop.find("vault-name"); t("name", await el.getText()); t("html", await shop.run(()=>document.querySelector('[data-testid=vault-name]').outerHTML));
t("inner", await shop.run(()=>document.querySelector('[data-testid=vault-name]').innerText));
try { await shop.shot("dbg-home"); t("shot"); } catch(e){ t("shotfail", e.message.slice(0,300)); }
} catch(e) { console.log(e); }
await shop.close(); t("closed"); driver.stop(); sink.stop(); process.exit();
