/** A recovery code as people type it: any case, with or without dashes and spaces. Only its shape is looked at here. */

/** Eight groups of four, and two letters to check them. */
export const CODE_LENGTH = 34;
const GROUP = 4;
export const GROUPS = Math.ceil(CODE_LENGTH / GROUP);

/** What counts of it. */
export const bare = (typed: string): string => typed.normalize("NFKC").toUpperCase().replace(/[^A-Z0-9]/g, "");

/** `7qk4m2xd…` → `7QK4-M2XD-…`, as it stands on the sheet. */
export function grouped(typed: string): string {
  return bare(typed).match(/.{1,4}/g)?.join("-") ?? "";
}

/** Whether it has as many letters and figures as a code has. */
export const whole = (typed: string): boolean => bare(typed).length === CODE_LENGTH;

/** What to say while it is typed. */
export function soFar(typed: string): string {
  const length = bare(typed).length;
  if (length === 0) return `${GROUPS} groups from the sheet. Capitals, dashes and spaces do not matter.`;
  if (length > CODE_LENGTH) return `${length - CODE_LENGTH} too many. Look for a group typed twice.`;
  if (length === CODE_LENGTH) return "All of it is there.";
  return `Group ${Math.floor(length / GROUP) + 1} of ${GROUPS}.`;
}
