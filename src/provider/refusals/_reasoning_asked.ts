import type { ChatRequest } from "../../spec/mod.ts";

/** Whether a model is asked to reason; `null` where nothing is said. */
export function reasoningAsked({ reasoningEffort, reasoningBudgetTokens }: ChatRequest): boolean | null {
  if (reasoningEffort === undefined && reasoningBudgetTokens === undefined) return null;
  return reasoningBudgetTokens === undefined ? reasoningEffort !== "none" : reasoningBudgetTokens !== 0;
}
