/** How many backups are kept, as typed: whole numbers within what the vault takes. */
import type { BackupRule } from "../../bindings";

export const LIMITS = { newest: { min: 1, max: 50 }, weeks: { min: 0, max: 104 } } as const;

const within = (typed: string, { min, max }: { min: number; max: number }): number | undefined => {
  const n = /^\s*\d{1,4}\s*$/.test(typed) ? Number(typed) : Number.NaN;
  return n >= min && n <= max ? n : undefined;
};

/** The rule that was typed, or what is wrong with it. */
export function ruleOf(newest: string, weeks: string): { rule: BackupRule } | { wrong: string } {
  const keep = within(newest, LIMITS.newest);
  const each = within(weeks, LIMITS.weeks);
  if (keep === undefined) return { wrong: `The newest 1 to ${LIMITS.newest.max} can be kept.` };
  if (each === undefined) return { wrong: `One of each of the last 0 to ${LIMITS.weeks.max} weeks can be kept.` };
  return { rule: { newest: keep, weeks: each } };
}
