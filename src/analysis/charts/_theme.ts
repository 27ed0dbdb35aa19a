/** The inks of a chart, all of which stand on the background. */
export interface Theme {
  readonly background: string;
  /** Texts and lines, from the title down to the lines of the grid. */
  readonly ink: {
    readonly strong: string;
    readonly plain: string;
    readonly faint: string;
    readonly line: string;
    readonly grid: string;
  };
  /** The colours of series, in their order. */
  readonly series: readonly string[];
}

/**
 * Okabe and Ito's colours, which people who see few colours tell apart too ("Color Universal Design", 2008). Their
 * yellow is too faint on white; orange and sky blue are darkened there, such that every colour has a contrast of 3 : 1 to
 * its background, and no two are nearer to each other than the nearest two of Okabe and Ito.
 */
const VIVID = ["#0072B2", "#D55E00", "#009E73", "#CC79A7"] as const;

/** By name. */
export const THEMES: { readonly [name in "light" | "dark"]: Theme } = {
  light: {
    background: "white",
    ink: { strong: "#222222", plain: "#444444", faint: "#767676", line: "#999999", grid: "#E6E6E6" },
    series: [...VIVID, "#744A12", "#2A6277", "#000000"],
  },
  dark: {
    background: "#16181D",
    ink: { strong: "#F2F2F2", plain: "#CFCFCF", faint: "#9A9A9A", line: "#767676", grid: "#2E3138" },
    series: [...VIVID, "#E69F00", "#56B4E9", "#FFFFFF"],
  },
};
