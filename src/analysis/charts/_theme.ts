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
  /** From little to much, ever lighter: told apart by lightness alone, too. */
  readonly sequential: readonly string[];
  /** From below over none to above: none is nearest to the background, and both ends are told apart by everybody. */
  readonly diverging: readonly string[];
  /** The bars of intervals are at least so opaque: what is pale on white is all but lost on a dark ground. */
  readonly leastBarOpacity: number;
}

/** The stops of viridis (van der Walt & Smith 2015). */
const VIRIDIS = [
  "#440154",
  "#482878",
  "#3E4989",
  "#31688E",
  "#26828E",
  "#1F9E89",
  "#35B779",
  "#6DCD59",
  "#B4DE2C",
  "#FDE725",
] as const;

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
    sequential: VIRIDIS,
    diverging: ["#00578A", "#5A9FCF", "#F4F4F4", "#EE9B66", "#A84A00"],
    leastBarOpacity: 0,
  },
  dark: {
    background: "#16181D",
    ink: { strong: "#F2F2F2", plain: "#CFCFCF", faint: "#9A9A9A", line: "#767676", grid: "#2E3138" },
    series: ["#1F86E8", "#E8622A", "#00C08A", "#B56F95", "#F0B429", "#9CCBEF", "#FFFFFF"],
    // The darkest ones would be taken for a hole.
    sequential: VIRIDIS.slice(1),
    diverging: ["#7CC0FF", "#3A6FA3", "#2E3138", "#A5552A", "#FF9A5C"],
    leastBarOpacity: 0.55,
  },
};
