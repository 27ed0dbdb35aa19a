/**
 * Charts: frames as Vega-Lite specs that a notebook shows, and as pictures.
 * @module
 */
export { type BreakerInterval, breakerIntervals } from "./breaker_intervals.ts";
export type { ChartOptions, ChartSpec } from "./chart_spec.ts";
export { comparisonChart, type ComparisonChartOptions } from "./comparison_chart.ts";
export { costChart, type CostChartOptions } from "./cost_chart.ts";
export { costQualityChart, type CostQualityChartOptions } from "./cost_quality_chart.ts";
export { failureChart, type FailureChartOptions } from "./failure_chart.ts";
export { heatMapChart, type HeatMapChartOptions } from "./heat_map_chart.ts";
export { latencyDistributionChart, type LatencyDistributionChartOptions } from "./latency_distribution_chart.ts";
export { loadBreakerIntervals } from "./load_breaker_intervals.ts";
export { parameterChart, type ParameterChartOptions } from "./parameter_chart.ts";
export { quantileLadderChart, type QuantileLadderChartOptions } from "./quantile_ladder_chart.ts";
export { rankingChart, type RankingChartOptions } from "./ranking_chart.ts";
export { saveChart } from "./save_chart.ts";
export { timelineChart, type TimelineChartOptions } from "./timeline_chart.ts";
export { toPng, type ToPngOptions } from "./to_png.ts";
export { toSvg, type ToSvgOptions } from "./to_svg.ts";
export { ttftTpotChart, type TtftTpotChartOptions } from "./ttft_tpot_chart.ts";
