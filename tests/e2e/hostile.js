// Nineteen ways out of a page, tried one after the other in the window's own page. Which one is being tried stands in the
// title, with the moment it began: who watches from outside reads it there.
(() => {
  const place = (number) => `http://case${number}.regulars.invalid/`;
  const add = (name, set, to = document.body) => to.append(Object.assign(document.createElement(name), set));
  const link = (rel) => (to) => add("link", { rel, href: to, as: "image" }, document.head);
  const frame = (srcdoc, sandbox) => {
    const made = document.createElement("iframe");
    if (sandbox) made.setAttribute("sandbox", "");
    made.srcdoc = srcdoc;
    document.body.append(made);
  };
  const ways = [
    ["preconnect", link("preconnect")],
    ["dns-prefetch", link("dns-prefetch")],
    ["img", (to) => add("img", { src: to })],
    ["css", (to) => add("style", { textContent: `@import url(${to}a.css); body { background: url(${to}b.png) }` })],
    ["fetch", (to) => fetch(to).catch(() => {})],
    ["XHR", (to) => { const asked = new XMLHttpRequest(); asked.open("GET", to); asked.send(); }],
    ["WebSocket", (to) => new WebSocket(to.replace("http", "ws"))],
    ["beacon", (to) => navigator.sendBeacon(to, "x")],
    ["new Image", (to) => { new Image().src = to; }],
    ["prefetch", link("prefetch")],
    ["preload", link("preload")],
    ["icon", link("icon")],
    ["location.href", (to) => { location.href = to; }],
    ["meta refresh", (to) => add("meta", { httpEquiv: "refresh", content: `0;url=${to}` }, document.head)],
    ["window.open", (to) => window.open(to)],
    ["a frame's img", (to) => frame(`<img src="${to}">`)],
    ["a sandboxed frame's preconnect", (to) => frame(`<link rel="preconnect" href="${to}">`, true)],
    ["a sandboxed frame's refresh", (to) => frame(`<meta http-equiv="refresh" content="0;url=${to}">`, true)],
    ["RTCPeerConnection", (to) => {
      const peer = new RTCPeerConnection({ iceServers: [{ urls: to.replace("http://", "stun:").replace(/\/$/, "") }] });
      peer.createDataChannel("x");
      peer.createOffer().then((offer) => peer.setLocalDescription(offer));
    }],
  ];
  const pause = (milliseconds) => new Promise((later) => setTimeout(later, milliseconds));
  const tell = (words) => {
    document.title = `${words} at ${Date.now()}`;
  };
  addEventListener("load", async () => {
    if (window.top !== window) return;
    await pause(500);
    for (const [index, [name, way]] of ways.entries()) {
      tell(`TRYING ${index + 1} ${name}`);
      try {
        way(place(index + 1));
      } catch {
        // Not there, or refused at once.
      }
      await pause(400);
    }
    tell(`TRIED ${ways.length}`);
  });
})();
