import type { ChatRequest, Endpoint, JsonObject, JsonValue, WireRequest } from "../../spec/mod.ts";
import { callableTools } from "../_callable_tools.ts";
import { mergeExtra } from "../_extra.ts";
import { inDialect } from "../_in_dialect.ts";
import { dialectOf } from "../table/mod.ts";
import { ownMessages } from "../_own_messages.ts";
import { routingToWire } from "../_routing.ts";
import { UnsupportedFields } from "../_unsupported.ts";
import { messageToWire } from "./_messages_to_wire.ts";
import { reasoningToWire } from "./_reasoning.ts";
import { formatToWire } from "./_response_format.ts";
import { choiceToWire, toolToWire } from "./_tools.ts";
import { WIRE } from "./_content.ts";

/** The provider that signs what its models think, also behind its door of this format. */
const SIGNING_PROVIDER = "gemini";

/**
 * A chat request as the body of an OpenAI chat completion. What the endpoint's provider is known not to take is left
 * out and named in `warnings`; the fields of `extra` come last and win.
 */
export function toWire(request: ChatRequest, endpoint: Endpoint): WireRequest {
  const dialect = dialectOf(endpoint);
  const unsupported = new UnsupportedFields();
  const { provider } = endpoint;
  const context = { dialect, provider, signs: provider === SIGNING_PROVIDER, unsupported };
  const body: JsonObject = {
    model: endpoint.wireModel,
    messages: ownMessages(request.messages, WIRE, unsupported).map((message) => messageToWire(message, context)),
  };
  if (request.stream) {
    body.stream = true;
    // Where it is refused, the usage comes unasked.
    if (!dialect.refuses.includes("stream_options")) body.stream_options = { include_usage: true };
  }
  addParameters(body, request, unsupported);
  Object.assign(body, reasoningToWire(request, dialect, unsupported), routingToWire(endpoint, unsupported));
  return {
    method: "POST",
    path: "/chat/completions",
    headers: {
      "content-type": "application/json",
      accept: request.stream ? "text/event-stream" : "application/json",
    },
    body: mergeExtra(inDialect(body, dialect, unsupported), request.extra),
    warnings: unsupported.warnings,
  };
}

function addParameters(body: JsonObject, request: ChatRequest, unsupported: UnsupportedFields): void {
  const { stop, tools, toolChoice, responseFormat } = request;
  const fields: readonly (readonly [name: string, value: JsonValue | undefined])[] = [
    ["max_tokens", request.maxTokens],
    ["temperature", request.temperature],
    ["top_p", request.topP],
    ["top_k", request.topK],
    ["min_p", request.minP],
    ["seed", request.seed],
    ["stop", stop === undefined ? undefined : [...stop]],
    ["frequency_penalty", request.frequencyPenalty],
    ["presence_penalty", request.presencePenalty],
    ["repetition_penalty", request.repetitionPenalty],
    ["tools", callableTools(tools, unsupported)?.map(toolToWire)],
    ["tool_choice", toolChoice === undefined ? undefined : choiceToWire(toolChoice)],
    ["parallel_tool_calls", request.parallelToolCalls],
    ["response_format", responseFormat === undefined ? undefined : formatToWire(responseFormat)],
  ];
  for (const [name, value] of fields) if (value !== undefined) body[name] = value;
}
