/** Arrow keys in a list of things to press or tick: up, down, to the ends, and round. */
export function walk(event: KeyboardEvent): void {
  if (!["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  // Inside a field to type in, Home and End belong to the text.
  const typing = event.target instanceof HTMLInputElement && event.target.type === "text";
  if (typing && (event.key === "Home" || event.key === "End")) return;
  event.preventDefault();
  const list = event.currentTarget as HTMLElement;
  const items = [...list.querySelectorAll<HTMLElement>("button, input")];
  const now = items.indexOf(document.activeElement as HTMLElement);
  const next =
    event.key === "Home" ? 0 : event.key === "End" ? items.length - 1 : now + (event.key === "ArrowDown" ? 1 : -1);
  items[(next + items.length) % items.length]?.focus();
}
