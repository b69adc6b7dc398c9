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

// A pointer let go before the page has answered the other program is a drag that was called off: a person takes hold again.
const TRIES = 3;

/** Drags the file over the window, calls `over` while it hangs there, lets go, and waits until `arrived`. */
export async function drag(shop, path, over, arrived) {
  for (let left = TRIES; left > 0; left -= 1) {
    await once(shop, path, over);
    const there = await shop.until("the file has arrived", arrived, 12).catch(() => false);
    if (there) return;
  }
  throw new Error(`dragged ${TRIES} times, and it never arrived`);
}

async function once(shop, path, over) {
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
    // One more step over the page, and time for its answer.
    pointer("mousemove", from.x - 12 * 55 - 6, from.y - 12 * 38 - 6);
    await shop.browser.pause(400);
    pointer("mouseup", 1);
  } finally {
    other.kill();
  }
}
