import type { ChatMessage } from "../spec/mod.ts";
import { cellCount } from "./cell_count.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/** What can be said of a run before it: counts and bounds, and nothing that would be a guess. */
export interface PlanEstimate {
  /** Calls when every one succeeds at once: one per cell. */
  readonly calls: number;
  /** Calls when every one fails as often as the plan allows. */
  readonly callsAtMost: number;
  /** Characters of text in the messages of all cells. How many tokens that is depends on the model. */
  readonly inputCharacters: number;
  /** The sum of every cell's limit, which an answer seldom reaches; `null` when a cell has no limit. */
  readonly outputTokensAtMost: number | null;
}

/** Counts what a run of the plan would send and could get, without making its cells. */
export function planEstimate(plan: SweepPlan): PlanEstimate {
  const calls = cellCount(plan);
  let characters = 0;
  for (const { messages } of plan.samples) characters += textLength(messages);
  const limits = plan.endpoints.map(({ parameters }) => meanLimit(plan, parameters.maxTokens));
  return {
    calls,
    callsAtMost: calls * plan.run.maxTries,
    inputCharacters: characters * (calls / plan.samples.length),
    outputTokensAtMost: limits.includes(null)
      ? null
      : limits.reduce<number>((sum, limit) => sum + limit! * (calls / limits.length), 0),
  };
}

/** The mean of an endpoint's limits over its cells: the grid has each value of an axis equally often. */
function meanLimit(plan: SweepPlan, fixed: number | undefined): number | null {
  const axis = plan.axes.find(({ field }) => field === "maxTokens");
  if (axis === undefined) return fixed ?? null;
  return (axis.values as number[]).reduce((sum, value) => sum + value, 0) / axis.values.length;
}

function textLength(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, { content }) => {
    if (content === null) return sum;
    if (typeof content === "string") return sum + content.length;
    return sum + content.reduce((inner, part) => inner + (part.type === "text" ? part.text.length : 0), 0);
  }, 0);
}
