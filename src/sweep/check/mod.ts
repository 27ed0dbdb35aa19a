/**
 * What a plan would send that its endpoints do not take.
 * @module
 */
export { checkPlan, type CheckPlanOptions } from "./check_plan.ts";
export { type PlanAccess, planAccess, type PlanAccessOptions, type PlanCredential } from "./plan_access.ts";
export {
  planParameterProblems,
  type PlanParameterProblemsOptions,
  type RecordLookup,
} from "./plan_parameter_problems.ts";
export type { PlanProblem, PlanProblemPart } from "./plan_problem.ts";
export { planProblemText } from "./plan_problem_text.ts";
