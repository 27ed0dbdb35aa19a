import type { CallScorerConfig } from "../../scoring/mod.ts";
import { besidePlan } from "../_beside_plan.ts";

/**
 * The path of a scorer's tape: as the plan says, else beside the run's tape, with the scorer's name in front of the ending:
 * `cassettes/quiz.judge.jsonl`. `null`: the run has no tape, and the plan names none.
 */
export function scorerTapePath(
  name: string,
  { config, planPath, runTape }: { config: CallScorerConfig; planPath: string; runTape: string | null },
): string | null {
  if (config.cassette !== undefined) return besidePlan(planPath, config.cassette);
  if (runTape === null) return null;
  const ending = /(?<=[^/\\])\.[^./\\]+$/.exec(runTape)?.[0] ?? "";
  return `${runTape.slice(0, runTape.length - ending.length)}.${name}${ending}`;
}
