/** The host behind the real window. */
import { Channel } from "@tauri-apps/api/core";
import { commands, type Heard } from "../bindings";
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

type What = Heard["what"];
type It<W extends What> = Extract<Heard, { what: W }>["it"];

/** Who hears what. One channel for all of it, opened once. */
function ears() {
  const calls = new Set<(heard: Heard) => void>();
  const channel = new Channel<Heard>();
  channel.onmessage = (heard) => {
    for (const call of [...calls]) call(heard);
  };
  void commands.hear(channel);
  return <W extends What>(what: W) =>
    (call: (it: It<W>) => void) => {
      const mine = (heard: Heard) => {
        if (heard.what === what) call(heard.it as It<W>);
      };
      calls.add(mine);
      return () => void calls.delete(mine);
    };
}

export function tauriHost(): Host {
  const host: Record<string, unknown> = {};
  for (const [name, command] of Object.entries(commands)) host[name] = throwing(command as Command);
  const on = ears();
  host.onProgress = on("progress") satisfies Host["onProgress"];
  host.onLocked = on("locked") satisfies Host["onLocked"];
  host.onDrag = on("drag") satisfies Host["onDrag"];
  return host as Host;
}
