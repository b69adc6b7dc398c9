// What programs ask the kernel for, written down by strace: E1 counts what would reach beyond this computer.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

export const traceable = () => spawnSync("strace", ["--version"]).status === 0;

/** The command that runs another one and writes down its sockets and processes. */
export const traced = (file, command) => [
  "strace",
  // Only what is asked for stops: the rest runs at its own pace.
  ...["-f", "-qq", "-ttt", "--seccomp-bpf", "-s", "0", "-o", file],
  ...["-e", "trace=socket,bind,connect,sendto,sendmmsg,execve,clone,clone3,fork,vfork", "-e", "signal=none", "--"],
  ...command,
];

/**
 * Reads a trace. Gives, for each internet socket: the program, whether it was made, and what it was then used for;
 * and each address that was spoken to.
 */
export function read(file) {
  const sockets = [];
  const spoken = [];
  const programs = new Map();
  const half = new Map();
  // A thread's files and name are its process's.
  const process = new Map();
  const of = (task) => process.get(task) ?? task;
  for (const raw of existsSync(file) ? readFileSync(file, "latin1").split("\n") : []) {
    const found = /^(\d+)\s+([\d.]+) (.*)$/.exec(raw);
    if (!found) continue;
    const [, task, time] = found;
    let call = found[3];
    if (call.endsWith("<unfinished ...>")) {
      half.set(task, call.slice(0, -"<unfinished ...>".length));
      // A connection that is never answered is one all the same.
      if (!/^(connect|sendto|sendmmsg)\(/.test(call)) continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(call);
    if (resumed) {
      const begun = half.get(task) ?? "";
      half.delete(task);
      if (/^(connect|sendto|sendmmsg)\(/.test(begun)) continue;
      call = begun + resumed[1];
    }
    const answer = /\)\s*= (-?\d+)[^=]*$/.exec(call)?.[1];
    const at = Number(time);
    if (/^(clone3?|fork|vfork)\(/.test(call) && answer > 0) {
      process.set(answer, /CLONE_THREAD/.test(call) ? of(task) : answer);
      programs.set(answer, programs.get(of(task)));
    } else if (call.startsWith("execve(") && answer === "0") {
      programs.set(of(task), /execve\("[^"]*"/.test(call) ? nameOf(of(task), call) : "?");
    } else if (call.startsWith("socket(") && !/^socket\(AF_(UNIX|LOCAL|NETLINK)/.test(call)) {
      const made = Number(answer) >= 0;
      sockets.push({ task: of(task), program: programs.get(of(task)), call, made, fd: answer, at, use: "" });
    } else if (/^(bind|connect|sendto|sendmmsg)\(/.test(call) && /sa_family=AF_INET6?/.test(call)) {
      const fd = /^\w+\((\d+)/.exec(call)?.[1];
      const use = call.slice(0, call.indexOf("("));
      const socket = sockets.findLast((each) => each.task === of(task) && each.fd === fd);
      if (socket && !socket.use) socket.use = use;
      const address = /inet_addr\("([^"]*)"\)|inet_pton\(AF_INET6, "([^"]*)"/.exec(call);
      const port = /sin6?_port=htons\((\d+)\)/.exec(call)?.[1];
      const to = `${address?.[1] ?? address?.[2]}:${port}`;
      if (use === "bind") {
        if (socket) socket.bound = to;
      } else spoken.push({ program: programs.get(of(task)), to, call: use, at });
    }
  }
  return { sockets, spoken };
}

const nameOf = (_, call) => /execve\("([^"]*)"/.exec(call)[1].split("/").at(-1);

const LOCAL = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+):/;

/** What the program itself, and not the driver beside it, did that could reach further; the driver's door left out. */
export function beyond({ sockets, spoken }, isProduct) {
  const wrong = [];
  for (const socket of sockets.filter((each) => isProduct(each.program))) {
    // The door the driver comes in by: bound to this computer's own address, and never used to speak to anybody.
    if (socket.use === "bind" && LOCAL.test(socket.bound ?? "")) continue;
    wrong.push(`${socket.program}: ${socket.call}${socket.use ? `, then ${socket.use}` : ""}`);
  }
  for (const each of spoken.filter(({ program }) => isProduct(program))) wrong.push(`${each.program}: ${each.call} to ${each.to}`);
  return wrong;
}
