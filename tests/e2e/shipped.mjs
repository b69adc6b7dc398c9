// The window as people get it, not driven: opens a vault it was started with, hands the passphrase to nobody, holds no
// internet socket and could get none, and leaves nothing readable on disk. Looked at from outside, through /proc and the
// files it made.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { picture } from "./picture.mjs";

const PASSPHRASE = "sample shop";
const home = mkdtempSync(join(tmpdir(), "regulars-shipped-"));
const vault = join(home, "sample.regulars");
const env = {
  ...process.env,
  HOME: home,
  XDG_DATA_HOME: join(home, "data"),
  XDG_CONFIG_HOME: join(home, "config"),
  XDG_CACHE_HOME: join(home, "cache"),
  REGULARS_PASSPHRASE: PASSPHRASE,
};
delete env.WEBKIT_DISABLE_DMABUF_RENDERER;

const made = spawnSync(process.env.REGULARS_CLI, ["demo", "--vault", vault, "--quiet"], { env, encoding: "utf8" });
if (made.status !== 0) fail(`the sample shop could not be made: ${made.stderr}`);
const app = spawn(process.env.REGULARS_SHIPPED, ["--vault", vault], { env, stdio: ["ignore", "inherit", "inherit"] });
const wrong = [];
const recentFolder = join(home, "config", "app.regulars.workbench");
const recent = join(recentFolder, "recent.json");
try {
  await until("the vault is open", () => existsSync(recent) && readFileSync(recent, "utf8").includes(vault), 60);
  await new Promise((later) => setTimeout(later, 3000));
  picture(join(process.env.REGULARS_SHOTS, "shipped.png"), { x: 0, y: 0, width: 1280, height: 800 });

  const family = processes(app.pid);
  if (!family.some(({ name }) => /WebKit/.test(name))) wrong.push("no webview was started: this looked at nothing");
  for (const { pid, name } of family) {
    if (read(`/proc/${pid}/environ`).includes("REGULARS_PASSPHRASE")) wrong.push(`${name} has the passphrase in its environment`);
    if (read(`/proc/${pid}/cmdline`).includes(PASSPHRASE)) wrong.push(`${name} has the passphrase on its command line`);
    if (!/^Seccomp:\t2$/m.test(read(`/proc/${pid}/status`))) wrong.push(`${name} is not kept from internet sockets by the kernel`);
    if (!/^Max core file size +1 +1 /m.test(read(`/proc/${pid}/limits`))) wrong.push(`${name} could leave a core file`);
    for (const socket of internetSockets(pid)) wrong.push(`${name} holds an internet socket (${socket})`);
  }
} catch (error) {
  wrong.push(String(error.message ?? error));
} finally {
  app.kill();
  await new Promise((ended) => (app.exitCode === null ? app.on("exit", ended) : ended()));
}
for (const [path, mode] of [[recentFolder, 0o700], [recent, 0o600], [vault, 0o700], ...readdirSync(vault).map((name) => [join(vault, name)])]) {
  const found = statSync(path).mode & 0o777;
  const wanted = mode ?? (statSync(path).isDirectory() ? 0o700 : 0o600);
  if (found !== wanted) wrong.push(`${path} is ${found.toString(8)}, not ${wanted.toString(8)}`);
}
for (const file of filesUnder(home)) {
  const text = readFileSync(file, "latin1");
  // WebKitGTK makes its list of hosts that want HTTPS even for a private window. It stays a table without a row.
  if (file.endsWith("/hsts-storage.sqlite") && text.length <= 12_288 && !/localhost|\.com|\.org/.test(text)) continue;
  if (/@example\.|Harbour Street Blend|SQLite format 3/.test(text)) wrong.push(`${file} can be read by anybody`);
  if (/LocalStorage|IndexedDB|WebsiteData|\.sqlite/i.test(file)) wrong.push(`${file} is kept by the webview`);
}
rmSync(home, { recursive: true, force: true });
if (wrong.length) fail(wrong.join("\n        "));
console.log("  ok    the window as shipped: no internet socket and the kernel refuses it one, no passphrase handed on, nothing readable left (H1)");

function fail(words) {
  console.log(`  FAIL  the window as shipped\n        ${words}`);
  process.exit(1);
}

async function until(what, test, seconds) {
  for (let attempt = 0; attempt < seconds * 10; attempt += 1) {
    if (app.exitCode !== null) throw new Error(`the window ended with ${app.exitCode}`);
    if (test()) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`not in ${seconds} s: ${what}`);
}

function read(path) {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

/** The process and everything it started. */
function processes(root) {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      const stat = read(`/proc/${pid}/stat`);
      const end = stat.lastIndexOf(")");
      return { pid: Number(pid), name: stat.slice(stat.indexOf("(") + 1, end), parent: Number(stat.slice(end + 2).split(" ")[1]) };
    });
  const family = all.filter(({ pid }) => pid === root);
  for (const member of family) family.push(...all.filter(({ parent, pid }) => parent === member.pid && pid !== member.pid));
  return family;
}

function internetSockets(pid) {
  const inodes = new Map();
  for (const table of ["tcp", "tcp6", "udp", "udp6", "raw", "raw6"]) {
    for (const line of read(`/proc/${pid}/net/${table}`).split("\n").slice(1)) {
      const parts = line.trim().split(/\s+/);
      if (parts[9]) inodes.set(parts[9], `${table} ${parts[1]} to ${parts[2]}`);
    }
  }
  let descriptors = [];
  try {
    descriptors = readdirSync(`/proc/${pid}/fd`);
  } catch {
    // It has ended.
  }
  return descriptors.flatMap((descriptor) => {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
      return inode && inodes.has(inode) ? [inodes.get(inode)] : [];
    } catch {
      return [];
    }
  });
}

function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(path);
    return entry.isFile() && statSync(path).size > 0 ? [path] : [];
  });
}
