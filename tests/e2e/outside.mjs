// What was seen of the flows from outside: E1, whether anything tried to leave, and E2, whether there was a network at all.
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { beyond, read } from "./trace.mjs";

/** What stands beside the window and needs sockets to drive it. */
const DRIVERS = ["tauri-driver", "WebKitWebDriver"];

/** Where the webview is told to send everything (src-tauri/src/window.rs): nobody listens there. */
const NOWHERE = "127.0.0.1:9";

/**
 * E1. Gives 1 when something is wrong. `flows` are those that ran, with the second each began in. In those of use nothing
 * may be tried. Where the page itself turns hostile the webview may be brought to try, and then only nowhere: the filter,
 * which a driven window cannot have, refuses that too (E3). The last flow does so on purpose, and must be seen.
 */
export function attempts(trace, flows) {
  if (!trace) {
    console.log("  SKIPPED  E1: strace is missing or may not be used here");
    return 0;
  }
  const seen = read(trace);
  const during = (at) => flows.findLast((flow) => flow.at <= at) ?? { kind: "use", name: "before the first flow" };
  const tried = beyond(seen, (program) => DRIVERS.includes(program)).map((each) => ({ ...each, flow: during(each.at) }));
  const of = (kind) => tried.filter(({ flow }) => flow.kind === kind);
  const wrong = tried
    .filter(({ flow, to }) => flow.kind === "use" || to !== NOWHERE)
    .map(({ words, flow }) => `${words}, during “${flow.name}”`);
  const driver = seen.sockets.filter(({ program }) => DRIVERS.includes(program)).length;
  if (driver === 0) wrong.push("not even the driver's own sockets were seen");
  if (flows.some(({ kind }) => kind === "control") && of("control").length === 0) wrong.push("the control was not seen: the watcher sees nothing");
  const count = flows.filter(({ kind }) => kind === "use").length;
  console.log(
    `E1  egress attempts: ${of("use").length} in ${count} flows of use, a hostile campaign among them; ${of("hostile").length} where the ` +
      `page itself is hostile, all to a dead address of this computer; control: ${of("control").length} seen when one is made on purpose, ` +
      `${driver} sockets of the driver seen`,
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
