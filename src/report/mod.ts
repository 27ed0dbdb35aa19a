/**
 * What people and CI are shown of a run: whether it may pass, and what it came to.
 * @module
 */
export { evaluateGate, type EvaluateGateOptions } from "./evaluate_gate.ts";
export type { GateCheck, GateResult } from "./gate_result.ts";
export type { GroupBy } from "./group_by.ts";
export { runReport, type RunReportOptions } from "./run_report.ts";
export type { ReportCell, ReportError, ReportVariant, RunReport } from "./run_report_data.ts";
export { htmlReport, type HtmlReportOptions, type ReportChart } from "./html_report.ts";
export { reportCharts } from "./report_charts.ts";
export { junitReport, type JunitReportOptions } from "./junit_report.ts";
export { REPORT_FORMATS, type ReportFormat, reportText, writeReport, type WriteReportOptions } from "./write_report.ts";
export { markdownReport, type MarkdownReportOptions } from "./markdown_report.ts";
