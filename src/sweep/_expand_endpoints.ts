import { isTable, UserError } from "../base/mod.ts";
import type { FileProblems, KeyPath, Preferences } from "../config/mod.ts";
import { isPattern, PATTERN_KEYS, type PatternChoice, readPattern } from "./patterns/mod.ts";

/** One endpoint of a plan, its key with the short names of the configuration looked up. */
export interface EndpointEntry {
  /** As it stands in the plan, with the key looked up; a mere name is a table with a key. */
  readonly raw: unknown;
  /** Where it stands in the plan. */
  readonly path: KeyPath;
  /** The key as the plan has it, where an alias or a group stands in it; `null`: the key itself. */
  readonly written: string | null;
  /** What its provider calls the model, where a list says so and the plan does not. */
  readonly listedWireModel?: string;
}

/** Endpoints that the catalog must name. */
export interface PatternEntry {
  readonly pattern: PatternChoice;
  /** What all of them are set up with. */
  readonly raw: { readonly [key: string]: unknown };
  /** Where it stands in the plan. */
  readonly path: KeyPath;
}

/**
 * `[[endpoints]]`, or a list of keys, one entry for each endpoint. An alias or a group of models may stand in the place of
 * the model, and an alias of a provider in the place of the provider: a group gives as many endpoints as it has models. A
 * pattern or a query is an entry of its own: what it stands for is known when a run begins.
 */
export function expandEndpoints(
  raw: readonly unknown[],
  { preferences, problems, at: list }: {
    readonly preferences: Preferences;
    readonly problems: FileProblems;
    /** Where the list stands. */
    readonly at: KeyPath;
  },
): (EndpointEntry | PatternEntry)[] {
  return raw.flatMap((one, i): (EndpointEntry | PatternEntry)[] => {
    const path = [...list, i];
    const table = typeof one === "string" ? { key: one } : one;
    if (!isTable(table)) return [{ raw: table, path, written: null }];
    const { key: written } = table;
    const at = typeof one === "string" ? path : [...path, "key"];
    if (typeof written === "string" && !isSound(written, { preferences, at, problems })) return [];
    if (table.where !== undefined || (typeof written === "string" && isPattern(written, preferences))) {
      const pattern = readPattern(table, { path, preferences, problems });
      const rest = Object.fromEntries(
        Object.entries(table).filter(([key]) => key !== "key" && !PATTERN_KEYS.includes(key)),
      );
      return pattern === null ? [] : [{ pattern, raw: rest, path }];
    }
    for (const key of PATTERN_KEYS) {
      if (table[key] !== undefined) problems.add([...path, key], "is for a pattern or a query, and the key is neither");
    }
    const plain = Object.fromEntries(Object.entries(table).filter(([key]) => !PATTERN_KEYS.includes(key)));
    if (typeof written !== "string") return [{ raw: plain, path, written: null }];
    return preferences.models([written], []).models.map((key) => ({
      raw: { ...plain, key },
      path,
      written: key === written ? null : written,
    }));
  });
}

/** Whether its short names can be looked up. */
function isSound(
  key: string,
  { preferences, at, problems }: { preferences: Preferences; at: KeyPath; problems: FileProblems },
): boolean {
  try {
    preferences.models([key], []);
    return true;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.add(at, `cannot be looked up: ${error.message}`);
    return false;
  }
}
