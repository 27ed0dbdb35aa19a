import type { PlanProblem } from "./plan_problem.ts";

/** A problem in one line for people, without the name of its endpoint. */
export function planProblemText({ message, part }: Pick<PlanProblem, "message" | "part">): string {
  if (part === null) return message;
  const { by, count, of } = part;
  const what = by === "prompts" ? "prompts" : `values of ${by}`;
  return `${message} (${count === null ? "some" : count.toLocaleString("en-US")} of ${
    of.toLocaleString("en-US")
  } ${what})`;
}
