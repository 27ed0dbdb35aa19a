/**
 * Plans that are put together in code.
 * @module
 */
export type {
  AxisName,
  AxisValue,
  AxisValues,
  DrawnRange,
  GridAxes,
  GridCondition,
  GridPoint,
  GridSample,
  GridWhen,
  MeantEndpoints,
  NumberAxis,
  NumberBounds,
  PlanResponseFormat,
  PlanTool,
  SteppedRange,
} from "./grid_axes.ts";
export type {
  EndpointQuery,
  EndpointTable,
  ModelTable,
  PlanParameters,
  PlanTable,
  PromptsTable,
} from "./plan_tables.ts";
export type { RunBuiltOptions } from "./run_built.ts";
export { sweep } from "./sweep.ts";
export { type BuildPlanOptions, SweepBuilder } from "./sweep_builder.ts";
