// A key is pressed in the real window, and the count is on the screen: how long that takes, for keys of several kinds. A
// measurement, not a test: it says the figures and refuses nothing but a window that does not answer.
//   REGULARS_APP, REGULARS_VAULT (opens with REGULARS_PASSPHRASE), EACH keys of a kind, REGULARS_NOTE for the heading; the figures
//   go to REGULARS_RESULTS where that is set.
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { startDriver, startSink } from "./driver.mjs";
import { Shop } from "./window.mjs";

const EACH = Number(process.env.EACH ?? 20);
const { REGULARS_VAULT: vault, REGULARS_PASSPHRASE: passphrase } = process.env;
const home = mkdtempSync(join(tmpdir(), "regulars-keys-"));

// Each kind: how its field is reached in the rule that was saved (bench/window_rule.json), and the keys, in turn. A key that would change nothing is none.
const turns = (keys) => Array.from({ length: EACH }, (_, at) => keys[at % keys.length]);
const within = (path, id) => `[data-testid="condition-${path}"] [data-testid="${id}"]`;
const KINDS = [
  ["a number of times, up and down", within("root.0", "times"), turns(["ArrowUp", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown"])],
  ["an amount, typed and taken back", within("root.1", "number"), turns(["5", "2", "Backspace", "Backspace"])],
  ["a number of days, typed", within("root.2", "days"), turns(["0", "Backspace", "5", "Backspace"])],
  ["letters of a city", within("root.3", "text"), turns(["a", "n", "Backspace", "Backspace"])],
  ["another test from the list", within("root.1", "op"), turns(["ArrowDown", "ArrowUp"])],
  ["undo and redo", '[data-testid="btn-undo"]', turns([["Control", "z"], ["Control", "Shift", "z"]])],
  ["a condition doubled and removed", '[data-handle="root.0"]', turns(["d", "Delete"])],
];

/** Kept in the page: when each key went down, when the program was asked and answered, when all counts were painted. */
function watch() {
  const log = (window.__keys = { done: [], open: undefined, wake: undefined });
  const real = window.fetch;
  window.fetch = async (resource, options) => {
    const name = /ipc.*\/(\w+)$/.exec(String(resource?.url ?? resource))?.[1];
    const mine = log.open;
    if (mine && name) mine.asked.push({ name, from: performance.now() });
    const at = mine?.asked.at(-1);
    const answer = await real(resource, options);
    if (at) at.until = performance.now();
    return answer;
  };
  document.addEventListener(
    "keydown",
    (event) => {
      if (["Control", "Shift"].includes(event.key)) return;
      log.open = { key: event.key, from: event.timeStamp, seen: performance.now(), old: false, asked: [] };
    },
    { capture: true },
  );
  const left = (root) => root.querySelector('[data-old="true"], [data-updating="true"]') !== null;
  const painted = (mine, what) =>
    requestAnimationFrame(() => {
      const drawn = new MessageChannel();
      drawn.port1.onmessage = () => {
        mine[what] = performance.now();
        if (mine.counts === undefined || mine.all === undefined) return;
        log.done.push(mine);
        log.wake?.();
      };
      drawn.port2.postMessage(0);
    });
  new MutationObserver(() => {
    const mine = log.open;
    if (!mine) return;
    const screen = document.querySelector('[data-testid="screen-segment"]');
    const counts = left(screen);
    const rest = screen.querySelector('[data-behind="true"]') !== null;
    if (counts) mine.old = true;
    else if (mine.old && !mine.counted) {
      mine.counted = true;
      painted(mine, "counts");
    }
    if (mine.counted && !counts && !rest) {
      log.open = undefined;
      painted(mine, "all");
    }
  }).observe(document.querySelector('[data-testid="screen-segment"]'), { attributes: true, childList: true, characterData: true, subtree: true });
}


const sink = await startSink();
const driver = await startDriver(home, undefined, { REGULARS_PASSPHRASE: passphrase });
let shop;
let lines = [];
try {
  shop = await Shop.open(driver, sink, home, ["--vault", vault]);
  await shop.see("screen-home", 200);
  await measure().catch(async (error) => {
    await shop.shot("failed-keys");
    throw error;
  });
} finally {
  await shop?.close();
  await driver.stop();
  sink.stop();
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 300 });
}
console.log(lines.join("\n"));
if (process.env.REGULARS_RESULTS) appendFileSync(process.env.REGULARS_RESULTS, `${lines.join("\n")}\n`);

async function measure() {
  await shop.size(1280, 800);
  await shop.screen("segments");
  const open = () => {
    const link = [...document.querySelectorAll("a")].find((link) => link.innerText.trim() === "Measured");
    link?.click();
    return Boolean(link);
  };
  // The list of a large shop comes a moment after its screen.
  await shop.browser.waitUntil(() => shop.run(open), { timeout: 45_000, interval: 100 });
  await shop.see("condition-root.3");
  await settled();
  await shop.run(watch);
  const rows = [];
  for (const [kind, place, keys] of KINDS) {
    await shop.run((at) => {
      const field = document.querySelector(at);
      field.scrollIntoView({ block: "center" });
      field.focus();
      field.setSelectionRange?.(field.value.length, field.value.length);
    }, place);
    const took = [];
    // The first two are to warm up.
    for (const [at, key] of [...keys.slice(0, 2), ...keys].entries()) {
      const one = await press(key, kind);
      if (at >= 2) took.push(one);
    }
    rows.push([kind, took]);
  }
  lines = told(rows);
}

/** One key, and what was kept of it once everything that follows from it is on the screen. */
async function press(key, kind) {
  await shop.browser.keys(key);
  const one = await shop.runAsync((done) => {
    const log = window.__keys;
    const give = () => done(log.done.shift());
    if (log.done.length) return give();
    const late = setTimeout(() => done(undefined), 20_000);
    log.wake = () => {
      clearTimeout(late);
      log.wake = undefined;
      give();
    };
  });
  if (!one) throw new Error(`no count for ${JSON.stringify(key)} in “${kind}”: ${await shop.run(() => JSON.stringify(window.__keys.open ?? document.activeElement.outerHTML.slice(0, 200)))}`);
  return one;
}

async function settled() {
  await shop.until("all counts are there", () =>
    shop.run(() => {
      const size = document.querySelector('[data-testid="segment-size"]');
      return size?.dataset.updating === "false" && !document.querySelector('[data-old="true"], [data-behind="true"]');
    }), 5);
}

function told(rows) {
  const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)];
  const row = (name, took) => {
    const of = (figure) => took.map(figure).sort((a, b) => a - b);
    const counts = of((one) => one.counts - one.from);
    const asked = (one) => one.asked[0];
    const legs = [(one) => asked(one).from - one.from, (one) => asked(one).until - asked(one).from, (one) => one.counts - asked(one).until];
    const cells = [
      ...[0.5, 0.95, 1].map((part) => at(counts, part)),
      ...legs.map((leg) => at(of((one) => (asked(one) ? leg(one) : 0)), 0.5)),
      ...[0.5, 0.95].map((part) => at(of((one) => one.all - one.from), part)),
    ];
    return `| ${name} | ${took.length} | ${cells.map((ms) => ms.toFixed(0)).join(" | ")} |`;
  };
  return [
    `${process.env.REGULARS_NOTE ?? ""} ${cpus()[0].model}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}. Milliseconds:`,
    "",
    "| keys | how many | p50 | p95 | most | key to question (p50) | question to answer (p50) | answer to paint (p50) | all of the page (p50) | (p95) |",
    "|---|---|---|---|---|---|---|---|---|---|",
    ...rows.map(([kind, took]) => row(kind, took)),
    row("**all of them**", rows.flatMap(([, took]) => took)),
  ];
}
