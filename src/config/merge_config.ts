import { isTable } from "../base/mod.ts";
import type { ConfigFile, EndpointConfig } from "./config_file.ts";
import type { KeyPath } from "./key_path.ts";

/**
 * What two configuration files say together, where `above` is the stronger. Tables are merged key by key; a value or a list
 * takes the place of the one below. `[[endpoints]]` of the same key, credentials of the same name and single parameters
 * are replaced as a whole, as half of one and half of the other would be neither; tables under `extra` are merged. Where
 * `above` gives a provider a `base_url` and no `credential`, that of `below` does not come along.
 *
 * Merging is associative as long as a provider's own field is a table in every file or in none, and an empty file changes
 * nothing on either side.
 */
export function mergeConfig(below: ConfigFile, above: ConfigFile): ConfigFile {
  return merged(below, above, []) as ConfigFile;
}

function merged(below: unknown, above: unknown, path: KeyPath): unknown {
  if (path.length === 1 && path[0] === "endpoints") {
    return mergedEndpoints(below as readonly EndpointConfig[], above as readonly EndpointConfig[]);
  }
  if (!isTable(below) || !isTable(above) || isWhole(path)) return above;
  const table = isMovedProvider(above, path) ? without(below, "credential") : { ...below };
  for (const [key, value] of Object.entries(above)) {
    table[key] = Object.hasOwn(below, key) ? merged(below[key], value, [...path, key]) : value;
  }
  return table;
}

/**
 * A file that has a provider elsewhere, and does not say with which key, is not to have the key that another file names
 * for where it was: a project's file comes from anywhere.
 */
function isMovedProvider(above: { readonly [key: string]: unknown }, path: KeyPath): boolean {
  return path[0] === "providers" && path.length === 2 && above.base_url !== undefined && above.credential === undefined;
}

function without(table: { readonly [key: string]: unknown }, key: string): { [key: string]: unknown } {
  const { [key]: _, ...others } = table;
  return others;
}

function mergedEndpoints(below: readonly EndpointConfig[], above: readonly EndpointConfig[]): EndpointConfig[] {
  const byKey = new Map([...below, ...above].map((endpoint) => [endpoint.key, endpoint]));
  return [...byKey.values()];
}

/** Whether what stands at a path is one value, though it may be written as a table. */
export function isWhole(path: KeyPath): boolean {
  if (path[0] === "credentials") return path.length === 2;
  const inParameters = parameterPath(path);
  return inParameters !== null && inParameters.length === 1 && inParameters[0] !== "extra";
}

/** Where a path leads within a table of parameters; `null`: it does not lead into one. */
function parameterPath(path: KeyPath): KeyPath | null {
  const [section, , part] = path;
  if (section === "parameters") return path.slice(1);
  if (section === "profiles") return path.slice(2);
  if ((section === "models" || section === "providers") && part === "parameters") return path.slice(3);
  return section === "models" && part === "profiles" ? path.slice(4) : null;
}
