/**
 * Drift: what became of an API, and of the model behind it, between two recordings of the same requests.
 * @module
 */
export { changedExamples } from "./changed_examples.ts";
export { driftFrame, type DriftFrameOptions } from "./drift_frame.ts";
export type { AnswerSimilarity, DriftOptions, DriftSource } from "./drift_options.ts";
export { driftMarkdown, type DriftMarkdownOptions } from "./drift_markdown.ts";
export type {
  DriftEndpoint,
  DriftFinding,
  DriftKind,
  DriftPair,
  DriftReport,
  DriftSide,
  DriftStratum,
  DriftVerdict,
  UnpairedRequest,
} from "./drift_report.ts";
export type { DriftSample } from "./drift_sample.ts";
export {
  type BrokenThreshold,
  DRIFT_FAIL_ON,
  DRIFT_KINDS,
  type DriftJudgement,
  type DriftThresholds,
  judgeDrift,
} from "./judge_drift.ts";
export { agreementNote } from "./agreement_note.ts";
export { FINDING_TITLES, findingCells, Methods } from "./finding_cells.ts";
export { measureDrift } from "./measure_drift.ts";
