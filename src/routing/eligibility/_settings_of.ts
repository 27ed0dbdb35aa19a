import type { ChatRequest } from "../../spec/mod.ts";

/** Our name of a setting to OpenAI's, in which lists name what an endpoint takes. */
const NAMES = {
  temperature: "temperature",
  topP: "top_p",
  topK: "top_k",
  minP: "min_p",
  seed: "seed",
  stop: "stop",
  frequencyPenalty: "frequency_penalty",
  presencePenalty: "presence_penalty",
  repetitionPenalty: "repetition_penalty",
  reasoningEffort: "reasoning",
  reasoningBudgetTokens: "reasoning",
  parallelToolCalls: "parallel_tool_calls",
} as const;

/** Fields of `extra` that are settings that lists know too. */
const EXTRA = ["logprobs", "top_logprobs", "logit_bias"] as const;

/** The settings of a request, in OpenAI's names and in their order; to ask for no reasoning needs nothing. */
export function settingsOf(request: ChatRequest): string[] {
  const set = new Set<string>();
  for (const [field, name] of Object.entries(NAMES) as [keyof typeof NAMES, string][]) {
    const value = request[field];
    if (value === undefined || (name === "reasoning" && (value === "none" || value === 0))) continue;
    set.add(name);
  }
  for (const name of EXTRA) if (request.extra?.[name] !== undefined && request.extra[name] !== false) set.add(name);
  return [...set].sort();
}
