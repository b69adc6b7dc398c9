/** How a screen reaches the host: `const host = useHost()`. */
import { getContext, setContext } from "svelte";
import type { Host } from "./host";

const KEY = Symbol("host");

export const provideHost = (host: Host) => setContext(KEY, host);
export const useHost = (): Host => getContext<Host>(KEY);
