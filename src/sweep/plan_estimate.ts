import type { ChatMessage } from "../spec/mod.ts";
import { cellCount } from "./cell_count.ts";
import { gridOf } from "./grid/mod.ts";
import type { SweepPlan } from "./sweep_plan.ts";
import { textShares, valueShares } from "./_value_shares.ts";

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
  const limits = plan.endpoints.map((_, place) => limitOf(plan, place));
  return {
    calls,
    callsAtMost: calls * plan.run.maxTries,
    inputCharacters: inputCharacters(plan),
    outputTokensAtMost: limits.reduce<number | null>(
      (sum, limit) => limit === null || sum === null ? null : sum + limit,
      0,
    ),
  };
}

/** The sum of the limits of an endpoint's cells. */
function limitOf(plan: SweepPlan, place: number): number | null {
  const { begin, end, points } = gridOf(plan).endpoints[place];
  if (points.count === 0) return 0;
  let sum = 0;
  for (const share of valueShares<number>(plan, place, "maxTokens")) {
    if (share.value === null) return null;
    sum += share.value * share.points;
  }
  return sum * ((end - begin) / points.count);
}

function inputCharacters(plan: SweepPlan): number {
  const { samples } = plan;
  const choices = samples.choices ?? [undefined];
  const lengths = choices.map((choice) => {
    let length = 0;
    for (let i = 0; i < samples.length; i++) length += textLength(samples.at(i, choice)!.messages);
    return length;
  });
  return gridOf(plan).endpoints.reduce((sum, { begin, end }, place) => {
    const systems = textShares(plan, place, "system");
    const templates = textShares(plan, place, "template");
    const perSample = (end - begin) / samples.length;
    const mean = choices.reduce(
      (all, choice, i) =>
        all + lengths[i] * (systems[choice?.system ?? 0] ?? 0) * (templates[choice?.template ?? 0] ?? 0),
      0,
    );
    return sum + mean * perSample;
  }, 0);
}

function textLength(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, { content }) => {
    if (content === null) return sum;
    if (typeof content === "string") return sum + content.length;
    return sum + content.reduce((inner, part) => inner + (part.type === "text" ? part.text.length : 0), 0);
  }, 0);
}
