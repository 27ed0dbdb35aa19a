import { canonicalJson } from "../base/mod.ts";
import type { ChatParameters, JsonObject, JsonValue } from "../spec/mod.ts";
import { PARAMETERS, unknownParameterRule } from "./_parameters.ts";
import type { KeyPath, PlanProblems } from "./_plan_problems.ts";

/** The fixed parameters of a `parameters` table: those that Tapedeck knows, and `extra` with a provider's own. */
export function readParameters(raw: unknown, path: KeyPath, problems: PlanProblems): ChatParameters {
  if (raw === undefined) return {};
  if (!isTable(raw)) {
    problems.add(path, "must be a table", raw);
    return {};
  }
  const fixed: { [field: string]: JsonValue } = {};
  for (const [name, value] of Object.entries(raw)) {
    if (name === "extra") {
      const extra = readExtra(value, [...path, name], problems);
      if (Object.keys(extra).length > 0) fixed.extra = extra;
      continue;
    }
    const checked = readParameter(name, value, { path: [...path, name], problems, extraTable: "parameters.extra" });
    if (checked !== null) fixed[PARAMETERS.get(name)!.field] = checked;
  }
  return fixed as ChatParameters;
}

/** One value of one parameter in the form that a request has; `null` when it is wrong. */
export function readParameter(
  name: string,
  value: unknown,
  { path, problems, extraTable }: { path: KeyPath; problems: PlanProblems; extraTable: string },
): JsonValue {
  const parameter = PARAMETERS.get(name);
  if (parameter === undefined) {
    problems.add(path, unknownParameterRule(name, extraTable));
    return null;
  }
  const result = parameter.schema.safeParse(value);
  if (result.success && isJson(result.data)) return result.data;
  problems.add(path, `must be ${parameter.rule}`, value);
  return null;
}

function readExtra(raw: unknown, path: KeyPath, problems: PlanProblems): JsonObject {
  if (!isTable(raw)) {
    problems.add(path, "must be a table of a provider's own fields", raw);
    return {};
  }
  for (const [name, value] of Object.entries(raw)) checkExtra(name, value, { path: [...path, name], problems });
  return raw as JsonObject;
}

/** The rules for one of a provider's own fields: its name is not one of ours, and its value is JSON. */
export function checkExtra(
  name: string,
  value: unknown,
  { path, problems }: { path: KeyPath; problems: PlanProblems },
): boolean {
  if (PARAMETERS.has(name) || RESERVED.has(name)) {
    problems.add(path, "is set by Tapedeck itself: it cannot stand under extra");
    return false;
  }
  if (isJson(value)) return true;
  problems.add(path, "must be a value that JSON can carry", value);
  return false;
}

/** Fields of a request's body that come from elsewhere in a plan. */
const RESERVED: ReadonlySet<string> = new Set(["__proto__", "messages", "model", "stream", "stream_options"]);

/** Whether a value out of TOML is a table (dates are objects too). */
export function isTable(value: unknown): value is { [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Whether a value out of TOML or JSON can be carried by JSON: no date, no NaN, no infinity, no lone surrogate. */
export function isJson(value: unknown): value is JsonValue {
  if (Array.isArray(value)) return value.every(isJson);
  if (isTable(value)) return Object.entries(value).every(([key, one]) => key.isWellFormed() && isJson(one));
  if (typeof value === "object" && value !== null) return false;
  try {
    return canonicalJson(value as JsonValue) !== "";
  } catch {
    return false;
  }
}
