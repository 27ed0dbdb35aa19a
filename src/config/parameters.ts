import { z } from "zod";
import { nearestName } from "../base/mod.ts";
import type { ChatParameters, JsonValue } from "../spec/mod.ts";

/** What Tapedeck knows of a request parameter. */
export interface Parameter {
  /** In a request. */
  readonly field: Exclude<keyof ChatParameters, "extra">;
  /** Ends the sentence "must be …". */
  readonly rule: string;
  /** What its numbers are, where they are numbers: `{ start, stop, steps }` makes sense then. */
  readonly numeric?: "number" | "integer";
  /** Checks a value and brings it into the one form that a request has. */
  readonly schema: z.ZodType<JsonValue>;
}

const json: z.ZodType<JsonValue> = z.json() as z.ZodType<JsonValue>;
const jsonObject = z.record(z.string(), json);
const text = z.string().min(1);

function number(field: Parameter["field"], min: number, max: number): Parameter {
  return { field, numeric: "number", rule: `a number from ${min} to ${max}`, schema: z.number().min(min).max(max) };
}

function integer(field: Parameter["field"], min: number): Parameter {
  return { field, numeric: "integer", rule: `a whole number from ${min}`, schema: z.int().min(min) };
}

const responseFormat = z.union([
  z.enum(["text", "json"]).transform((type) => ({ type })),
  z.strictObject({ type: z.enum(["text", "json"]) }),
  z.strictObject({ type: z.literal("json_schema"), name: text, schema: jsonObject, strict: z.boolean().optional() }),
]);

const tool = z.strictObject({
  name: text,
  description: z.string().optional(),
  parameters: jsonObject,
  strict: z.boolean().optional(),
});

/** The parameters by the names that plans, profiles and configuration files use, with what they may be. */
export const PARAMETERS: ReadonlyMap<string, Parameter> = new Map<string, Parameter>([
  ["temperature", number("temperature", 0, 2)],
  ["top_p", number("topP", 0, 1)],
  ["top_k", integer("topK", 0)],
  ["min_p", number("minP", 0, 1)],
  ["max_tokens", integer("maxTokens", 1)],
  ["seed", { field: "seed", numeric: "integer", rule: "a whole number that a double holds exactly", schema: z.int() }],
  ["stop", {
    field: "stop",
    rule: "a string or a list of strings, none of them empty",
    schema: z.union([text.transform((one) => [one]), z.array(text).min(1)]),
  }],
  ["frequency_penalty", number("frequencyPenalty", -2, 2)],
  ["presence_penalty", number("presencePenalty", -2, 2)],
  ["repetition_penalty", {
    field: "repetitionPenalty",
    numeric: "number",
    rule: "a number above 0, to 2",
    schema: z.number().gt(0).max(2),
  }],
  ["reasoning_effort", { field: "reasoningEffort", rule: 'a string such as "low"', schema: text }],
  ["reasoning_budget_tokens", integer("reasoningBudgetTokens", -1)],
  ["reasoning_text", { field: "reasoningText", rule: "true or false", schema: z.boolean() }],
  ["response_format", {
    field: "responseFormat",
    rule: '"text", "json" or { type = "json_schema", name = "…", schema = {…}, strict = true }',
    schema: responseFormat as z.ZodType<JsonValue>,
  }],
  ["tools", {
    field: "tools",
    rule: 'a list of { name = "…", description = "…", parameters = {…} }',
    schema: z.array(tool).min(1) as unknown as z.ZodType<JsonValue>,
  }],
  ["tool_choice", {
    field: "toolChoice",
    rule: '"auto", "none", "required" or { name = "…" }',
    schema: z.union([z.enum(["auto", "none", "required"]), z.strictObject({ name: text })]),
  }],
  ["parallel_tool_calls", { field: "parallelToolCalls", rule: "true or false", schema: z.boolean() }],
]);

/** Other people's names for what we know. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ["max_completion_tokens", "max_tokens"],
  ["max_new_tokens", "max_tokens"],
  ["max_output_tokens", "max_tokens"],
  ["num_predict", "max_tokens"],
  ["budget_tokens", "reasoning_budget_tokens"],
  ["thinking_budget", "reasoning_budget_tokens"],
  ["include_thoughts", "reasoning_text"],
  ["repeat_penalty", "repetition_penalty"],
  ["stop_sequences", "stop"],
  ["temp", "temperature"],
]);

/** The rule for a name that is no parameter: the one that was probably meant, or where a provider's own names go. */
export function unknownParameterRule(name: string, extraTable: string): string {
  const meant = SYNONYMS.get(name) ?? nearestName(name, PARAMETERS.keys());
  const extra = `a provider's own field goes under ${extraTable}`;
  return meant === null
    ? `is not a known parameter: ${extra}`
    : `is not a known parameter: did you mean "${meant}"? (${extra})`;
}
