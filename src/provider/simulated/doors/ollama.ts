import type { JsonObject } from "../../../spec/mod.ts";
import { VERSION } from "../../../base/mod.ts";
import { callTokens } from "../_compose.ts";
import { contextTokens } from "../_refused.ts";
import { tokensOf } from "../_tokens.ts";
import type { SimulatedAnswer } from "../simulated_answer.ts";
import type { SimulatedEndpoint } from "../simulated_endpoint.ts";
import { CREATED_AT, refused, sizeOrNull, takes, textsOf } from "./_parts.ts";
import type { AnswerFacts, Door, DoorError, StreamPiece } from "./door.ts";

const NS_PER_MS = 1_000_000;

/** Ollama's own chat. */
export const ollamaDoor: Door = {
  name: "ollama",
  wire: "ollama-chat",
  streamType: () => "application/x-ndjson",
  route(method, path) {
    if (method === "GET" && path === "/") return { kind: "said", text: "Ollama is simulated", type: "text/plain" };
    if (method === "GET" && path === "/api/version") {
      return { kind: "said", text: JSON.stringify({ version: `${VERSION}-simulated` }), type: "application/json" };
    }
    if (method === "GET" && path === "/api/tags") return { kind: "models" };
    if (method !== "POST") return null;
    if (path === "/api/chat") return { kind: "chat", model: null, stream: null };
    if (path === "/api/show") return { kind: "model", model: null };
    return path === "/api/embed" ? { kind: "embeddings", model: null } : null;
  },
  isStream: (body) => body.stream !== false,
  problem: () => null,
  meant({ maxTokens, ...rest }) {
    // -1 and -2 are as many as there is room for.
    return maxTokens === undefined || maxTokens < 0 ? rest : { ...rest, maxTokens };
  },
  plain: (answer, facts) => ({
    ...frame(answer),
    message: {
      role: "assistant",
      content: answer.text,
      ...(answer.reasoning === "" ? {} : { thinking: answer.reasoning }),
      ...(answer.toolCalls.length === 0 ? {} : { tool_calls: callsOf(answer) }),
    },
    ...ending(answer, facts),
  }),
  stream,
  streamError: (words) => words,
  tellsReasoning: (asked) => asked !== false,
  headers: () => ({}),
  rateHeaders: () => ({}),
  error,
  models: (endpoints) => ({ models: endpoints.map(tag) }),
  model: (endpoint) => ({
    modelfile: `# A simulated model\nFROM ${endpoint.model}\n`,
    template: "{{ .Prompt }}",
    details: details(endpoint),
    model_info: {
      "general.architecture": "simulated",
      "simulated.context_length": contextTokens(endpoint),
    },
    capabilities: capabilities(endpoint),
    modified_at: CREATED_AT,
  }),
  embeddingAsked({ input, dimensions }) {
    const texts = textsOf(input);
    return texts === null ? null : { texts, dimensions: sizeOrNull(dimensions) };
  },
  embeddings: ({ model, vectors, tokens }) => ({
    model,
    embeddings: vectors.map((vector) => [...vector]),
    total_duration: 0,
    load_duration: 0,
    prompt_eval_count: tokens,
  }),
};

function frame({ model }: SimulatedAnswer): JsonObject {
  return { model, created_at: CREATED_AT };
}

function callsOf({ toolCalls }: SimulatedAnswer): JsonObject[] {
  return toolCalls.map(({ id, name, arguments: given }, index) => ({
    id: `call_${id}`,
    function: { index, name, arguments: JSON.parse(given) },
  }));
}

/** An answer that calls tools ends with `stop` too. */
function ending({ finishReason, usage }: SimulatedAnswer, { ttftMs, writingMs }: AnswerFacts): JsonObject {
  return {
    done: true,
    done_reason: finishReason === "length" ? "length" : "stop",
    total_duration: Math.round((ttftMs + writingMs) * NS_PER_MS),
    load_duration: 0,
    prompt_eval_count: usage.inputTokens,
    prompt_eval_duration: Math.round(ttftMs * NS_PER_MS),
    eval_count: usage.outputTokens,
    eval_duration: Math.round(writingMs * NS_PER_MS),
  };
}

/** Calls come whole, each in a line of its own. */
function stream(answer: SimulatedAnswer, facts: AnswerFacts): StreamPiece[] {
  const line = (message: JsonObject, rest: JsonObject = { done: false }) =>
    `${JSON.stringify({ ...frame(answer), message: { role: "assistant", ...message }, ...rest })}\n`;
  return [
    ...tokensOf(answer.reasoning).map((thinking) => ({ text: line({ content: "", thinking }), tokens: 1 })),
    ...tokensOf(answer.text).map((content) => ({ text: line({ content }), tokens: 1 })),
    ...callsOf(answer).map((call, place) => ({
      text: line({ content: "", tool_calls: [call] }),
      tokens: callTokens(answer.toolCalls[place]),
    })),
    { text: line({ content: "" }, ending(answer, facts)), tokens: 0 },
  ];
}

function error(problem: DoorError) {
  const say = (status: number, error: string) => refused(status, { error });
  switch (problem.kind) {
    case "no_json":
      return say(400, "the request body is no JSON object");
    case "no_route":
      return say(404, `nothing is at ${problem.path}`);
    case "no_model":
      return say(404, `model '${problem.model}' not found`);
    case "unsupported":
      return say(400, `this model does not support ${problem.parameter}`);
    case "invalid":
      return say(400, `invalid ${problem.parameter}: ${problem.reason}`);
    case "context_length":
      return say(400, `the input length of ${problem.tokens} tokens exceeds the context length of ${problem.most}`);
  }
}

function tag(endpoint: SimulatedEndpoint): JsonObject {
  const { model } = endpoint;
  return { name: model, model, modified_at: CREATED_AT, size: 0, digest: "simulated", details: details(endpoint) };
}

function details({ model }: SimulatedEndpoint): JsonObject {
  return {
    parent_model: "",
    format: "simulated",
    family: model.split("/")[0],
    families: [model.split("/")[0]],
    parameter_size: "0",
    quantization_level: "none",
  };
}

function capabilities(endpoint: SimulatedEndpoint): string[] {
  if (endpoint.kind === "embedding") return ["embedding"];
  return [
    "completion",
    ...(takes(endpoint, "tools") ? ["tools"] : []),
    ...(takes(endpoint, "images") ? ["vision"] : []),
    ...(endpoint.capability?.reasoning === "never" ? [] : ["thinking"]),
  ];
}
