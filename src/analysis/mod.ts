/**
 * What a run means: data frames, summaries and charts. It reads ledgers and result files, and knows no runner.
 *
 * Importing this room loads neither polars, which is native code, nor Vega: both wait for their first use.
 * @module
 */
export {
  type ChartOptions,
  type ChartSpec,
  costQualityChart,
  type CostQualityChartOptions,
  failureChart,
  type FailureChartOptions,
  latencyDistributionChart,
  type LatencyDistributionChartOptions,
  parameterChart,
  type ParameterChartOptions,
  saveChart,
  toPng,
  type ToPngOptions,
  toSvg,
  type ToSvgOptions,
} from "./charts/mod.ts";
export {
  type DataFrame,
  displayFrame,
  loadCassette,
  type LoadCassetteOptions,
  loadRun,
  loadRuns,
  type LoadRunsOptions,
  readable,
  type ReadableOptions,
  type ReadableTable,
  type RunSource,
} from "./frames/mod.ts";
export {
  type CellStatistic,
  failures,
  type FailuresOptions,
  pivot,
  type PivotOptions,
  slowest,
  type SlowestOptions,
  summarize,
  summarizeAttempts,
  type SummarizeOptions,
  type SummaryRow,
} from "./verbs/mod.ts";
