import { UserError } from "../../base/mod.ts";
import type { Strictness } from "../../routing/mod.ts";
import type { SweepPlan } from "../sweep_plan.ts";
import { planParameterProblems, type PlanParameterProblemsOptions } from "./plan_parameter_problems.ts";
import type { PlanProblem } from "./plan_problem.ts";
import { planProblemText } from "./plan_problem_text.ts";

/** The most that are told one by one. */
const TOLD = 10;

/** Options of {@linkcode checkPlan}. */
export interface CheckPlanOptions extends PlanParameterProblemsOptions {
  /** What problems come to; as the plan or its project says unless given, and `warn` where none of them does. */
  readonly strictness?: Strictness | undefined;
  /** Told of each problem; the process's standard error unless given. */
  readonly warn?: ((message: string) => void) | undefined;
}

/**
 * What every run that calls live does first: tell what its cells would send and their endpoints do not take, or refuse to
 * run. Nothing is called and nothing is written.
 *
 * @throws {UserError} with exit code 2 when there are problems and the strictness is `error`.
 */
export async function checkPlan(plan: SweepPlan, options: CheckPlanOptions): Promise<readonly PlanProblem[]> {
  const { strictness = plan.run.strictness ?? "warn", warn = warnOnStderr } = options;
  const problems = await planParameterProblems(plan, options);
  const lines = problems.slice(0, TOLD).map((problem) => `${problem.endpoint}: ${planProblemText(problem)}`);
  const more = problems.length - lines.length;
  if (more > 0) lines.push(`… and ${more.toLocaleString("en-US")} more, which tapedeck sweep plan shows`);
  if (strictness === "error" && problems.length > 0) {
    throw new UserError(
      `Cannot run the sweep as its endpoints do not take all that it sends, and strictness is "error":\n` +
        lines.map((line) => `  ${line}`).join("\n"),
      { exitCode: 2 },
    );
  }
  lines.forEach(warn);
  return problems;
}

function warnOnStderr(message: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`warning: ${message}\n`));
}
