import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import tailwind from "@tailwindcss/vite";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** The make-believe host must never be built in: with it a window could show people who do not exist. */
const noFakeHost: Plugin = {
  name: "no-fake-host",
  apply: "build",
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== "chunk") continue;
      const fake = chunk.moduleIds.find((id) => id.includes("/host/fake/"));
      if (fake) this.error(`${fake} belongs to development and tests, and was about to be built in`);
    }
  },
};

export default defineConfig({
  plugins: [tailwind(), svelte(), svelteTesting(), noFakeHost],
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: {
    target: ["safari17.5", "chrome123"],
    // Fonts written into the style sheet as data: would be refused by the policy (font-src 'self').
    assetsInlineLimit: 0,
    modulePreload: false,
    chunkSizeWarningLimit: 700,
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    setupFiles: ["test/setup.ts"],
    restoreMocks: true,
    // Half the time: what the tests share is made anew by each of them (test/setup.ts).
    isolate: false,
    testTimeout: 30_000,
    env: { DEBUG_PRINT_LIMIT: "0" },
  },
});
