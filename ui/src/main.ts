/** Starts the window: picks the host and mounts the app. */
import { mount } from "svelte";
import "./shared/fonts.css";
import "./shared/tokens.css";
import "./shared/base.css";
import App from "./views/App.svelte";
import type { Host } from "./host/host";

async function chooseHost(): Promise<Host> {
  // Only while developing: the whole branch, and the make-believe host with it, is cut from what is built.
  if (import.meta.env.DEV) {
    const asked = new URLSearchParams(location.search);
    if (asked.has("fake")) return (await import("./host/fake")).fakeHost({ scene: asked.get("fake") ?? "" });
  }
  return (await import("./host/tauri")).tauriHost();
}

async function start() {
  if (import.meta.env.DEV) {
    const theme = new URLSearchParams(location.search).get("theme");
    if (theme) document.documentElement.dataset.theme = theme;
  }
  const target = document.getElementById("app");
  if (target) mount(App, { target, props: { host: await chooseHost() } });
}

void start();
