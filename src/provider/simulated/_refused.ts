import type { ChatRequest } from "../../spec/mod.ts";
import type { PromptTokens } from "./_tokens.ts";
import type { SimulatedEndpoint, SimulatedParameter } from "./simulated_endpoint.ts";

/** What a request is refused for before anybody thinks about it. */
export type RequestProblem =
  | { readonly kind: "unsupported"; readonly parameter: string }
  | { readonly kind: "invalid"; readonly parameter: string; readonly reason: string }
  | { readonly kind: "context_length"; readonly tokens: number; readonly most: number };

const FIELDS: { readonly [parameter in SimulatedParameter]: keyof ChatRequest | null } = {
  max_tokens: "maxTokens",
  temperature: "temperature",
  top_p: "topP",
  top_k: "topK",
  min_p: "minP",
  seed: "seed",
  stop: "stop",
  frequency_penalty: "frequencyPenalty",
  presence_penalty: "presencePenalty",
  repetition_penalty: "repetitionPenalty",
  reasoning_effort: "reasoningEffort",
  tools: "tools",
  tool_choice: "toolChoice",
  parallel_tool_calls: "parallelToolCalls",
  response_format: "responseFormat",
  images: null,
};

const RANGES: readonly (readonly [name: string, field: keyof ChatRequest, low: number, high: number])[] = [
  ["max_tokens", "maxTokens", 1, Infinity],
  ["temperature", "temperature", 0, 2],
  ["top_p", "topP", 0, 1],
  ["top_k", "topK", 0, Infinity],
  ["min_p", "minP", 0, 1],
  ["frequency_penalty", "frequencyPenalty", -2, 2],
  ["presence_penalty", "presencePenalty", -2, 2],
];

/** All names that a law can refuse. */
export const PARAMETERS: readonly SimulatedParameter[] = Object.keys(FIELDS) as SimulatedParameter[];

/** The tokens that an endpoint reads and writes in all. */
export function contextTokens(endpoint: SimulatedEndpoint): number {
  return endpoint.capability?.contextTokens ?? 128_000;
}

/** The first thing that is wrong with a request; `null`: nothing. */
export function problemOf(
  request: ChatRequest,
  { endpoint, prompt }: { endpoint: SimulatedEndpoint; prompt: PromptTokens },
): RequestProblem | null {
  const refused = (endpoint.capability?.refuses ?? []).find((name) => isUsed(request, name, prompt));
  if (refused !== undefined) return { kind: "unsupported", parameter: refused };
  if (request.messages.length === 0) return invalid("messages", "there must be at least one");
  for (const [name, field, low, high] of RANGES) {
    const value = request[field];
    if (typeof value !== "number" || (value >= low && value <= high)) continue;
    return invalid(name, high === Infinity ? `must be at least ${low}` : `must be between ${low} and ${high}`);
  }
  const names = (request.tools ?? []).map(({ name }) => name);
  // Tools of the provider's own have no name here, and may be what is chosen.
  const toolChoice = request.extra?.tools === undefined ? request.toolChoice : undefined;
  if (typeof toolChoice === "object" && !names.includes(toolChoice.name)) {
    return invalid("tool_choice", `there is no tool "${toolChoice.name}"`);
  }
  if (toolChoice === "required" && names.length === 0) return invalid("tool_choice", "there are no tools");
  const most = contextTokens(endpoint);
  return prompt.total < most ? null : { kind: "context_length", tokens: prompt.total, most };
}

function invalid(parameter: string, reason: string): RequestProblem {
  return { kind: "invalid", parameter, reason };
}

function isUsed(request: ChatRequest, name: SimulatedParameter, prompt: PromptTokens): boolean {
  if (name === "images") return prompt.images > 0;
  if (name === "reasoning_effort" && (request.reasoningBudgetTokens ?? 0) !== 0) return true;
  if (name === "tools" && request.tools?.length === 0) return false;
  if (name === "response_format" && request.responseFormat?.type === "text") return false;
  const field = FIELDS[name];
  return field !== null && request[field] !== undefined;
}
