import type { Strictness } from "../routing/mod.ts";
import type { JsonObject } from "../spec/mod.ts";
import { type PlanProblem, planProblemText } from "../sweep/mod.ts";

/** What cells would send and their endpoint does not take, for programs. */
export function problemDocument({ endpoint, parameter, effect, message, part }: PlanProblem): JsonObject {
  return { endpoint, parameter, effect, message, part: part === null ? null : { ...part } };
}

/** The same for people, and what it comes to. */
export function planCheckLines(
  { problems, strictness }: { readonly problems: readonly PlanProblem[]; readonly strictness: Strictness },
): string[] {
  if (problems.length === 0) return [];
  const lines = problems.map((problem) => `${strictness}: ${problem.endpoint}: ${planProblemText(problem)}\n`);
  const refused = strictness === "error" ? ['A run that calls live is refused, as strictness is "error".\n'] : [];
  return ["\n", ...lines.map((line) => line.replace(/^warn:/, "warning:")), ...refused];
}
