/** Where we are, kept in the address after `#`. Never put words a person typed in it: the window remembers addresses. */

export type Route = {
  /** `home`, `people`, `segments`, … */
  screen: string;
  /** What follows, such as `["p17"]`. */
  rest: string[];
  /** After the question mark, such as `person=p17`. */
  query: URLSearchParams;
};

export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  const [screen = "", ...rest] = path.split("/").filter(Boolean).map(decodeSafely);
  return { screen: screen || "home", rest, query: new URLSearchParams(query) };
}

export function writeRoute(screen: string, rest: string[] = [], query: Record<string, string> = {}): string {
  const asked = new URLSearchParams(query).toString();
  return `#/${[screen, ...rest].map(encodeURIComponent).join("/")}${asked ? `?${asked}` : ""}`;
}

function decodeSafely(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

class Router {
  route = $state.raw<Route>(parseRoute(location.hash));
  #carried: unknown = undefined;

  constructor() {
    addEventListener("hashchange", () => (this.route = parseRoute(location.hash)));
  }

  /** Goes there. `carry` is handed to the screen that opens and is kept nowhere else. */
  go(screen: string, rest: string[] = [], options: { query?: Record<string, string>; carry?: unknown } = {}) {
    this.#carried = options.carry;
    const hash = writeRoute(screen, rest, options.query);
    if (hash === location.hash) this.route = parseRoute(hash);
    else location.hash = hash;
  }

  /** The same, leaving no step back. */
  replace(screen: string, rest: string[] = [], query: Record<string, string> = {}) {
    this.#carried = undefined;
    history.replaceState(null, "", writeRoute(screen, rest, query));
    this.route = parseRoute(location.hash);
  }

  /** Takes what the last `go` carried; the second taker gets nothing. */
  take<T>(): T | undefined {
    const carried = this.#carried as T | undefined;
    this.#carried = undefined;
    return carried;
  }
}

export const router = new Router();
/** For `href`: `to("people", ["p17"])`. */
export const to = writeRoute;
