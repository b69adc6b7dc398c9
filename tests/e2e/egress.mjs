// E3 in the window: nineteen ways out of a page, with the kernel's refusal and without. Watched from outside by strace, and
// not driven, because a driver needs a socket of its own.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { read, traceable, traced } from "./trace.mjs";

const WAYS = 19;

if (!traceable()) {
  console.log("  SKIPPED  E3 in the window: strace is missing or may not be used here");
  process.exit(0);
}
const on = await watch("on");
const off = await watch("off");
const wrong = [];
const made = (seen) => seen.sockets.filter((socket) => socket.made);
// What came before the first case are the walls, which try themselves out.
const byThePage = (seen) => seen.sockets.filter(({ at }) => at >= (seen.tried[0]?.at ?? Infinity));
if (on.tried.length !== WAYS) wrong.push(`${on.tried.length} of ${WAYS} ways were tried behind the walls`);
if (off.tried.length !== WAYS) wrong.push(`${off.tried.length} of ${WAYS} ways were tried in the control`);
for (const socket of made(on)) wrong.push(`${socket.program} got an internet socket behind the walls: ${socket.call}`);
// The walls try themselves out as they are raised; so some must have been refused.
if (!on.sockets.some((socket) => !socket.made)) wrong.push("no refusal was seen behind the walls");
if (on.unfiltered.length) wrong.push(`no filter on ${on.unfiltered.join(", ")}`);
if (!on.unfiltered.looked) wrong.push("nobody looked at the webview's processes: nothing was shown");
// Where the window has a connection refused by nobody, it goes to the computer's own discard port and no name is asked for.
const asked = off.spoken.filter(({ to }) => !/^127\.0\.0\.1:9$/.test(to));
for (const each of asked) wrong.push(`without the kernel's refusal ${each.program} speaks to ${each.to}`);
const control = byThePage(off).filter((socket) => socket.made);
if (control.length === 0) wrong.push("the control saw no socket: the watcher sees nothing");

const leaky = [...new Set(control.map(({ at }) => way(off.tried, at)))].filter(Boolean);
const held = on.tried.filter((each, index) => !made(on).some(({ at }) => at >= each.at && at < (on.tried[index + 1]?.at ?? Infinity)));
console.log(
  `E3  kernel refusal: ${made(on).length} internet sockets made in ${held.length} of ${WAYS} webview cases ` +
    `(${byThePage(on).length} asked for and refused); control: ${control.length} seen without the filter (${leaky.join(", ")}), ` +
    `${asked.length} of them further than this computer`,
);
if (wrong.length) {
  console.log(`  FAIL  E3 in the window\n        ${wrong.join("\n        ")}`);
  process.exit(1);
}
console.log("  ok    nothing gets out of the window, whatever its page tries (E3)");

function way(tried, at) {
  return tried.findLast((each) => each.at <= at)?.name;
}

/** Runs the window with a page that tries to get out. */
async function watch(walls) {
  const home = mkdtempSync(join(tmpdir(), "regulars-egress-"));
  const trace = join(home, "trace");
  const env = {
    ...process.env,
    HOME: home,
    XDG_DATA_HOME: join(home, "data"),
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_CACHE_HOME: join(home, "cache"),
    WEBKIT_DISABLE_DMABUF_RENDERER: "1",
    REGULARS_TEST_WALLS: walls,
    REGULARS_TEST_SCRIPT: fileURLToPath(new URL("hostile.js", import.meta.url)),
  };
  const [program, ...args] = traced(trace, [process.env.REGULARS_APP]);
  const app = spawn(program, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  const tried = [];
  const unfiltered = [];
  let text = "";
  let seconds;
  const done = new Promise((ended) => {
    seconds = setTimeout(ended, 60_000);
    app.on("exit", ended);
    app.stdout.on("data", (data) => {
      text += data;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
        const line = text.slice(0, end);
        text = text.slice(end + 1);
        const begun = /^TRYING \d+ (.*) at (\d+)$/.exec(line);
        if (begun) tried.push({ name: begun[1], at: Number(begun[2]) / 1000 });
        if (line.startsWith("TRIED ")) {
          for (const { name, status } of family(app.pid)) {
            if (/WebKit|regulars/.test(name)) unfiltered.looked = true;
            if (/WebKit|regulars/.test(name) && !/^Seccomp:\t2$/m.test(status)) unfiltered.push(name);
          }
          ended();
        }
      }
    });
  });
  await done;
  clearTimeout(seconds);
  for (const { pid, name } of family(app.pid)) if (!/strace/.test(name)) kill(pid);
  await new Promise((ended) => (app.exitCode === null && app.signalCode === null ? app.on("exit", ended) : ended()));
  const seen = read(trace);
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  return { tried, unfiltered, ...seen };
}

/** The processes below this one, as they are now. */
function family(root) {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, "latin1");
        return [{ pid: Number(pid), name: /^Name:\t(.*)$/m.exec(status)[1], parent: Number(/^PPid:\t(\d+)$/m.exec(status)[1]), status }];
      } catch {
        return [];
      }
    });
  const found = all.filter(({ pid }) => pid === root);
  for (const member of found) found.push(...all.filter(({ parent, pid }) => parent === member.pid && pid !== member.pid));
  return found;
}

function kill(pid) {
  try {
    process.kill(pid);
  } catch {
    // It has ended.
  }
}
