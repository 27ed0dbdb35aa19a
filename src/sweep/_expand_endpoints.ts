import { isTable, UserError } from "../base/mod.ts";
import type { FileProblems, KeyPath, Preferences } from "../config/mod.ts";

/** One endpoint of a plan, its key with the short names of the configuration looked up. */
export interface EndpointEntry {
  /** As it stands in the plan, with the key looked up; a mere name is a table with a key. */
  readonly raw: unknown;
  /** Where it stands in the plan. */
  readonly path: KeyPath;
  /** The key as the plan has it, where an alias or a group stands in it; `null`: the key itself. */
  readonly written: string | null;
}

/**
 * `[[endpoints]]`, or a list of keys, one entry for each endpoint. An alias or a group of models may stand in the place of
 * the model, and an alias of a provider in the place of the provider: a group gives as many endpoints as it has models.
 */
export function expandEndpoints(
  raw: readonly unknown[],
  { preferences, problems }: { readonly preferences: Preferences; readonly problems: FileProblems },
): EndpointEntry[] {
  return raw.flatMap((one, i): EndpointEntry[] => {
    const path = ["endpoints", i];
    const table = typeof one === "string" ? { key: one } : one;
    if (!isTable(table) || typeof table.key !== "string") return [{ raw: table, path, written: null }];
    const { key: written } = table;
    const at = typeof one === "string" ? path : [...path, "key"];
    return keysOf(written, { preferences, at, problems }).map((key) => ({
      raw: { ...table, key },
      path,
      written: key === written ? null : written,
    }));
  });
}

function keysOf(
  key: string,
  { preferences, at, problems }: { preferences: Preferences; at: KeyPath; problems: FileProblems },
): readonly string[] {
  try {
    const { models, unmatched } = preferences.models([key], []);
    if (unmatched.length === 0) return models;
    problems.add(
      at,
      "must name its models one by one: what a pattern stands for changes with the catalog",
      unmatched[0],
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.add(at, `cannot be looked up: ${error.message}`);
  }
  return [];
}
