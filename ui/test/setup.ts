import { configure } from "@testing-library/svelte";
import { afterEach } from "vitest";

document.documentElement.lang = "en";
// Generous for a busy machine; a test that passes never waits so long.
configure({ asyncUtilTimeout: 8_000 });

afterEach(() => {
  location.hash = "";
  document.body.innerHTML = "";
});
