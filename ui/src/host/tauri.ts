/** The host behind the real window. */
import { commands, events } from "../bindings";
import { Refusal, type Host } from "./host";

type Outcome = { status: "ok"; data: unknown } | { status: "error"; error: import("../bindings").Problem };
type Command = (...given: unknown[]) => Promise<Outcome>;

function throwing(command: Command) {
  return async (...given: unknown[]) => {
    const outcome = await command(...given);
    if (outcome.status === "error") throw new Refusal(outcome.error);
    return outcome.data;
  };
}

type Heard<T> = { listen: (call: (event: { payload: T }) => void) => Promise<() => void> };

/** Calls back at each event; the function given back stops that, even before the listening has begun. */
function hearing<T>(event: Heard<T>, call: (payload: T) => void): () => void {
  let stopped = false;
  let stop = () => {};
  void event
    .listen(({ payload }) => {
      if (!stopped) call(payload);
    })
    .then((unlisten) => (stopped ? unlisten() : (stop = unlisten)));
  return () => {
    stopped = true;
    stop();
  };
}

export function tauriHost(): Host {
  const host: Record<string, unknown> = {};
  for (const [name, command] of Object.entries(commands)) host[name] = throwing(command as Command);
  host.onProgress = ((call) => hearing(events.progress, call)) satisfies Host["onProgress"];
  host.onLocked = ((call) => hearing(events.locked, call)) satisfies Host["onLocked"];
  return host as Host;
}
