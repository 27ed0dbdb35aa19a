import type { ChatRequest, JsonObject, JsonValue } from "../../spec/mod.ts";
import { isObject, listOf } from "../_read.ts";
import { readMessage } from "./_read_messages.ts";
import { readReasoning } from "./_reasoning.ts";
import { formatToWire, readFormat } from "./_response_format.ts";
import { restOf } from "./_rest.ts";
import { readToolChoice, readTools } from "./_tools.ts";

/** Reads a field of the body; `undefined` where it is not understood. */
type Reader = (value: JsonValue) => unknown;

const number: Reader = (value) => typeof value === "number" ? value : undefined;
const text: Reader = (value) => typeof value === "string" ? value : undefined;
const flag: Reader = (value) => typeof value === "boolean" ? value : undefined;

/** Under all names that servers have for a field, the more usual first. */
const FIELDS: readonly (readonly [wire: string, name: keyof ChatRequest, read: Reader])[] = [
  ["max_completion_tokens", "maxTokens", number],
  ["max_tokens", "maxTokens", number],
  ["temperature", "temperature", number],
  ["top_p", "topP", number],
  ["top_k", "topK", number],
  ["min_p", "minP", number],
  ["seed", "seed", number],
  ["random_seed", "seed", number],
  ["stop", "stop", readStop],
  ["frequency_penalty", "frequencyPenalty", number],
  ["presence_penalty", "presencePenalty", number],
  ["repetition_penalty", "repetitionPenalty", number],
  ["repeat_penalty", "repetitionPenalty", number],
  ["reasoning_effort", "reasoningEffort", text],
  ["tools", "tools", readTools],
  ["tool_choice", "toolChoice", readToolChoice],
  ["parallel_tool_calls", "parallelToolCalls", flag],
  ["response_format", "responseFormat", readFormat],
];

/**
 * The chat request that a body of this format means: the way back from `toWire`. A field that has no name of its own
 * here, or a shape that is not understood, stands in `extra` as it came; the model is no part of a request.
 */
export function fromRequest(body: JsonObject): ChatRequest {
  const { model: _model, messages, stream, ...rest } = body;
  const fields: { [name: string]: unknown } = {};
  for (const [wire, name, read] of FIELDS) {
    const value = rest[wire] === undefined || name in fields ? undefined : read(rest[wire]);
    if (value === undefined) continue;
    fields[name] = value;
    delete rest[wire];
  }
  const isStream = stream === true;
  if (isStream) takeUsageOption(rest);
  takeReasoning(rest, fields);
  keepRestOfFormat(body, rest, fields);
  if (Object.keys(rest).length > 0) fields.extra = rest;
  return { messages: listOf(messages).filter(isObject).map(readMessage), stream: isStream, ...fields };
}

/** That a stream ends with its usage goes without saying. */
function takeUsageOption(rest: { [name: string]: JsonValue }): void {
  if (!isObject(rest.stream_options) || rest.stream_options.include_usage !== true) return;
  const { include_usage: _, ...others } = rest.stream_options;
  if (Object.keys(others).length === 0) delete rest.stream_options;
  else rest.stream_options = others;
}

/** The settings of reasoning in the one object that routers take. */
function takeReasoning(rest: { [name: string]: JsonValue }, fields: { [name: string]: unknown }): void {
  if (!isObject(rest.reasoning) || fields.reasoningEffort !== undefined) return;
  const { settings, rest: others } = readReasoning(rest.reasoning);
  if (Object.keys(settings).length === 0) return;
  Object.assign(fields, settings);
  if (Object.keys(others).length === 0) delete rest.reasoning;
  else rest.reasoning = others;
}

/** A format that was understood may say more: the description of a schema. */
function keepRestOfFormat(
  { response_format: original }: JsonObject,
  rest: { [name: string]: JsonValue },
  fields: { [name: string]: unknown },
): void {
  if (!isObject(original) || fields.responseFormat === undefined) return;
  const more = restOf(original, formatToWire(fields.responseFormat as NonNullable<ChatRequest["responseFormat"]>));
  if (more !== undefined) rest.response_format = more;
}

function readStop(value: JsonValue): string[] | undefined {
  if (typeof value === "string") return [value];
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? value as string[] : undefined;
}
