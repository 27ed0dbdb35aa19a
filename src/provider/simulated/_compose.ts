import type { ChatRequest, JsonValue, ToolDefinition } from "../../spec/mod.ts";
import { between, draw, drawCount, pick, type Random, randomOf } from "./_draws.ts";
import { contextTokens, type RequestProblem } from "./_refused.ts";
import { schemaInstance } from "./_schema_instance.ts";
import { countTokens, tokensOf } from "./_tokens.ts";
import { fewWords, sentences } from "./_words.ts";
import type { SimulatedToolCall } from "./simulated_answer.ts";
import type { Distribution, SimulatedEndpoint } from "./simulated_endpoint.ts";

/** What is said, before it is counted and priced. */
export interface Said {
  readonly reasoning: string;
  readonly text: string;
  readonly toolCalls: readonly SimulatedToolCall[];
  readonly finishReason: "stop" | "length" | "tool_calls";
  readonly stopSequence: string | null;
}

/** What an answer is made for. */
export interface Asked {
  readonly request: ChatRequest;
  readonly endpoint: SimulatedEndpoint;
  /** All of the prompt. */
  readonly inputTokens: number;
  /** The same for the same answer. */
  readonly seed: string;
}

const TEXT_TOKENS: Distribution = { kind: "lognormal", median: 40, sigma: 0.4, min: 4, max: 400 };
const REASONING_TOKENS: Distribution = { kind: "lognormal", median: 60, sigma: 0.5, min: 8, max: 2000 };
/** What an effort makes of the tokens at medium effort. */
const EFFORTS: { readonly [effort: string]: number } = {
  minimal: 0.25,
  low: 0.5,
  medium: 1,
  high: 2,
  xhigh: 4,
  max: 4,
};
const MOST_CALLS = 3;

/** An answer that obeys its request, or what makes that impossible: a schema that nothing follows. */
export function compose(asked: Asked): Said | RequestProblem {
  const { request, endpoint, inputTokens, seed } = asked;
  const most = Math.min(
    request.maxTokens ?? Infinity,
    endpoint.capability?.maxOutputTokens ?? Infinity,
    contextTokens(endpoint) - inputTokens,
  );
  const reasoning = reasoningOf(asked);
  const thought = tokensOf(reasoning);
  if (thought.length >= most) return cutOff(thought.slice(0, most).join(""), "");
  const left = most - thought.length;
  const tools = calledTools(asked, randomOf(seed, "tools"));
  if (tools.length > 0) return callsOf(tools, { ...asked, reasoning, left });
  const text = textOf(asked, randomOf(seed, "text"));
  return text === undefined ? { kind: "invalid", parameter: "response_format", reason: UNANSWERABLE } : ended(text, {
    reasoning,
    left,
    stop: request.stop ?? [],
  });
}

const UNANSWERABLE = "no value that follows the schema was found";

function cutOff(reasoning: string, text: string): Said {
  return { reasoning, text, toolCalls: [], finishReason: "length", stopSequence: null };
}

/** Whether the model is to think: what the request says, within what the endpoint can do. */
function thinks({ request, endpoint }: Asked): boolean {
  const { reasoningEffort, reasoningBudgetTokens, reasoningText } = request;
  const can = endpoint.capability?.reasoning ?? "asked";
  if (can !== "asked") return can === "always";
  if (reasoningEffort === "none" || reasoningBudgetTokens === 0) return false;
  return reasoningEffort !== undefined || reasoningBudgetTokens !== undefined || reasoningText === true;
}

function reasoningOf(asked: Asked): string {
  if (!thinks(asked)) return "";
  const { request, endpoint, seed } = asked;
  const random = randomOf(seed, "reasoning");
  const effort = request.reasoningEffort ?? "medium";
  const scale = Object.hasOwn(EFFORTS, effort) ? EFFORTS[effort] : 1;
  const drawn = Math.round(draw(endpoint.answer?.reasoningTokens ?? REASONING_TOKENS, random) * scale);
  const budget = request.reasoningBudgetTokens ?? -1;
  return sentences(random, Math.max(1, budget > 0 ? Math.min(drawn, budget) : drawn));
}

/** The tools that are called, one by one. A model that has been given a result answers, unless it must call. */
function calledTools({ request, endpoint }: Asked, random: Random): ToolDefinition[] {
  const { tools = [], toolChoice = "auto", messages } = request;
  if (tools.length === 0 || toolChoice === "none") return [];
  if (typeof toolChoice === "object") return tools.filter(({ name }) => name === toolChoice.name).slice(0, 1);
  const calls = random() < (endpoint.answer?.toolCallRate ?? 1) && messages.at(-1)?.role !== "tool";
  const several = random() < (endpoint.answer?.parallelRate ?? 0.25) && request.parallelToolCalls !== false;
  if (toolChoice === "auto" && !calls) return [];
  return Array.from({ length: several ? between(random, [2, MOST_CALLS]) : 1 }, () => pick(random, tools));
}

/** A call is never cut in two: those that do not fit are left out, and the answer ends for its length. */
function callsOf(
  tools: readonly ToolDefinition[],
  { seed, reasoning, left }: Asked & { reasoning: string; left: number },
): Said | RequestProblem {
  const toolCalls: SimulatedToolCall[] = [];
  let used = 0;
  for (const [place, tool] of tools.entries()) {
    const random = randomOf(seed, "call", place);
    const given = schemaInstance({ type: "object", ...tool.parameters }, random);
    if (given === undefined) return { kind: "invalid", parameter: `tools.${tool.name}`, reason: UNANSWERABLE };
    const call = { id: characters(random), name: tool.name, arguments: JSON.stringify(given) };
    used += callTokens(call);
    if (used > left) return { ...cutOff(reasoning, ""), toolCalls };
    toolCalls.push(call);
  }
  return { reasoning, text: "", toolCalls, finishReason: "tool_calls", stopSequence: null };
}

/** What a call counts in the output. */
export function callTokens(call: { readonly name: string; readonly arguments: string }): number {
  return countTokens(call.name) + countTokens(call.arguments);
}

function textOf({ request, endpoint }: Asked, random: Random): string | undefined {
  const { responseFormat } = request;
  switch (responseFormat?.type) {
    case "json":
      return JSON.stringify({ answer: fewWords(random, 4), score: between(random, [0, 100]) } satisfies JsonValue);
    case "json_schema": {
      const value = schemaInstance(responseFormat.schema, random);
      return value === undefined ? undefined : JSON.stringify(value);
    }
    default:
      return sentences(random, drawCount(endpoint.answer?.textTokens ?? TEXT_TOKENS, { random, least: 1 }));
  }
}

/** The text up to where it must end: before a stop sequence, or where its tokens are used up. */
function ended(
  whole: string,
  { reasoning, left, stop }: { reasoning: string; left: number; stop: readonly string[] },
): Said {
  const tokens = tokensOf(whole);
  const text = tokens.length > left ? tokens.slice(0, left).join("") : whole;
  const stops = stop.filter((one) => one !== "" && text.includes(one));
  const [first] = stops.sort((a, b) => text.indexOf(a) - text.indexOf(b));
  if (first !== undefined) {
    const before = text.slice(0, text.indexOf(first));
    return { reasoning, text: before, toolCalls: [], finishReason: "stop", stopSequence: first };
  }
  if (tokens.length > left) return cutOff(reasoning, text);
  return { reasoning, text, toolCalls: [], finishReason: "stop", stopSequence: null };
}

/** What makes an id. */
export function characters(random: Random, length: number = 24): string {
  const from = "abcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from({ length }, () => pick(random, [...from])).join("");
}
