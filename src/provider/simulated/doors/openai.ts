import type { JsonObject } from "../../../spec/mod.ts";
import { objectOrNull } from "../../_read.ts";
import {
  type AnswerHead,
  callBody,
  chunkBody,
  completionBody,
  messageBody,
  usageBody,
  usageChunk,
} from "../../openai_server/mod.ts";
import { callTokens } from "../_compose.ts";
import { contextTokens } from "../_refused.ts";
import { tokensOf } from "../_tokens.ts";
import type { SimulatedAnswer, SimulatedToolCall } from "../simulated_answer.ts";
import type { SimulatedEndpoint } from "../simulated_endpoint.ts";
import {
  CREATED,
  dataEvent,
  goDuration,
  outputTokens,
  parametersOf,
  pathBehind,
  refused,
  sizeOrNull,
  takes,
  textsOf,
} from "./_parts.ts";
import type { AnswerFacts, Door, DoorError, StreamPiece } from "./door.ts";

/** OpenAI's chat completions. Beyond the original, it tells reasoning and cost under OpenRouter's names. */
export const openaiDoor: Door = {
  name: "openai",
  wire: "openai-chat",
  streamType: () => "text/event-stream; charset=utf-8",
  route(method, path) {
    if (method === "POST" && path === "/v1/chat/completions") return { kind: "chat", model: null, stream: null };
    if (method === "POST" && path === "/v1/embeddings") return { kind: "embeddings", model: null };
    if (method !== "GET") return null;
    const model = pathBehind("/v1/models/", path);
    return path === "/v1/models" ? { kind: "models" } : model === null ? null : { kind: "model", model };
  },
  isStream: (body) => body.stream === true,
  problem({ n, logprobs }) {
    if (typeof n === "number" && n > 1) return { kind: "unsupported", parameter: "n" };
    return logprobs === true ? { kind: "unsupported", parameter: "logprobs" } : null;
  },
  plain: (answer, facts) =>
    completionBody(headOf(answer), {
      message: messageOf(answer),
      finishReason: answer.finishReason,
      usage: usageOf(answer, facts),
    }),
  stream,
  streamError: (words) => words,
  tellsReasoning: (asked) => asked !== false,
  headers: (id) => ({ "x-request-id": `req_${id}` }),
  rateHeaders: ({ limit, remaining, resetMs }) => ({
    "x-ratelimit-limit-requests": String(limit),
    "x-ratelimit-remaining-requests": String(remaining),
    "x-ratelimit-reset-requests": goDuration(resetMs),
  }),
  error,
  models: (endpoints) => ({ object: "list", data: endpoints.map(modelRow) }),
  model: modelRow,
  embeddingAsked({ input, dimensions }) {
    const texts = textsOf(input);
    return texts === null ? null : { texts, dimensions: sizeOrNull(dimensions) };
  },
  embeddings: ({ model, vectors, tokens }, body) => ({
    object: "list",
    data: vectors.map((vector, index) => ({
      object: "embedding",
      index,
      embedding: body.encoding_format === "base64" ? base64Floats(vector) : [...vector],
    })),
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  }),
};

/** OpenRouter's name for reasoning. */
const NAMES = { reasoningName: "reasoning" };

function headOf({ id, model }: SimulatedAnswer): AnswerHead {
  const beside = { provider: "simulated", service_tier: "default" };
  return { id: `chatcmpl-${id}`, created: CREATED, model, beside };
}

function messageOf({ text, reasoning, toolCalls }: SimulatedAnswer): JsonObject {
  return messageBody({ text, reasoning, refusal: null, toolCalls: toolCalls.map(calledAs) }, NAMES);
}

function calledAs(call: SimulatedToolCall): SimulatedToolCall {
  return { ...call, id: `call_${call.id}` };
}

function usageOf({ usage, costUsd }: SimulatedAnswer, { body }: Pick<AnswerFacts, "body">): JsonObject {
  const told = usageBody(usage) ?? {};
  // As OpenRouter was asked for it; a number, as there.
  const isAsked = objectOrNull(body.usage)?.include === true && costUsd !== null;
  return isAsked ? { ...told, cost: Number(costUsd) } : told;
}

function stream(answer: SimulatedAnswer, facts: AnswerFacts): StreamPiece[] {
  const options = objectOrNull(facts.body.stream_options);
  const pieces: StreamPiece[] = [];
  const head = headOf(answer);
  const say = (delta: JsonObject, tokens: number, finishReason?: string) =>
    pieces.push({ text: dataEvent(chunkBody(head, { delta, finishReason })), tokens });
  say({ role: "assistant", content: answer.toolCalls.length > 0 ? null : "" }, 0);
  for (const reasoning of tokensOf(answer.reasoning)) say({ reasoning }, 1);
  for (const content of tokensOf(answer.text)) say({ content }, 1);
  for (const [index, call] of answer.toolCalls.entries()) {
    const fragments = tokensOf(call.arguments);
    const begun = callBody(calledAs({ ...call, arguments: "" }));
    say({ tool_calls: [{ index, ...begun }] }, callTokens(call) - fragments.length);
    for (const fragment of fragments) say({ tool_calls: [{ index, function: { arguments: fragment } }] }, 1);
  }
  say({}, 0, answer.finishReason);
  if (options?.include_usage === true || objectOrNull(facts.body.usage)?.include === true) {
    pieces.push({ text: dataEvent(usageChunk(head, usageOf(answer, facts))), tokens: 0 });
  }
  pieces.push({ text: "data: [DONE]\n\n", tokens: 0 });
  return pieces;
}

function error(problem: DoorError) {
  const say = (
    status: number,
    message: string,
    { code, param }: { code?: string; param?: string } = {},
  ) => refused(status, { error: { message, type: "invalid_request_error", param: param ?? null, code: code ?? null } });
  switch (problem.kind) {
    case "no_json":
      return say(400, "The body of the request is no JSON object");
    case "no_route":
      return say(404, `There is nothing at ${problem.path}`, { code: "unknown_url" });
    case "no_model":
      return say(404, `There is no model "${problem.model}"`, { code: "model_not_found", param: "model" });
    case "unsupported":
      return say(400, `This model does not take "${problem.parameter}"`, {
        code: "unsupported_parameter",
        param: problem.parameter,
      });
    case "invalid":
      return say(400, `"${problem.parameter}" is invalid: ${problem.reason}`, {
        code: "invalid_value",
        param: problem.parameter,
      });
    case "context_length":
      return say(
        400,
        `This model's maximum context length is ${problem.most} tokens, and the messages have ${problem.tokens}`,
        { code: "context_length_exceeded", param: "messages" },
      );
  }
}

/** Beside the original's four fields, what OpenRouter's list tells. */
function modelRow(endpoint: SimulatedEndpoint): JsonObject {
  const { model, price, kind = "chat", description = "A simulated model" } = endpoint;
  const row: JsonObject = { id: model, object: "model", created: CREATED, owned_by: "simulated", name: model };
  row.description = description;
  row.context_length = contextTokens(endpoint);
  row.architecture = {
    input_modalities: kind === "chat" && takes(endpoint, "images") ? ["text", "image"] : ["text"],
    output_modalities: [kind === "chat" ? "text" : "embeddings"],
  };
  row.top_provider = { context_length: contextTokens(endpoint), max_completion_tokens: outputTokens(endpoint) };
  if (price !== undefined) {
    row.pricing = {
      prompt: price.inputUsd,
      completion: price.outputUsd,
      request: price.requestUsd ?? "0",
      image: price.imageUsd ?? "0",
      ...(price.cacheReadUsd === undefined ? {} : { input_cache_read: price.cacheReadUsd }),
      ...(price.cacheWriteUsd === undefined ? {} : { input_cache_write: price.cacheWriteUsd }),
    };
  }
  const parameters: readonly string[] = kind === "chat" ? parametersOf(endpoint) : [];
  // That schemas are followed, lists tell by a word of its own.
  const beside = parameters.includes("response_format") ? ["structured_outputs"] : [];
  row.supported_parameters = [...parameters, ...beside];
  return row;
}

/** 32-bit floats, the least byte first. */
function base64Floats(vector: readonly number[]): string {
  return new Uint8Array(new Float32Array(vector).buffer).toBase64();
}
