import { taggedHash } from "../../base/mod.ts";
import type { ChatRequest, JsonValue } from "../../spec/mod.ts";
import { callTokens, characters, compose } from "./_compose.ts";
import { simulatedCost } from "./_cost.ts";
import { randomOf } from "./_draws.ts";
import type { EndpointState } from "./_endpoint_state.ts";
import { problemOf, type RequestProblem } from "./_refused.ts";
import { countTokens, promptTokens } from "./_tokens.ts";
import type { SimulatedAnswer } from "./simulated_answer.ts";

const IMAGE_TOKENS = 256;

/** What a request means, in whatever format and streamed or not: the same hash, the same draws. */
export function requestHash(request: ChatRequest): string {
  const { stream: _stream, extra: _extra, ...meant } = request;
  return taggedHash("request", meant as unknown as JsonValue);
}

/** What an answer is drawn with. */
export interface AnswerDraw {
  readonly seed: string;
  readonly hash: string;
  /** Which time it is that the request comes. */
  readonly nth: number;
  /** Whether the text of the reasoning is told. */
  readonly tellsReasoning: boolean;
}

/** The answer of an endpoint, counted and priced, or what the request is refused for. */
export function makeAnswer(
  request: ChatRequest,
  { state, seed, hash, nth, tellsReasoning }: AnswerDraw & { readonly state: EndpointState },
): SimulatedAnswer | RequestProblem {
  const { endpoint } = state;
  const prompt = promptTokens(request, endpoint.capability?.imageTokens ?? IMAGE_TOKENS);
  const problem = problemOf(request, { endpoint, prompt });
  if (problem !== null) return problem;
  // Who fixes a seed, or leaves nothing to chance, gets the same answer every time.
  const isFixed = request.seed !== undefined || request.temperature === 0;
  const own = [seed, endpoint.model, hash, isFixed ? "fixed" : nth].join("\n");
  const said = compose({ request, endpoint, inputTokens: prompt.total, seed: own });
  if ("kind" in said) return said;
  const { reasoning, text, toolCalls } = said;
  const reasoningTokens = countTokens(reasoning);
  const usage = {
    inputTokens: prompt.total,
    ...state.readCache(prompt),
    outputTokens: reasoningTokens + countTokens(text) + toolCalls.reduce((sum, call) => sum + callTokens(call), 0),
    reasoningTokens,
    imageTokens: prompt.imageTokens,
    images: prompt.images,
  };
  return {
    ...said,
    id: characters(randomOf(own, "id")),
    model: endpoint.model,
    reasoning: tellsReasoning ? reasoning : "",
    signature: reasoning === "" ? null : btoa(characters(randomOf(own, "signature"), 48)),
    usage,
    costUsd: endpoint.price === undefined ? null : simulatedCost(usage, endpoint.price),
  };
}
