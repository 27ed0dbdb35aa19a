import { isTable } from "../base/mod.ts";
import type { JsonValue } from "../spec/mod.ts";
import { type KeyPath, showPath } from "./key_path.ts";
import type { ConfigOrigin, LoadedConfig } from "./loaded_config.ts";
import { isWhole } from "./merge_config.ts";

/** A value of the configuration, and where it comes from. */
export interface ExplainedValue {
  /** `providers.openai.limits.burst` */
  readonly key: string;
  /** The same as keys and indices. */
  readonly path: KeyPath;
  /** What holds. */
  readonly value: JsonValue;
  /** The file that says so. */
  readonly origin: ConfigOrigin;
  /** What weaker files say of it, the strongest first. */
  readonly overridden: readonly { readonly value: JsonValue; readonly origin: ConfigOrigin }[];
}

/** Every value of a configuration with the file and line that it comes from, in the order of the files. */
export function explainConfig(loaded: LoadedConfig): readonly ExplainedValue[] {
  // Which version of the format a file has says nothing of what is preferred.
  const { version: _, ...config } = loaded.config;
  return leavesOf(config, []).map(({ path, value }) => {
    const [origin, ...overridden] = loaded.sourcesOf(path);
    return { key: showPath(path), path, value: value as JsonValue, origin: origin.origin, overridden };
  });
}

function leavesOf(value: unknown, path: KeyPath): { path: KeyPath; value: unknown }[] {
  if (Array.isArray(value) && path.length === 1 && path[0] === "endpoints") {
    return value.flatMap((one, i) => leavesOf(one, [...path, i]));
  }
  if (!isTable(value) || isWhole(path) || Object.keys(value).length === 0) {
    return path.length === 0 ? [] : [{ path, value }];
  }
  return Object.entries(value).flatMap(([key, one]) => leavesOf(one, [...path, key]));
}
