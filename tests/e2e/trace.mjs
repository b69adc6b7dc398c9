// What programs ask the kernel for, written down by strace: E1 counts what would reach beyond this computer.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** Whether strace is there and may be used: some containers forbid it. */
export const traceable = () => spawnSync("strace", ["-f", "-qq", "--seccomp-bpf", "-e", "trace=socket", "true"]).status === 0;

/**
 * The command that runs another one and writes down its sockets and processes. `lightly`, only what is asked for stops and
 * the rest runs at its own pace; but then a call that a filter of the program's own refuses is not seen.
 */
export const traced = (file, command, lightly) => [
  "strace",
  ...["-f", "-qq", "-ttt", ...(lightly ? ["--seccomp-bpf"] : []), "-s", "0", "-o", file],
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
      programs.set(of(task), /^execve\("([^"]*)"/.exec(call)?.[1].split("/").at(-1));
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

const LOCAL = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+):/;

/**
 * What the program did that could reach further than itself. Its own door for the driver is left out: an address of this
 * computer that it listens on and the driver speaks to.
 */
export function beyond({ sockets, spoken }, isDriver) {
  const ours = ({ program }) => program !== undefined && !isDriver(program);
  const called = new Set(spoken.filter(({ program }) => isDriver(program)).map(({ to }) => to));
  const doors = new Set(sockets.filter(ours).map(({ bound }) => bound).filter((bound) => LOCAL.test(bound ?? "") && called.has(bound)));
  const out = spoken.filter((each) => ours(each) && !doors.has(each.to));
  // A socket that spoke to nobody is still one too many, unless it is bound to this computer itself: the door, and those
  // with which the program tries out whether the kernel refuses them.
  const idle = sockets.filter((each) => ours(each) && each.use !== "connect" && !LOCAL.test(each.bound ?? ""));
  return [
    ...out.map(({ program, call, to, at }) => ({ at, to, words: `${program}: ${call} to ${to}` })),
    ...idle.map(({ program, call, use, at }) => ({ at, to: "", words: `${program}: ${call}, then ${use || "nothing"}` })),
  ];
}
