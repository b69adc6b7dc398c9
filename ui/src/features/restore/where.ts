/** Where a restored backup goes: a new vault, or in place of one that is on the list. */
import type { RecentVault } from "../../bindings";

/** The choice of a new vault. Tokens of vaults are never this. */
export const NEW = "new";

export type Place = { value: string; label: string };

/** The open vault first, then a new one, then the others that are still where they were. */
export function places(recent: readonly RecentVault[]): Place[] {
  const there = recent.filter((vault) => vault.present);
  const inPlace = (vault: RecentVault): Place => ({ value: vault.token, label: `In place of ${vault.name} (${vault.folder})` });
  return [
    ...there.filter((vault) => vault.open).map(inPlace),
    { value: NEW, label: "As a new vault, beside the others" },
    ...there.filter((vault) => !vault.open).map(inPlace),
  ];
}

/** What happens to what is there now. */
export function meaning(choice: string, recent: readonly RecentVault[]): string {
  const vault = recent.find((one) => one.token === choice);
  if (!vault) return "Nothing that is there now is touched.";
  return `${vault.name} as it is now is not deleted: it is kept beside, under another name.`;
}
