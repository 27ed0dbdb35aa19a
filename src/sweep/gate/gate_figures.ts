/** A figure that a gate can ask for. */
export interface GateFigure {
  /** What is worse. */
  readonly worse: "lower" | "higher";
  /** How an increase is measured: as a share of the other run's figure, or by itself. */
  readonly increase: "relative" | "absolute";
  /** `ms`, `US$`; `null`: a share. */
  readonly unit: string | null;
}

const TIME: GateFigure = { worse: "higher", increase: "relative", unit: "ms" };
const COST: GateFigure = { worse: "higher", increase: "relative", unit: "US$" };

/** The figures that a gate can ask for, beside `scores.NAME`, which is as `score` is. */
export const GATE_FIGURES: ReadonlyMap<string, GateFigure> = new Map([
  ["score", { worse: "lower", increase: "absolute", unit: null }],
  ["error_rate", { worse: "higher", increase: "absolute", unit: null }],
  ...["latency", "ttft"].flatMap((name) =>
    ["p50", "p90", "p95", "p99"].map((quantile): [string, GateFigure] => [`${name}_${quantile}_ms`, TIME])
  ),
  ["cost_usd", COST],
  ["cost_per_cell_usd", COST],
]);
