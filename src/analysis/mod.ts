/**
 * What a run means: data frames, summaries and charts. It reads ledgers and result files, and knows no runner.
 *
 * Importing this room loads neither polars, which is native code, nor Vega: both wait for their first use.
 * @module
 */
export type { ChartOptions, ChartSpec } from "./chart_spec.ts";
export { costQualityChart, type CostQualityChartOptions } from "./cost_quality_chart.ts";
export { latencyDistributionChart, type LatencyDistributionChartOptions } from "./latency_distribution_chart.ts";
export type { DataFrame } from "./data_frame.ts";
export { loadRun, type RunSource } from "./load_run.ts";
export { parameterChart, type ParameterChartOptions } from "./parameter_chart.ts";
export { summarize, type SummarizeOptions } from "./summarize.ts";
export { summarizeAttempts, type SummaryRow } from "./summarize_attempts.ts";
export { toSvg, type ToSvgOptions } from "./to_svg.ts";
