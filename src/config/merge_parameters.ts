import { isTable } from "../base/mod.ts";
import type { ChatParameters, JsonObject, JsonValue } from "../spec/mod.ts";
import { parameterPath } from "./_parameter_path.ts";
import type { ParameterTable } from "./parameter_table.ts";

/**
 * What tables of parameters come to, the weakest first. A later value takes the place of an earlier one; tables under
 * `extra` are merged key by key. A table's `unset` takes away what came before it, not what it gives itself.
 */
export function mergeParameters(layers: readonly ParameterTable[]): ChatParameters {
  let merged: JsonObject = {};
  for (const { set, unset } of layers) {
    for (const name of unset) merged = without(merged, parameterPath(name));
    const { extra, ...fields } = set as JsonObject;
    merged = { ...merged, ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) };
    if (isTable(extra)) merged.extra = deepMerge(merged.extra ?? {}, extra as JsonObject);
  }
  if (isTable(merged.extra) && Object.keys(merged.extra).length === 0) delete merged.extra;
  return merged as ChatParameters;
}

function deepMerge(below: JsonValue, above: JsonValue): JsonValue {
  if (!isTable(below) || !isTable(above)) return above;
  const merged = Object.entries(above as JsonObject).map(([key, value]) =>
    [key, Object.hasOwn(below, key) ? deepMerge(below[key] as JsonValue, value) : value] as const
  );
  // Spreading keeps the order of what was there, and a key named __proto__ a key.
  return { ...below as JsonObject, ...Object.fromEntries(merged) };
}

function without(object: JsonObject, [key, ...rest]: readonly string[]): JsonObject {
  if (!Object.hasOwn(object, key)) return object;
  const { [key]: value, ...others } = object;
  if (rest.length === 0) return others;
  if (!isTable(value)) return object;
  const left = without(value as JsonObject, rest);
  // A table goes with the last of its keys.
  return left !== value && Object.keys(left).length === 0 ? others : { ...object, [key]: left };
}
