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

export function tauriHost(): Host {
  const host: Record<string, unknown> = {};
  for (const [name, command] of Object.entries(commands)) host[name] = throwing(command as Command);
  host.onProgress = ((call) => {
    let stopped = false;
    let stop = () => {};
    void events.progress
      .listen((event) => {
        if (!stopped) call(event.payload);
      })
      .then((unlisten) => (stopped ? unlisten() : (stop = unlisten)));
    return () => {
      stopped = true;
      stop();
    };
  }) satisfies Host["onProgress"];
  return host as Host;
}
