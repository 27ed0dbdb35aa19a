import type { ChatRequest, Endpoint, JsonObject, JsonValue, WireRequest } from "../../spec/mod.ts";
import { mergeExtra } from "../_extra.ts";
import { inDialect } from "../_in_dialect.ts";
import { dialectOf } from "../table/mod.ts";
import { ownMessages } from "../_own_messages.ts";
import { routingToWire } from "../_routing.ts";
import { UnsupportedFields } from "../_unsupported.ts";
import { messageToWire } from "./_messages_to_wire.ts";
import { formatToWire } from "./_output.ts";
import { thinkingToWire } from "./_thinking.ts";
import { toolsToWire } from "./_tools.ts";
import { WIRE } from "./_parts.ts";

/**
 * A chat request as the body of Cohere's chat, version 2. What the format cannot say is left out and named in
 * `warnings`; a value that the provider refuses is sent as it stands. The fields of `extra` come last and win.
 */
export function toWire(request: ChatRequest, endpoint: Endpoint): WireRequest {
  const unsupported = new UnsupportedFields();
  const body: JsonObject = {
    model: endpoint.wireModel,
    messages: ownMessages(request.messages, WIRE, unsupported).map((message) => messageToWire(message, unsupported)),
    stream: request.stream,
  };
  addParameters(body, request, unsupported);
  Object.assign(body, toolsToWire(request, unsupported), routingToWire(endpoint, unsupported));
  return {
    method: "POST",
    path: "/chat",
    headers: {
      "content-type": "application/json",
      accept: request.stream ? "text/event-stream" : "application/json",
    },
    body: mergeExtra(inDialect(body, dialectOf(endpoint), unsupported), request.extra),
    warnings: unsupported.warnings,
  };
}

function addParameters(body: JsonObject, request: ChatRequest, unsupported: UnsupportedFields): void {
  const { responseFormat } = request;
  const fields: readonly (readonly [name: string, value: JsonValue | undefined])[] = [
    ["max_tokens", request.maxTokens],
    ["temperature", request.temperature],
    ["p", request.topP],
    ["k", request.topK],
    ["seed", request.seed],
    ["stop_sequences", request.stop === undefined ? undefined : [...request.stop]],
    ["frequency_penalty", request.frequencyPenalty],
    ["presence_penalty", request.presencePenalty],
    ["thinking", thinkingToWire(request, unsupported) ?? undefined],
    ["response_format", responseFormat === undefined ? undefined : formatToWire(responseFormat)],
  ];
  for (const [name, value] of fields) if (value !== undefined) body[name] = value;
  for (const name of ["minP", "repetitionPenalty"] as const) {
    if (request[name] !== undefined) unsupported.add(name, "the provider takes none");
  }
}
