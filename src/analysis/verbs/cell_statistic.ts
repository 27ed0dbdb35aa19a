/** What becomes of several numbers. `count` is how many there are. */
export type CellStatistic = "mean" | "median" | "sum" | "min" | "max" | "count" | { readonly quantile: number };
