/** How the figures of a group are put for someone who reads them at a glance. */

export type Sure = { words: string; tone: "green" | "gold" | "clay" | "grey"; figure: string };

/** "highly stable (0.94)" → "Holds very well", with the figure apart for those who want it. */
export function howSure(stability: string): Sure {
  const figure = /\(([\d.]+)\)/.exec(stability)?.[0] ?? "";
  const said = stability.toLowerCase();
  if (said.includes("unstable")) return { words: "Hardly holds", tone: "clay", figure };
  if (said.includes("doubtful")) return { words: "Holds so-so", tone: "gold", figure };
  if (said.includes("highly stable")) return { words: "Holds very well", tone: "green", figure };
  if (said.includes("stable")) return { words: "Holds well", tone: "green", figure };
  return { words: stability, tone: "grey", figure: "" };
}

/** "92% (90% to 94%)" → the figure, and the range it may lie in. */
export function figureAndRange(here: string): { figure: string; range: string } {
  const [, figure = here, range = ""] = /^(.*?)\s*\((.*)\)$/.exec(here) ?? [];
  return { figure, range };
}
