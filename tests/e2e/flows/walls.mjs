// What the window cannot do, tried from inside the window.
import { holds, same } from "../window.mjs";

const invoke = (shop, command, given) =>
  shop.runAsync(
    (name, args, done) => {
      window.__TAURI_INTERNALS__.invoke(name, args).then(
        (answer) => done({ answered: answer }),
        (refusal) => done({ refused: String(refusal?.message ?? refusal) }),
      );
    },
    command,
    given ?? {},
  );

/** The page without what an attempt left in it. */
async function afresh(shop) {
  await shop.run(() => location.reload());
  await shop.see("rail-home", 30);
}

export default [
  [
    "the shell gives the page no global object",
    async (shop) => {
      same(await shop.run(() => typeof window.__TAURI__), "undefined", "window.__TAURI__");
      const tampered = await shop.run(() => {
        Object.prototype.leak = "x";
        return {}.leak ?? "untouched";
      });
      same(tampered, "untouched", "Object.prototype");
    },
  ],
  [
    "a command that is not granted is refused",
    async (shop) => {
      for (const command of [
        "plugin:window|close",
        "plugin:window|set_title",
        "plugin:webview|create_webview_window",
        "plugin:event|emit",
        "plugin:event|listen",
        "plugin:app|version",
        "plugin:path|resolve_directory",
      ]) {
        const { answered, refused } = await invoke(shop, command);
        holds(refused !== undefined, `${command} answered ${JSON.stringify(answered)}`);
        holds(/not allowed|not found/.test(refused), `${command} was refused for another reason: ${refused}`);
      }
      const { answered } = await invoke(shop, "safe");
      holds(answered?.encrypted === true, "a granted command must answer, or the refusals mean nothing");
    },
  ],
  [
    "a command answers a lie about its arguments with a refusal",
    async (shop) => {
      for (const [command, given] of [
        ["person", { person: "p4294967296" }],
        ["person", { person: { $ne: 1 } }],
        ["people", { request: { limit: -1 } }],
        ["vault_open", { token: "/etc", passphrase: "x" }],
        ["import_check", { token: "../../etc/passwd", mapping: {}, source: "", basis: "consent" }],
        ["segment_count", { segment: { by: "rule", rule: { version: 1, root: { type: "sql", text: "1=1" } } } }],
      ]) {
        const { answered, refused } = await invoke(shop, command, given);
        holds(refused !== undefined, `${command} took ${JSON.stringify(given)} and answered ${JSON.stringify(answered)}`);
      }
    },
  ],
  [
    "nothing reaches the network, whatever the page tries",
    async (shop) => {
      const url = shop.sink.url;
      await shop.runAsync((to, done) => {
        const element = (name, set) => document.body.append(Object.assign(document.createElement(name), set));
        const attempts = [
          () => fetch(to).catch(() => {}),
          () => navigator.sendBeacon?.(to, "x"),
          () => new WebSocket(to.replace("http", "ws")),
          () => new EventSource(to),
          () => element("img", { src: `${to}img` }),
          () => element("video", { src: `${to}video` }),
          () => element("object", { data: `${to}object` }),
          () => element("iframe", { src: `${to}iframe` }),
          () => element("script", { src: `${to}script` }),
          () => element("link", { rel: "stylesheet", href: `${to}css` }),
          () => element("link", { rel: "prefetch", href: `${to}prefetch` }),
          () => element("style", { textContent: `@import url(${to}import); body { --x: url(${to}var) }` }),
          () => element("div", { style: `background:url(${to}bg)` }),
          () => element("iframe", { srcdoc: `<img src="${to}srcdoc"><meta http-equiv="refresh" content="0;url=${to}">` }),
        ];
        for (const attempt of attempts) {
          try {
            attempt();
          } catch {
            // Refused at once is as good.
          }
        }
        setTimeout(done, 1500);
      }, url);
      same(shop.sink.caught(), 0, "requests that got out");
      await afresh(shop);
    },
  ],
  [
    "the window never leaves its own pages",
    async (shop) => {
      const before = (await shop.browser.getUrl()).split("#")[0];
      const url = shop.sink.url;
      for (const leave of [
        (to) => {
          location.href = to;
        },
        (to) => {
          const link = Object.assign(document.createElement("a"), { href: to });
          document.body.append(link);
          link.click();
        },
        (to) => {
          const link = Object.assign(document.createElement("a"), { href: to, target: "_blank" });
          document.body.append(link);
          link.click();
        },
        (to) => void window.open(to),
        (to) => {
          const form = Object.assign(document.createElement("form"), { action: to, method: "post" });
          document.body.append(form);
          form.submit();
        },
        () => {
          location.href = "file:///etc/hostname";
        },
      ]) {
        await shop.run(leave, url).catch(() => {});
        await shop.browser.pause(300);
      }
      same((await shop.browser.getUrl()).split("#")[0], before, "the window's address");
      same((await shop.browser.getWindowHandles()).length, 1, "windows");
      same(shop.sink.caught(), 0, "requests that got out");
      await afresh(shop);
    },
  ],
  [
    "no text becomes code",
    async (shop) => {
      const outcome = await shop.run(() => {
        const tried = {};
        try {
          tried.eval = new Function("return 1")();
        } catch {
          tried.eval = "refused";
        }
        const script = document.createElement("script");
        script.textContent = "window.__ran = true";
        document.body.append(script);
        tried.inline = window.__ran ?? "refused";
        document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.__ran = true'>");
        return tried;
      });
      await shop.browser.pause(200);
      same(outcome.eval, "refused", "new Function");
      same(outcome.inline, "refused", "an inline script");
      same(await shop.run(() => window.__ran ?? "refused"), "refused", "an event handler in markup");
      await afresh(shop);
    },
  ],
];
