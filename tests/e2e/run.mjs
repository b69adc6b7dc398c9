// Drives the real window through what a user does, one session for a whole way: `node run.mjs 1` or `2`.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDriver, startSink } from "./driver.mjs";
import { attempts, offline } from "./outside.mjs";
import { traceable } from "./trace.mjs";
import { Shop } from "./window.mjs";
import welcome from "./flows/welcome.mjs";
import importing from "./flows/import.mjs";
import intake from "./flows/intake.mjs";
import packed from "./flows/packed.mjs";
import asked from "./flows/asked.mjs";
import twice from "./flows/twice.mjs";
import segments from "./flows/segments.mjs";
import builder from "./flows/builder.mjs";
import ready from "./flows/ready.mjs";
import said from "./flows/said.mjs";
import compare from "./flows/compare.mjs";
import members from "./flows/members.mjs";
import why from "./flows/why.mjs";
import personas from "./flows/personas.mjs";
import scores from "./flows/scores.mjs";
import campaign from "./flows/campaign.mjs";
import walls from "./flows/walls.mjs";
import looks from "./flows/looks.mjs";
import million from "./flows/million.mjs";
import privacy from "./flows/privacy.mjs";
import lock from "./flows/lock.mjs";
import create from "./flows/create.mjs";
import recovery from "./flows/recovery.mjs";
import backups from "./flows/backups.mjs";
import trust from "./flows/trust.mjs";
import unpriced from "./flows/unpriced.mjs";
import control from "./flows/control.mjs";

// Two ways through the window, each from its first screen, beside each other: what people and segments are made of, and the rest.
const ways = [
  [
    ...welcome,
    ...importing,
    ...intake,
    ...asked,
    ...twice,
    ...packed,
    ...segments,
    // A new segment that was not saved comes back: what begins one anew goes before what leaves one.
    ...said,
    ...compare,
    ...members,
    ...why,
    ...builder,
    ...privacy,
    ...control,
  ],
  [
    ...welcome,
    ...ready,
    ...personas,
    ...scores,
    ...campaign,
    ...looks,
    ...million,
    ...walls,
    ...lock,
    ...create,
    ...recovery,
    ...backups,
    ...trust,
    ...unpriced,
    ...control,
  ],
];
const flows = ways[Number(process.argv[2] ?? 1) - 1];
const begun = Date.now();
const home = mkdtempSync(join(tmpdir(), "regulars-flows-"));
const sink = await startSink();
const trace = traceable() ? join(home, "trace") : undefined;
const driver = await startDriver(home, trace);
let shop;
let failed = 0;
let skipped = 0;
const ran = [];
let outside = 0;
try {
  shop = await Shop.open(driver, sink, home);
  for (const [name, flow] of flows) {
    const from = Date.now();
    ran.push({ name, at: from / 1000, kind: kindOf(flow) });
    try {
      // A flow that cannot be done on this computer says why, and does not count as passed.
      const why = await flow(shop);
      if (typeof why === "string") {
        skipped += 1;
        console.log(`  SKIPPED  ${name}: ${why}`);
      } else console.log(`  ok    ${name} (${((Date.now() - from) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed += 1;
      console.log(`  FAIL  ${name}\n${indent(error)}`);
      await shop.shot(`failed-${name.replace(/[^a-z0-9]+/gi, "-").toLowerCase()}`).catch(() => {});
      if (flow.essential) break;
    }
  }
} finally {
  await shop?.close();
  await driver.stop();
  sink.stop();
  outside = attempts(trace, ran);
  // The window may still be writing its last.
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 300 });
}
const seconds = Math.round((Date.now() - begun) / 1000);
const without = skipped ? `, ${skipped} skipped` : "";
console.log(failed ? `${failed} flows failed${without} (${seconds} s)` : `${flows.length - skipped} flows passed${without} in ${seconds} s`);
outside += await offline(flows.length, failed);
process.exit(failed || outside ? 1 : 0);

/** Use as a person's, a page that has turned bad, or the control. */
function kindOf(flow) {
  const is = (group) => group.some(([, each]) => each === flow);
  return is(control) ? "control" : is(walls) ? "hostile" : "use";
}

function indent(error) {
  return String(error?.stack ?? error)
    .split("\n")
    .filter((line) => !/node_modules|node:internal/.test(line))
    .slice(0, 12)
    .map((line) => `        ${line}`)
    .join("\n");
}
