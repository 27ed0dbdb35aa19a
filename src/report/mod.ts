/**
 * What people and CI are shown of a run: whether it may pass, and what it came to.
 * @module
 */
export {
  type CellAnswer,
  type CellDetail,
  cellDetail,
  type CellDetailOptions,
  type CellIdentity,
  cellList,
  type CellPage,
  type CellPrompt,
  type CellQuery,
  type CellScore,
  type CellState,
  type CellTape,
  type CellTryDetail,
  type ListedCell,
  type OtherCell,
  type SamePrompt,
  samePrompt,
} from "./cells/mod.ts";
export { evaluateGate, type EvaluateGateOptions } from "./evaluate_gate.ts";
export type { GateCheck, GateResult } from "./gate_result.ts";
export type { GroupBy } from "./group_by.ts";
export { type RunChart, runChart, runCharts } from "./run_chart.ts";
export { runReport, type RunReportOptions } from "./run_report.ts";
export type { ReportCell, ReportError, ReportVariant, RunReport } from "./run_report_data.ts";
export { type VariantResult, variantResults } from "./variant_results.ts";
export { htmlReport, type HtmlReportOptions, type ReportChart } from "./html_report.ts";
export { reportCharts } from "./report_charts.ts";
export { junitReport, type JunitReportOptions } from "./junit_report.ts";
export { REPORT_FORMATS, type ReportFormat, reportText, writeReport, type WriteReportOptions } from "./write_report.ts";
export { markdownReport, type MarkdownReportOptions } from "./markdown_report.ts";
