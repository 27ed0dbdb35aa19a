/**
 * A small sweep as a person fills it in.
 * @module
 */
export type { SweepForm } from "./sweep_form.ts";
export { type SweepFormCost, sweepFormCost, type SweepFormCostOptions } from "./sweep_form_cost.ts";
export { type SweepFormPlan, sweepFormPlan, type SweepFormPlanOptions } from "./sweep_form_plan.ts";
export { sweepFormProblems, SWEPT_PARAMETERS } from "./sweep_form_problems.ts";
