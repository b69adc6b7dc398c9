/** The rules that the window's code keeps, checked on the code itself. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

type Source = { path: string; text: string };
/** Files aim at 300 lines; past this one is two files. */
const LINES = 400;
const SRC = resolve(import.meta.dirname, "../src");

function sources(folder = SRC): Source[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "bindings" ? [] : sources(path);
    return /\.(ts|svelte)$/.test(entry.name) ? [{ path: relative(SRC, path), text: readFileSync(path, "utf8") }] : [];
  });
}

const offenders = {
  hostOutsideHost: (all: Source[]) =>
    all.filter(({ path, text }) => !path.startsWith("host/") && /from\s+["']@tauri-apps\//.test(text)),
  featuresNamingFeatures: (all: Source[]) =>
    all.filter(({ path, text }) => {
      const own = /^features\/([^/]+)\//.exec(path)?.[1];
      const named = [...text.matchAll(/from\s+["'](?:\.\.\/)+(?:features\/)?([a-z]+)\/[^"']+["']/g)].map((match) => match[1]);
      const shared = new Set(["shared", "host", "bindings", own]);
      return own !== undefined && named.some((folder) => !shared.has(folder));
    }),
  sharedNamingFeatures: (all: Source[]) =>
    all.filter(({ path, text }) => /^(shared|host)\//.test(path) && /from\s+["'][^"']*\/(features|views)\//.test(text)),
  rawHtml: (all: Source[]) =>
    all.filter(({ path, text }) => path !== "shared/Figure.svelte" && !path.endsWith(".test.ts") && /\{@html|\.innerHTML|\.outerHTML|insertAdjacentHTML/.test(text)),
  remote: (all: Source[]) =>
    all.filter(({ path, text }) => !path.endsWith(".test.ts") && /\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon)\s*\(|["'(](https?|wss?):\/\/(?!www\.w3\.org\/)/.test(text)),
  kept: (all: Source[]) => all.filter(({ text }) => /\b(localStorage|sessionStorage|indexedDB|document\.cookie)\b/.test(text)),
  bindingsAsCode: (all: Source[]) =>
    all.filter(({ path, text }) => path !== "host/tauri.ts" && /^\s*import\s+(?!type)[^;]*from\s+["'][^"']*\/bindings["']/m.test(text)),
  long: (all: Source[]) => all.filter(({ text }) => text.split("\n").length > LINES + 1),
};

describe("the house", () => {
  const all = sources();
  const none = (found: Source[]) => expect(found.map(({ path }) => path)).toEqual([]);

  it("finds the sources", () => expect(all.length).toBeGreaterThan(40));
  it("only the host talks to the program behind the window", () => none(offenders.hostOutsideHost(all)));
  it("the generated commands are called by the host only", () => none(offenders.bindingsAsCode(all)));
  it("features do not name each other", () => none(offenders.featuresNamingFeatures(all)));
  it("shared parts do not name features", () => none(offenders.sharedNamingFeatures(all)));
  it("only one component puts drawings in as they are", () => none(offenders.rawHtml(all)));
  it("nothing is fetched from anywhere", () => none(offenders.remote(all)));
  it("the window keeps nothing of its own", () => none(offenders.kept(all)));
  it("no file is long", () => none(offenders.long(all.filter(({ path }) => !path.includes(".test.")))));

  it("catches what breaks the rules", () => {
    const bad = (path: string, text: string) => [{ path, text }];
    expect(offenders.hostOutsideHost(bad("views/A.svelte", `import { invoke } from "@tauri-apps/api/core";`))).toHaveLength(1);
    expect(offenders.featuresNamingFeatures(bad("features/home/A.svelte", `import X from "../people/X.svelte";`))).toHaveLength(1);
    expect(offenders.sharedNamingFeatures(bad("shared/A.svelte", `import X from "../features/people/X.svelte";`))).toHaveLength(1);
    expect(offenders.rawHtml(bad("features/home/A.svelte", `{@html words}`))).toHaveLength(1);
    expect(offenders.remote(bad("features/home/a.ts", `fetch("/x")`))).toHaveLength(1);
    expect(offenders.remote(bad("features/home/a.ts", `const at = "https://example.com"`))).toHaveLength(1);
    expect(offenders.kept(bad("features/home/a.ts", `localStorage.x = 1`))).toHaveLength(1);
    expect(offenders.bindingsAsCode(bad("features/home/a.ts", `import { commands } from "../../bindings";`))).toHaveLength(1);
    expect(offenders.long(bad("features/home/a.ts", "\n".repeat(LINES + 1)))).toHaveLength(1);
  });
});
