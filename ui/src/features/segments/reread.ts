/** What a part of the builder calls once it changed what all rules are answered from. */
import { getContext, setContext } from "svelte";

type Reread = () => Promise<void>;
const KEY = Symbol("reread");

export const provideReread = (reread: Reread) => setContext(KEY, reread);
export const useReread = (): Reread => getContext<Reread | undefined>(KEY) ?? (() => Promise.resolve());
