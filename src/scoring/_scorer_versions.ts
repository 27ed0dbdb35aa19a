import { KIND_NAMES, SCORER_KINDS } from "./_scorer_kinds.ts";
import type { ScoreConfig } from "./score_config.ts";

/** The versions of a table's kinds, by the names of its scorers. */
export function scorerVersions(config: ScoreConfig): { [name: string]: number } {
  return Object.fromEntries([
    ...KIND_NAMES.filter((kind) => config[kind] !== undefined).map((kind) => [kind, SCORER_KINDS[kind].version]),
    ...Object.entries(config.named ?? {}).map(([name, { kind }]) => [name, SCORER_KINDS[kind].version]),
  ]);
}
