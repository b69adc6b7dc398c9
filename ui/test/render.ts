/** The whole window over the make-believe host, for tests. */
import { render } from "@testing-library/svelte";
import axe from "axe-core";
import { fakeHost } from "../src/host/fake";
import type { Host } from "../src/host/host";
import { router } from "../src/shared/router.svelte";
import App from "../src/views/App.svelte";

export function openWindow(scene = "open", at = "home", rest: string[] = [], change: (host: Host) => void = () => {}) {
  const host = fakeHost({ scene });
  change(host);
  router.replace(at, rest);
  return { host, ...render(App, { host }) };
}

/** What axe finds, without what needs a painted page (colours). */
export async function troubles(): Promise<string[]> {
  const found = await axe.run(document, { rules: { "color-contrast": { enabled: false } }, resultTypes: ["violations"] });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
}
