import type { ChatRequest } from "../../spec/mod.ts";
import type { ModelProblems } from "./_model_problems.ts";

/** Budgets for thinking by model: the least, the most, and whether thinking can be turned off. */
const BUDGETS: readonly (readonly [slug: RegExp, least: number, most: number, off: boolean])[] = [
  [/^gemini-2\.5-pro/, 128, 32_768, false],
  [/^gemini-2\.5-flash-lite/, 512, 24_576, true],
  [/^gemini-2\.5-flash/, 0, 24_576, true],
];

/**
 * Gemini's generations: no penalties since 2.5, and thinking by a budget in 2.5, by a level from 3 on. From
 * https://ai.google.dev/gemini-api/docs/thinking, https://ai.google.dev/gemini-api/docs/gemini-3, and what the API
 * answers: vercel/ai#8943, google-gemini/cookbook#1290. As of 2026-11-21.
 */
export function refusedByGoogle(slug: string, request: ChatRequest, problems: ModelProblems): void {
  const found = /^gemini-(\d+)(?:\.(\d+))?-/.exec(slug);
  if (found === null) return;
  const version = Number(found[1]) * 100 + Number(found[2] ?? 0);
  const { reasoningEffort: effort, reasoningBudgetTokens: budget } = request;
  if (version >= 205) {
    problems.addUnless("frequency_penalty", request.frequencyPenalty, 0);
    problems.addUnless("presence_penalty", request.presencePenalty, 0);
  }
  if (version >= 300) {
    if (effort !== undefined && effort !== "none" && budget !== undefined) {
      problems.add("reasoning_budget_tokens", "takes it or reasoning_effort, not both", budget);
    }
    if ((effort === "none" || budget === 0) && /-pro/.test(slug)) {
      problems.add(
        effort === "none" ? "reasoning_effort" : "reasoning_budget_tokens",
        "always thinks",
        effort ?? budget,
      );
    }
    return;
  }
  const limits = BUDGETS.find(([pattern]) => pattern.test(slug));
  if (limits === undefined) return;
  const [, least, most, off] = limits;
  if (budget === undefined || budget === -1 || (budget === 0 && off)) return;
  if (budget < least || budget > most) {
    problems.add("reasoning_budget_tokens", `takes ${off ? "0, " : ""}-1 or ${least} to ${most}`, budget);
  }
}
