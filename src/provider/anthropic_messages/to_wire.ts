import type { ChatRequest, Endpoint, JsonObject, JsonValue, WireRequest } from "../../spec/mod.ts";
import { mergeExtra } from "../_extra.ts";
import { inDialect } from "../_in_dialect.ts";
import { dialectOf } from "../table/mod.ts";
import { listOf } from "../_read.ts";
import { ownMessages } from "../_own_messages.ts";
import { routingToWire } from "../_routing.ts";
import { UnsupportedFields } from "../_unsupported.ts";
import { messagesToWire } from "./_messages_to_wire.ts";
import { formatToWire } from "./_output.ts";
import { thinkingToWire } from "./_thinking.ts";
import { choiceToWire, toolToWire } from "./_tools.ts";
import { WIRE } from "./_parts.ts";

/** The only version there is. */
const VERSION = "2023-06-01";

/** The provider demands a limit: this one is sent where the request has none, beside the budget for thinking. */
const DEFAULT_MAX_TOKENS = 4096;

/** What has no place in the body. */
const ABSENT: readonly (keyof ChatRequest)[] = [
  "minP",
  "seed",
  "frequencyPenalty",
  "presencePenalty",
  "repetitionPenalty",
];

/**
 * A chat request as the body of a message of Anthropic's. What the format cannot say is left out and named in
 * `warnings`; a value that the provider or one of its models refuses (a temperature above 1, or one beside thinking) is
 * sent as it stands, as its refusal says more than a changed request would. The fields of `extra` come last and win;
 * `betas` among them is a list of names that goes into the header `anthropic-beta`.
 */
export function toWire(request: ChatRequest, endpoint: Endpoint): WireRequest {
  const unsupported = new UnsupportedFields();
  const { betas, ...extra } = request.extra ?? {};
  const body: JsonObject = { model: endpoint.wireModel };
  body.max_tokens = request.maxTokens ?? defaultMaxTokens(request, unsupported);
  Object.assign(body, messagesToWire(ownMessages(request.messages, WIRE, unsupported), unsupported));
  if (request.stream) body.stream = true;
  addParameters(body, request, unsupported);
  if (request.tools !== undefined) body.tools = request.tools.map(toolToWire);
  const choice = choiceToWire(request);
  if (choice !== null) body.tool_choice = choice;
  Object.assign(body, routingToWire(endpoint, unsupported));
  const headers: { [name: string]: string } = {
    "content-type": "application/json",
    accept: request.stream ? "text/event-stream" : "application/json",
    "anthropic-version": VERSION,
  };
  const names = listOf(betas).filter((name) => typeof name === "string" && /^[!-~]+$/.test(name));
  if (names.length > 0) headers["anthropic-beta"] = names.join(",");
  return {
    method: "POST",
    path: "/messages",
    headers,
    body: mergeExtra(inDialect(body, dialectOf(endpoint), unsupported), extra),
    warnings: unsupported.warnings,
  };
}

function defaultMaxTokens({ extra, reasoningBudgetTokens }: ChatRequest, unsupported: UnsupportedFields): number {
  const tokens = DEFAULT_MAX_TOKENS + Math.max(0, reasoningBudgetTokens ?? 0);
  if (extra?.max_tokens === undefined) {
    unsupported.add("max_tokens", `the request has none, which the provider demands: ${tokens} is sent`);
  }
  return tokens;
}

function addParameters(body: JsonObject, request: ChatRequest, unsupported: UnsupportedFields): void {
  const { thinking, effort } = thinkingToWire(request, unsupported);
  const format = formatToWire(request.responseFormat, unsupported);
  const output = { ...(effort === undefined ? {} : { effort }), ...(format === null ? {} : { format }) };
  const fields: readonly (readonly [name: string, value: JsonValue | undefined])[] = [
    ["temperature", request.temperature],
    ["top_p", request.topP],
    ["top_k", request.topK],
    ["stop_sequences", request.stop === undefined ? undefined : [...request.stop]],
    ["thinking", thinking],
    ["output_config", Object.keys(output).length === 0 ? undefined : output],
  ];
  for (const [name, value] of fields) if (value !== undefined) body[name] = value;
  for (const name of ABSENT) {
    if (request[name] !== undefined) unsupported.add(name, "the provider takes none");
  }
}
