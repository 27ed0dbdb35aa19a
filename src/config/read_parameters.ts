import { isJson, isTable } from "../base/mod.ts";
import type { ChatParameters, JsonObject, JsonValue } from "../spec/mod.ts";
import type { ParameterTable } from "./parameter_table.ts";
import { PARAMETERS, unknownParameterRule } from "./parameters.ts";

/** Where what is wrong with a table goes: `path` is that of the key in the file. */
export interface ParameterProblems {
  /** `rule` ends a sentence about the key; `value` is shown behind it. */
  add(path: readonly PropertyKey[], rule: string, value?: unknown): void;
}

/**
 * A table of parameters: those that Tapedeck knows, `extra` with a provider's own, and `unset` with the names of those
 * that are not to be inherited. What is wrong goes to `problems` and is left out.
 */
export function readParameters(
  raw: unknown,
  path: readonly PropertyKey[],
  problems: ParameterProblems,
): ParameterTable {
  const fields: { [field: string]: JsonValue } = {};
  let unset: readonly string[] = [];
  if (raw !== undefined && !isTable(raw)) problems.add(path, "must be a table", raw);
  for (const [name, value] of Object.entries(isTable(raw) ? raw : {})) {
    if (name === "extra") {
      const extra = readExtra(value, [...path, name], problems);
      if (Object.keys(extra).length > 0) fields.extra = extra;
    } else if (name === "unset") {
      unset = readUnset(value, { table: raw as JsonObject, path: [...path, name], problems });
    } else {
      const checked = readParameter(name, value, { path: [...path, name], problems, extraTable: "parameters.extra" });
      if (checked !== null) fields[PARAMETERS.get(name)!.field] = checked;
    }
  }
  return { set: fields as ChatParameters, unset };
}

/** One value of one parameter in the form that a request has; `null` when it is wrong. */
function readParameter(
  name: string,
  value: unknown,
  { path, problems, extraTable }: { path: readonly PropertyKey[]; problems: ParameterProblems; extraTable: string },
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

/** The rules for one of a provider's own fields: its name is not one of ours, and its value is JSON. */
export function checkExtra(
  name: string,
  value: unknown,
  { path, problems }: { path: readonly PropertyKey[]; problems: ParameterProblems },
): boolean {
  if (PARAMETERS.has(name) || RESERVED.has(name)) {
    problems.add(path, "is set by Tapedeck itself: it cannot stand under extra");
    return false;
  }
  if (isJson(value)) return true;
  problems.add(path, "must be a value that JSON can carry", value);
  return false;
}

function readExtra(raw: unknown, path: readonly PropertyKey[], problems: ParameterProblems): JsonObject {
  if (!isTable(raw)) {
    problems.add(path, "must be a table of a provider's own fields", raw);
    return {};
  }
  for (const [name, value] of Object.entries(raw)) checkExtra(name, value, { path: [...path, name], problems });
  return raw as JsonObject;
}

function readUnset(
  raw: unknown,
  { table, path, problems }: { table: JsonObject; path: readonly PropertyKey[]; problems: ParameterProblems },
): string[] {
  if (!Array.isArray(raw)) {
    problems.add(path, 'must be a list of names, such as ["temperature", "extra.service_tier"]', raw);
    return [];
  }
  return raw.filter((name, i) => {
    const at = [...path, i];
    if (typeof name !== "string") problems.add(at, "must be the name of a parameter", name);
    else if (name !== "extra" && !name.startsWith("extra.") && !PARAMETERS.has(name)) {
      problems.add(at, unknownParameterRule(name, "extra, as extra.NAME"), name);
    } else if (isGiven(table, name)) problems.add(at, "is given in the same table: leave one of the two out", name);
    else return true;
    return false;
  });
}

function isGiven(table: JsonObject, name: string): boolean {
  const keys = name.split(".");
  const found = keys.reduce<unknown>(
    (at, key) => isTable(at) && Object.hasOwn(at, key) ? at[key] : undefined,
    table,
  );
  // `extra` may go as a whole and come back with other fields.
  return found !== undefined && name !== "extra";
}

/** Fields of a request's body that come from elsewhere. */
const RESERVED: ReadonlySet<string> = new Set(["__proto__", "messages", "model", "stream", "stream_options"]);
