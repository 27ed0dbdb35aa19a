import { isTable } from "../base/mod.ts";
import type { ChatParameters, JsonObject, JsonValue } from "../spec/mod.ts";
import { showPath } from "./key_path.ts";
import { mergeParameters } from "./merge_parameters.ts";
import type { ParameterLayer, ParameterOrigin, ParameterSource } from "./parameter_layer.ts";
import { PARAMETERS } from "./parameters.ts";

/** Parameters, and where each of them comes from. */
export interface ResolvedParameters {
  /** What goes into the request. */
  readonly parameters: ChatParameters;
  /** One for each parameter that a layer speaks of, in the order of their names; those that are unset have `null`. */
  readonly origins: readonly ParameterOrigin[];
}

/**
 * What layers of parameters come to, the weakest first, and which of them each value comes from. The strongest that says
 * something of a parameter decides it; tables under `extra` are merged key by key, and each of their values has an origin
 * of its own.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resolveParameters } from "@tapedeck/tapedeck";
 *
 * const { parameters, origins } = resolveParameters([
 *   { from: "global", table: { set: { temperature: 0.2, maxTokens: 500 }, unset: [] }, where: () => "tapedeck.toml:3" },
 *   { from: "request", table: { set: { temperature: 1 }, unset: ["max_tokens"] }, where: () => "the request" },
 * ]);
 * assertEquals(parameters, { temperature: 1 });
 * assertEquals(origins.map(({ parameter, from, value }) => [parameter, from, value]), [
 *   ["max_tokens", "request", null],
 *   ["temperature", "request", 1],
 * ]);
 * ```
 */
export function resolveParameters(layers: readonly ParameterLayer[]): ResolvedParameters {
  const said = new Map<string, ParameterSource[]>();
  // The names that have a value now, which can be a null of JSON.
  const standing = new Set<string>();
  const say = (name: string, source: ParameterSource) => said.set(name, [source, ...said.get(name) ?? []]);
  const take = (name: string, source: Omit<ParameterSource, "value">) => {
    standing.delete(name);
    say(name, { ...source, value: null });
  };
  for (const { from, table, where } of layers) {
    const given = leavesOf(table.set);
    for (const unset of table.unset) {
      for (const name of said.keys()) {
        if ((name === unset || isUnder(name, unset)) && !given.has(name)) {
          take(name, { from, where: where(unset) });
        }
      }
    }
    for (const [name, value] of given) {
      // Merging an empty table into one that has keys changes nothing.
      if (isTable(value) && [...standing].some((other) => isUnder(other, name))) continue;
      // A value in the place of a table, and a table in the place of a value, take all that was there away.
      for (const other of said.keys()) {
        if (isUnder(other, name) || isUnder(name, other)) {
          take(other, { from, where: where(name) });
        }
      }
      standing.add(name);
      say(name, { from, where: where(name), value });
    }
  }
  const origins = [...said].sort(([a], [b]) => a < b ? -1 : 1)
    .map(([parameter, [last, ...overridden]]): ParameterOrigin => ({ parameter, ...last, overridden }));
  return { parameters: mergeParameters(layers.map(({ table }) => table)), origins };
}

/** The values by their names in files, those under `extra` one by one. */
function leavesOf({ extra, ...fields }: ChatParameters): Map<string, JsonValue> {
  const leaves = new Map<string, JsonValue>();
  for (const [name, { field }] of PARAMETERS) {
    const value = (fields as JsonObject)[field];
    if (value !== undefined) leaves.set(name, value);
  }
  const walk = (value: JsonValue, path: readonly string[]) => {
    if (!isTable(value) || Object.keys(value).length === 0) leaves.set(showPath(path), value);
    else for (const [key, one] of Object.entries(value as JsonObject)) walk(one, [...path, key]);
  };
  for (const [key, value] of Object.entries(extra ?? {})) walk(value, ["extra", key]);
  return leaves;
}

function isUnder(name: string, outer: string): boolean {
  return name.startsWith(`${outer}.`);
}
