import type { ChatMessage } from "../spec/mod.ts";
import { cellCount } from "./cell_count.ts";
import { gridOf } from "./grid/mod.ts";
import { scriptCalls } from "./_script_calls.ts";
import type { SweepPlan } from "./sweep_plan.ts";
import { choicePoints, valueShares } from "./_value_shares.ts";

/** What can be said of a run before it: counts and bounds, and nothing that would be a guess. */
export interface PlanEstimate {
  /** Calls when every one succeeds at once and no tool is called: one per cell, and one more for each turn of it. */
  readonly calls: number;
  /** Calls when every one fails as often as the plan allows, and models call tools as often as they may. */
  readonly callsAtMost: number;
  /**
   * Characters of text in the messages of all calls, without what models have said. How many tokens that is depends on
   * the model.
   */
  readonly inputCharacters: number;
  /** The sum of every cell's limit, which an answer seldom reaches; `null` when a cell has no limit. */
  readonly outputTokensAtMost: number | null;
}

/** Counts what a run of the plan would send and could get, without making its cells. */
export function planEstimate(plan: SweepPlan): PlanEstimate {
  const cells = cellCount(plan);
  const said = saidIn(plan);
  const perSample = cells / plan.samples.length;
  const limits = plan.endpoints.map((_, place) => limitOf(plan, place));
  return {
    calls: said.calls * perSample,
    callsAtMost: said.callsAtMost * perSample * plan.run.maxTries,
    inputCharacters: inputCharacters(plan, said.lengths),
    outputTokensAtMost: limits.reduce<number | null>(
      (sum, limit) => limit === null || sum === null ? null : sum + limit * (said.callsAtMost / plan.samples.length),
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

/** What all samples say, once each. */
interface Said {
  readonly calls: number;
  readonly callsAtMost: number;
  /** Characters, by the choice of templates. */
  readonly lengths: readonly number[];
}

function saidIn({ samples }: SweepPlan): Said {
  const choices = samples.choices ?? [undefined];
  const lengths = choices.map(() => 0);
  let [calls, callsAtMost] = [0, 0];
  for (let i = 0; i < samples.length; i++) {
    for (const [place, choice] of choices.entries()) {
      const { messages, script } = samples.at(i, choice)!;
      const { low, high } = scriptCalls(script);
      lengths[place] += textLength(messages) * low;
      // A turn is in its own call and in all behind it.
      for (const [turn, said] of script?.turns.entries() ?? []) lengths[place] += textLength(said) * (low - 1 - turn);
      if (place > 0) continue;
      calls += low;
      callsAtMost += high;
    }
  }
  return { calls, callsAtMost, lengths };
}

function inputCharacters(plan: SweepPlan, lengths: readonly number[]): number {
  const { samples } = plan;
  const pointsOf = choicePoints(plan);
  return gridOf(plan).endpoints.reduce((sum, { begin, end, points }, place) => {
    if (points.count === 0) return sum;
    const eachPoint = (end - begin) / samples.length / points.count;
    return pointsOf(place).reduce((all, count, i) => all + lengths[i] * count * eachPoint, sum);
  }, 0);
}

function textLength(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, { content }) => {
    if (content === null) return sum;
    if (typeof content === "string") return sum + content.length;
    return sum + content.reduce((inner, part) => inner + (part.type === "text" ? part.text.length : 0), 0);
  }, 0);
}
