// What was seen of the flows from outside: E1, whether anything tried to leave, and E2, whether there was a network at all.
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { beyond, read } from "./trace.mjs";

/** What stands beside the window and needs sockets to drive it. */
const DRIVERS = ["tauri-driver", "WebKitWebDriver"];
const ours = (program) => program !== undefined && !DRIVERS.includes(program);

/** E1. Gives 1 when something is wrong. `control` is when the last flow did what must be seen, in seconds. */
export function attempts(trace, control) {
  if (!trace) {
    console.log("  SKIPPED  E1: strace is missing or may not be used here");
    return 0;
  }
  const { sockets, spoken } = read(trace);
  const until = control ?? Infinity;
  const wrong = beyond(
    { sockets: sockets.filter(({ at }) => at < until), spoken: spoken.filter(({ at }) => at < until) },
    ours,
  );
  const later = spoken.filter(({ at, program }) => at >= until && ours(program));
  const away = later.filter(({ to }) => to !== "127.0.0.1:9");
  for (const each of away) wrong.push(`${each.program}: ${each.call} to ${each.to}, in the control`);
  if (control !== undefined && later.length === 0) wrong.push("the control was not seen: the watcher sees nothing");
  const driver = sockets.filter(({ program }) => DRIVERS.includes(program)).length;
  if (driver === 0) wrong.push("not even the driver's own sockets were seen");
  console.log(
    `E1  egress attempts: ${wrong.length} by the window in all flows, name look-ups among them; ` +
      `control: ${later.length} seen when one is made on purpose, ${driver} sockets of the driver seen`,
  );
  for (const each of wrong) console.log(`  FAIL  ${each}`);
  return wrong.length ? 1 : 0;
}

/** E2. Gives 1 when something is wrong. */
export async function offline(flows, failed) {
  const others = Object.keys(networkInterfaces()).filter((name) => name !== "lo");
  if (others.length) {
    console.log(`  SKIPPED  E2: this account may not make a network of its own, so the flows ran beside ${others.join(", ")}`);
    return 0;
  }
  // An address that is nobody's: it must be out of reach, and said to be at once.
  const reached = await new Promise((answer) => {
    const socket = connect({ host: "192.0.2.1", port: 9, timeout: 3000 }, () => answer("connected"));
    socket.on("error", (error) => answer(error.code));
    socket.on("timeout", () => answer("no answer"));
  });
  const cut = reached === "ENETUNREACH";
  console.log(`E2  works offline: ${flows - failed} of ${flows} flows with no interface but loopback; control: outside is ${reached}`);
  return cut ? 0 : 1;
}
