// Starts what stands between this runner and the window: tauri-driver with folders of its own, and a listener on
// loopback that counts whatever tries to leave.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { traced } from "./trace.mjs";

/**
 * With a file for it, what the driver and the window ask the kernel for is written down there. `more` is set for the window
 * on top of what this sets.
 */
export async function startDriver(home, trace, more = {}) {
  const port = await freePort();
  const nativePort = await freePort();
  const env = {
    ...process.env,
    HOME: home,
    XDG_DATA_HOME: join(home, "data"),
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_CACHE_HOME: join(home, "cache"),
    REGULARS_TEST_FILE: join(home, "to-import.csv"),
    REGULARS_TEST_PLACES: join(home, "postcodes.csv"),
    REGULARS_TEST_DROP: join(home, "dropped-paths"),
    REGULARS_TEST_SAVE: join(home, "rejects.csv"),
    REGULARS_TEST_MINUTE: join(home, "seconds-of-a-minute"),
    REGULARS_TEST_BACKUP: join(home, "chosen-backup"),
    REGULARS_TEST_BACKUP_PLACE: join(home, "elsewhere"),
  };
  mkdirSync(join(home, "elsewhere"));
  delete env.REGULARS_PASSPHRASE;
  Object.assign(env, more);
  const driver = ["tauri-driver", "--port", String(port), "--native-port", String(nativePort)];
  const [program, ...args] = trace ? traced(trace, driver, true) : driver;
  const child = spawn(program, args, { env, stdio: ["ignore", "ignore", "inherit"] });
  await listening(port);
  return { port, stop: () => (trace ? stopBelow(child) : child.kill()) };
}

/** Ends what strace runs, and waits for it to have written everything down. */
async function stopBelow(strace) {
  const ended = new Promise((done) => strace.on("exit", done));
  for (const pid of readFileSync(`/proc/${strace.pid}/task/${strace.pid}/children`, "utf8").split(" ").filter(Boolean)) {
    process.kill(Number(pid));
  }
  await Promise.race([ended, new Promise((later) => setTimeout(later, 5000))]);
}

/** Counts requests. Proves itself by being asked once. */
export async function startSink() {
  let hits = 0;
  const server = createServer((_, response) => {
    hits += 1;
    response.setHeader("access-control-allow-origin", "*");
    response.end("caught");
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${server.address().port}/`;
  await fetch(url);
  if (hits !== 1) throw new Error("the listener does not count: nothing it says would mean anything");
  return { url, caught: () => hits - 1, stop: () => server.close() };
}

async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

async function listening(port) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const up = await new Promise((answer) => {
      const socket = connect(port, "127.0.0.1", () => answer(true));
      socket.on("error", () => answer(false));
      socket.on("connect", () => socket.destroy());
    });
    if (up) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error("tauri-driver did not start");
}
