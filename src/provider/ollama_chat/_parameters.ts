import type { ChatRequest, Dialect, JsonObject, JsonValue, ResponseFormat } from "../../spec/mod.ts";
import { givenFields } from "../_given_fields.ts";
import { inDialect } from "../_in_dialect.ts";
import { isObject, textOrNull } from "../_read.ts";
import type { UnsupportedFields } from "../_unsupported.ts";

const NUMBERS = [
  ["num_predict", "maxTokens"],
  ["temperature", "temperature"],
  ["top_p", "topP"],
  ["top_k", "topK"],
  ["min_p", "minP"],
  ["seed", "seed"],
  ["repeat_penalty", "repetitionPenalty"],
  ["frequency_penalty", "frequencyPenalty"],
  ["presence_penalty", "presencePenalty"],
] as const;

/** The parameters of a request; those of `dialect` that the server refuses are left out and told. */
export function optionsToWire(
  request: ChatRequest,
  { dialect, unsupported }: { dialect: Dialect; unsupported: UnsupportedFields },
): JsonObject {
  const { stop, toolChoice, parallelToolCalls } = request;
  const fields: (readonly [string, JsonValue | undefined])[] = NUMBERS.map(([wire, name]) => [wire, request[name]]);
  fields.push(["stop", stop === undefined ? undefined : [...stop]]);
  if (toolChoice !== undefined && toolChoice !== "auto") {
    unsupported.add("toolChoice", "the provider leaves it to the model");
  }
  if (parallelToolCalls === false) unsupported.add("parallelToolCalls", "the provider cannot be held to one call");
  return inDialect(givenFields(fields), dialect, unsupported);
}

/** Whether or how much the model thinks; `undefined` leaves it to the model. */
export function thinkToWire(request: ChatRequest, unsupported: UnsupportedFields): JsonValue | undefined {
  const { reasoningEffort: effort, reasoningBudgetTokens: budget, reasoningText } = request;
  const isOff = effort === "none" || (effort === undefined && budget === 0);
  if (budget !== undefined && (isOff ? budget !== 0 : budget !== -1)) {
    unsupported.add("reasoningBudgetTokens", "the provider counts none");
  }
  if (isOff) return false;
  if (reasoningText === false) unsupported.add("reasoningText", "the provider leaves out none");
  return effort ?? (budget !== undefined || reasoningText === true ? true : undefined);
}

/** What the answer must look like; a text is what it is anyway. */
export function formatToWire(format: ResponseFormat | undefined): JsonValue | undefined {
  if (format?.type === "json") return "json";
  return format?.type === "json_schema" ? format.schema : undefined;
}

type Parameters = { -readonly [Name in keyof ChatRequest]?: ChatRequest[Name] };

/** The parameters among the options of a body, and the options that have no name here. */
export function readOptions(value: JsonObject): { parameters: Parameters; rest: JsonObject } {
  const rest = { ...value };
  const parameters: Parameters = {};
  for (const [wire, name] of NUMBERS) {
    const number = rest[wire];
    if (typeof number !== "number") continue;
    parameters[name] = number;
    delete rest[wire];
  }
  const { stop } = rest;
  if (Array.isArray(stop) && stop.every((word) => typeof word === "string")) {
    parameters.stop = stop as string[];
    delete rest.stop;
  }
  return { parameters, rest };
}

/** What `think` says; `null` where it is not understood. */
export function readThink(value: JsonValue | undefined): Parameters | null {
  if (value === true) return { reasoningText: true };
  if (value === false) return { reasoningEffort: "none" };
  const effort = textOrNull(value);
  return effort === null || effort === "none" ? null : { reasoningEffort: effort };
}

/** A schema has no place for a name: its title is one. */
export function readFormat(value: JsonValue | undefined): ResponseFormat | null {
  if (value === "json") return { type: "json" };
  if (!isObject(value)) return null;
  return { type: "json_schema", name: textOrNull(value.title) ?? "response", schema: value };
}
