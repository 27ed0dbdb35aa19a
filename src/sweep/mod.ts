/**
 * The grid: a plan, its cells, and what a run of them is and gives.
 * @module
 */
export type { AdaptiveOutcome, DroppedVariant, PlanAdaptive } from "./adaptive/mod.ts";
export type { Axis } from "./axis.ts";
export type { EndpointGlobs, GridOnly, GridRules, GridSource, PointCondition } from "./grid/mod.ts";
export {
  type BudgetAmounts,
  type BudgetAsk,
  type BudgetedCall,
  type BudgetLevel,
  type BudgetLimits,
  type BudgetPermit,
  type BudgetRefusal,
  type BudgetScope,
  type BudgetScopeName,
  type BudgetShortage,
  type BudgetSpending,
  type BudgetStore,
  budgetText,
  type BudgetUse,
  type CallBound,
  type ExhaustedBudget,
  MemoryBudgetStore,
  type PlanBudget,
  RunBudget,
  type RunBudgetOptions,
  withinBudget,
} from "./budget/mod.ts";
export {
  type AxisName,
  type AxisValue,
  type AxisValues,
  type BuildPlanOptions,
  type DrawnRange,
  type EndpointQuery,
  type EndpointTable,
  type GridAxes,
  type GridCondition,
  type GridPoint,
  type GridSample,
  type GridWhen,
  type MeantEndpoints,
  type ModelTable,
  type NumberAxis,
  type NumberBounds,
  type PlanParameters,
  type PlanResponseFormat,
  type PlanTable,
  type PlanTool,
  type PromptsTable,
  type RunBuiltOptions,
  type SteppedRange,
  sweep,
  SweepBuilder,
} from "./build/mod.ts";
export { cellAt } from "./cell_at.ts";
export { cellCount } from "./cell_count.ts";
export { cellId, type CellIdSource } from "./cell_id.ts";
export { cellsOf, type CellsOfOptions } from "./cells_of.ts";
export {
  type ControlState,
  type EndpointCells,
  type EndpointStand,
  parseShard,
  placesOf,
  readErrorKinds,
  type RetryFailed,
  type RunFiles,
  type RunOrder,
  type RunOverview,
  runOverview,
  type RunStand,
  runStand,
  type RunStandOptions,
  type RunState,
  runState,
  type Shard,
  SweepControl,
  tellRun,
  type ToldRun,
} from "./control/mod.ts";
export {
  type EndpointForecast,
  forecast,
  type ForecastOptions,
  type ForecastRange,
  type HistoryPlaces,
  loadHistory,
  type PastCall,
  type SweepForecast,
} from "./forecast/mod.ts";
export {
  type SweepForm,
  type SweepFormCost,
  sweepFormCost,
  type SweepFormCostOptions,
  type SweepFormPlan,
  sweepFormPlan,
  type SweepFormPlanOptions,
  sweepFormProblems,
  SWEPT_PARAMETERS,
} from "./form/mod.ts";
export {
  checkPlan,
  type CheckPlanOptions,
  type PlanAccess,
  planAccess,
  type PlanAccessOptions,
  type PlanCredential,
  planParameterProblems,
  type PlanParameterProblemsOptions,
  type PlanProblem,
  type PlanProblemPart,
  planProblemText,
  type RecordLookup,
} from "./check/mod.ts";
export {
  DEFAULT_CHANGES,
  GATE_FIGURES,
  type GateChange,
  type GateFigure,
  type GateThreshold,
  loadGate,
  type PlanGate,
  type PlanGateBase,
} from "./gate/mod.ts";
export { loadFaults } from "./load_faults.ts";
export {
  countRatingItems,
  type HumanRating,
  HumanRatings,
  type ImportedRatings,
  importRatings,
  rateAnswer,
  type RateAnswerOptions,
  type RatingItem,
  ratingItems,
  type RatingItemsOptions,
  ratingSheet,
  readRatingSheet,
  type SheetFormat,
  sheetFormat,
  type SheetRating,
} from "./ratings/mod.ts";
export {
  type ListedScoring,
  listScorings,
  type MissingCells,
  type ScoredRun,
  type ScoreEndpoints,
  scorerAgreement,
  type ScorerCalls,
  type ScorerMean,
  scoreRun,
  type ScoreRunOptions,
  scoringCosts,
} from "./scoring/mod.ts";
export { loadPlan } from "./load_plan.ts";
export { parseFaults } from "./parse_faults.ts";
export { parsePlan, type ParsePlanOptions } from "./parse_plan.ts";
export { type PlanEstimate, planEstimate } from "./plan_estimate.ts";
export { planFromJson, type PlanFromJsonOptions, type SampleSource } from "./plan_from_json.ts";
export { planHash } from "./plan_hash.ts";
export { planModules } from "./plan_modules.ts";
export { planToJson, type PlanToJsonOptions, sampleLines } from "./plan_to_json.ts";
export type { PriceLookup } from "./price_lookup.ts";
export type { RunPrice } from "./run_price.ts";
export { labelWithoutSeed } from "./label_without_seed.ts";
export { linspace } from "./linspace.ts";
export { logspace } from "./logspace.ts";
export {
  type PatternEndpoint,
  type PatternScope,
  type PlanPattern,
  type PlanResolution,
  type ResolvedPattern,
  resolvePlan,
  type ResolvePlanOptions,
  settlePlan,
  type SettlePlanOptions,
} from "./patterns/mod.ts";
export { pointCounts } from "./point_counts.ts";
export { shownValues } from "./shown_values.ts";
export { partOfRun } from "./part_of_run.ts";
export { restrictPlan } from "./restrict_plan.ts";
export { runSweep } from "./run_sweep.ts";
export {
  type EndpointProgress,
  type LimitInForce,
  type ProgressWatch,
  RunPace,
  type RunProgress,
  type RunProgressDetails,
  type ShownProgress,
  watchProgress,
  type WatchProgressOptions,
} from "./progress/mod.ts";
export type { RunOptions, RunSetup, RunSummary } from "./run_summary.ts";
export type { RunStop, StopReason } from "./stop/mod.ts";
export type { RunWarning } from "./run_warning.ts";
export { UnusedRecordingsError } from "./unused_recordings_error.ts";
export { type VariantChoice, variantParameters } from "./variant_parameters.ts";
export type { DatasetCounts } from "./dataset/mod.ts";
export type { PlanSample } from "./plan_sample.ts";
export type { SampleChoice, SampleList, SampleTemplates } from "./sample_list.ts";
export type { PlanCassette, PlanEndpoint, PlanFaults, PlanRun, SweepPlan } from "./sweep_plan.ts";
export {
  type MissingRecording,
  type RowDifference,
  type RunVerification,
  verifyRun,
  type VerifyRunOptions,
} from "./verify/mod.ts";
export { type RunResults, writeRunResults } from "./write_run_results.ts";
export { planOfRun, viewedPlan, type ViewedPlanOptions } from "./viewed_plan.ts";
