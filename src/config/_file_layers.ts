import { isTable } from "../base/mod.ts";
import type { KeyPath } from "./key_path.ts";
import type { ParameterLayer, ParameterLevel } from "./parameter_layer.ts";
import type { PreferenceSource } from "./preference_source.ts";
import { readValidParameters } from "./_read_valid.ts";

/** The tables of parameters at one place of each file that has one there, the weakest file first. */
export function fileLayers(
  { files }: PreferenceSource,
  { from, path }: { readonly from: ParameterLevel; readonly path: KeyPath },
): ParameterLayer[] {
  return files.flatMap(({ config, where }): ParameterLayer[] => {
    const raw = path.reduce<unknown>(
      (at, key) => isTable(at) && Object.hasOwn(at, key) ? at[key as string] : undefined,
      config,
    );
    if (raw === undefined) return [];
    const table = readValidParameters(raw, path);
    const isUnset = (name: string) => table.unset.includes(name);
    return [{
      from,
      table,
      where: (name) => where(isUnset(name) ? [...path, "unset"] : [...path, ...keysOf(name)]),
    }];
  });
}

/** `extra."a.b".c` as `["extra", "a.b", "c"]`. */
function keysOf(name: string): string[] {
  return [...name.matchAll(/"([^"]*)"|[^."]+/g)].map(([bare, quoted]) => quoted ?? bare);
}
