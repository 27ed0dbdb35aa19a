import type { ChatRequest, Endpoint, JsonObject, JsonValue, WireRequest } from "../../spec/mod.ts";
import { callableTools } from "../_callable_tools.ts";
import { mergeExtra } from "../_extra.ts";
import { dialectOf } from "../table/mod.ts";
import { ownMessages } from "../_own_messages.ts";
import { routingToWire } from "../_routing.ts";
import { UnsupportedFields } from "../_unsupported.ts";
import { messagesToWire } from "./_messages_to_wire.ts";
import { formatToWire, optionsToWire, thinkToWire } from "./_parameters.ts";
import { toolToWire } from "./_tools.ts";
import { WIRE } from "./_names.ts";

/**
 * A chat request as the body of Ollama's own chat. What it cannot carry is left out and named in `warnings`; the fields
 * of `extra` come last and win. It never throws.
 */
export function toWire(request: ChatRequest, endpoint: Endpoint): WireRequest {
  const unsupported = new UnsupportedFields();
  const { stream } = request;
  const options = optionsToWire(request, { dialect: dialectOf(endpoint), unsupported });
  const fields: readonly (readonly [string, JsonValue | undefined])[] = [
    ["tools", callableTools(request.tools, unsupported)?.map((tool) => toolToWire(tool, unsupported))],
    ["format", formatToWire(request.responseFormat)],
    ["think", thinkToWire(request, unsupported)],
    ["options", Object.keys(options).length > 0 ? options : undefined],
  ];
  // Where nothing is said of it, the server streams.
  const body: JsonObject = {
    model: endpoint.wireModel,
    messages: messagesToWire(ownMessages(request.messages, WIRE, unsupported), unsupported),
    stream,
  };
  for (const [name, value] of fields) if (value !== undefined) body[name] = value;
  Object.assign(body, routingToWire(endpoint, unsupported));
  return {
    method: "POST",
    path: "/chat",
    headers: {
      "content-type": "application/json",
      accept: stream ? "application/x-ndjson" : "application/json",
    },
    body: mergeExtra(body, request.extra),
    warnings: unsupported.warnings,
  };
}
