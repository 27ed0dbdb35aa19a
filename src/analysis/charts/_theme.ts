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
 * The series are Okabe and Ito's colours, which people who see few colours tell apart too ("Color Universal Design",
 * 2008), without yellow and black or white last. On white, orange and sky blue are darkened, which are too faint there;
 * on the dark ground all are a little lighter. Every colour has a contrast of 3 : 1 to its background, and no two are
 * nearer to each other than the nearest two of Okabe and Ito.
 */
export const THEMES: { readonly [name in "light" | "dark"]: Theme } = {
  light: {
    background: "white",
    ink: { strong: "#222222", plain: "#444444", faint: "#767676", line: "#999999", grid: "#E6E6E6" },
    series: ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#744A12", "#2A6277", "#000000"],
  },
  dark: {
    background: "#16181D",
    ink: { strong: "#F2F2F2", plain: "#CFCFCF", faint: "#9A9A9A", line: "#767676", grid: "#2E3138" },
    series: ["#1F86E8", "#E8622A", "#00C08A", "#B56F95", "#F0B429", "#9CCBEF", "#FFFFFF"],
  },
};
