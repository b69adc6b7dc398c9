// A file dragged into the window from another program's, with the pointer of the virtual screen. WebDriver cannot.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

// Below and beside the window, on the screen that is a little larger.
const AT = { x: 1300, y: 850 };
const PYTHON = "/usr/bin/python3";

/** Whether this computer has what it takes: a pointer to move, and GTK for the other program. */
export function canDrag() {
  const asks = spawnSync(PYTHON, ["-c", "import gi; gi.require_version('Gtk', '3.0')"]);
  return asks.status === 0 && spawnSync("xdotool", ["version"]).status === 0;
}

/**
 * Takes hold of the file there, hangs it over the window, calls `over`, lets go, and waits for `arrived`. The other program
 * lives until then: it hands the file over only after the pointer was let go, and one that has gone by then hands over nothing.
 */
export async function drag(shop, path, over, arrived) {
  const program = fileURLToPath(new URL("dragged.py", import.meta.url));
  const other = spawn(PYTHON, [program, path, String(AT.x), String(AT.y)], { stdio: ["ignore", "pipe", "inherit"] });
  const pointer = (...words) => execFileSync("xdotool", words.map(String));
  try {
    await new Promise((shown, never) => {
      other.stdout.once("data", shown);
      other.once("exit", () => never(new Error("the other program did not start")));
    });
    const from = { x: AT.x + 40, y: AT.y + 40 };
    pointer("mousemove", from.x, from.y);
    await shop.browser.pause(300);
    pointer("mousedown", 1);
    for (let step = 1; step <= 12; step += 1) {
      pointer("mousemove", from.x - step * 55, from.y - step * 38);
      await shop.browser.pause(80);
    }
    await over();
    pointer("mouseup", 1);
    await shop.until("the file has arrived", arrived, 45);
  } finally {
    other.kill();
  }
}
