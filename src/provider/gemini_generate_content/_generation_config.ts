import type { ChatRequest, Dialect, JsonObject, JsonValue, ResponseFormat } from "../../spec/mod.ts";
import { givenFields } from "../_given_fields.ts";
import { inDialect } from "../_in_dialect.ts";
import { isObject, textOrNull } from "../_read.ts";
import type { UnsupportedFields } from "../_unsupported.ts";
import { jsonSchemaOf } from "./_json_schema.ts";
import { camelCased, restOf } from "./_names.ts";

const NUMBERS = [
  ["maxOutputTokens", "maxTokens"],
  ["temperature", "temperature"],
  ["topP", "topP"],
  ["topK", "topK"],
  ["seed", "seed"],
  ["frequencyPenalty", "frequencyPenalty"],
  ["presencePenalty", "presencePenalty"],
] as const;

const FIELDS = [
  ...NUMBERS.map(([wire]) => wire),
  "stopSequences",
  "responseMimeType",
  "responseSchema",
  "responseJsonSchema",
  "responseModalities",
  "responseLogprobs",
  "candidateCount",
  "thinkingConfig",
];
const THINKING_FIELDS = ["thinkingBudget", "thinkingLevel", "includeThoughts"];

const JSON_TYPE = "application/json";
const TEXT_TYPE = "text/plain";

/** The parameters of a request; those of `dialect` that the server refuses are left out and told. */
export function generationConfigToWire(
  request: ChatRequest,
  { dialect, unsupported }: { dialect: Dialect; unsupported: UnsupportedFields },
): JsonObject {
  const { stop, minP, repetitionPenalty, parallelToolCalls } = request;
  const fields: (readonly [string, JsonValue | undefined])[] = NUMBERS.map(([wire, name]) => [wire, request[name]]);
  fields.push(["stopSequences", stop === undefined ? undefined : [...stop]]);
  const config = inDialect(givenFields(fields), dialect, unsupported);
  if (minP !== undefined) unsupported.add("minP", "the provider has no such parameter");
  if (repetitionPenalty !== undefined) unsupported.add("repetitionPenalty", "the provider has no such parameter");
  if (parallelToolCalls === false) unsupported.add("parallelToolCalls", "the provider cannot be held to one call");
  if (request.reasoningEffort === "none" && (request.reasoningBudgetTokens ?? 0) !== 0) {
    unsupported.add("reasoningEffort", "a budget for reasoning stands beside it");
  }
  const thinking = thinkingToWire(request);
  if (Object.keys(thinking).length > 0) config.thinkingConfig = thinking;
  return Object.assign(config, formatToWire(request));
}

function thinkingToWire({ reasoningEffort: effort, reasoningBudgetTokens, reasoningText }: ChatRequest): JsonObject {
  const budget = reasoningBudgetTokens ?? (effort === "none" ? 0 : undefined);
  const thinking: JsonObject = {};
  if (reasoningText !== undefined) thinking.includeThoughts = reasoningText;
  if (budget !== undefined) thinking.thinkingBudget = budget;
  if (effort !== undefined && effort !== "none") thinking.thinkingLevel = effort.toUpperCase();
  return thinking;
}

/** A schema in Google's own dialect, which `extra` may have, takes the place of the JSON Schema. */
function formatToWire({ responseFormat: format, extra }: ChatRequest): JsonObject {
  if (format === undefined) return {};
  if (format.type === "text") return { responseMimeType: TEXT_TYPE };
  const own = isObject(extra?.generationConfig) && Object.hasOwn(extra.generationConfig, "responseSchema");
  if (format.type === "json" || own) return { responseMimeType: JSON_TYPE };
  return { responseMimeType: JSON_TYPE, responseJsonSchema: format.schema };
}

type Parameters = { -readonly [Name in keyof ChatRequest]?: ChatRequest[Name] };

/** The parameters in a body, and what has no name here. */
export function readGenerationConfig(value: JsonObject): { parameters: Parameters; rest: JsonObject } {
  const rest = camelCased(value, FIELDS);
  const parameters: Parameters = {};
  for (const [wire, name] of NUMBERS) {
    const number = rest[wire];
    if (typeof number !== "number") continue;
    parameters[name] = number;
    delete rest[wire];
  }
  const { stopSequences: stop } = rest;
  if (Array.isArray(stop) && stop.every((word) => typeof word === "string")) {
    parameters.stop = stop as string[];
    delete rest.stopSequences;
  }
  const format = readFormat(rest);
  if (format !== null) {
    parameters.responseFormat = format;
    delete rest.responseMimeType;
    delete rest.responseJsonSchema;
  }
  const { thinkingConfig: thinking, ...others } = rest;
  if (!isObject(thinking)) return { parameters, rest };
  const read = readThinking(thinking);
  return {
    parameters: { ...parameters, ...read.parameters },
    rest: { ...others, ...restOf("thinkingConfig", read.rest, thinking) },
  };
}

function readThinking(value: JsonObject): { parameters: Parameters; rest: JsonObject } {
  const rest = camelCased(value, THINKING_FIELDS);
  const parameters: Parameters = {};
  const level = textOrNull(rest.thinkingLevel);
  if (typeof rest.includeThoughts === "boolean") {
    parameters.reasoningText = rest.includeThoughts;
    delete rest.includeThoughts;
  }
  if (typeof rest.thinkingBudget === "number") {
    parameters.reasoningBudgetTokens = rest.thinkingBudget;
    delete rest.thinkingBudget;
  }
  if (level !== null && level !== "NONE") {
    parameters.reasoningEffort = level.toLowerCase();
    delete rest.thinkingLevel;
  }
  return { parameters, rest };
}

/** JSON Schema has no place for a name: its title is one. */
function readFormat({ responseMimeType: type, responseJsonSchema: json, responseSchema: own }: JsonObject) {
  const format = (schema: JsonObject): ResponseFormat => ({
    type: "json_schema",
    name: textOrNull(schema.title) ?? "response",
    schema,
  });
  if (type === TEXT_TYPE && json === undefined && own === undefined) return { type: "text" } as const;
  if (type !== JSON_TYPE || (json !== undefined && own !== undefined)) return null;
  if (isObject(json)) return format(json);
  if (isObject(own)) return format(jsonSchemaOf(own));
  return json === undefined && own === undefined ? { type: "json" } as const : null;
}
