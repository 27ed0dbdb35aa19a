import { KIND_NAMES } from "./_scorer_kinds.ts";
import type { ScoreConfig } from "./score_config.ts";

/** The names of a table's scorers in the order of their columns: by kind, then those with names, then those from outside. */
export function scorerNames(config: ScoreConfig): string[] {
  return [
    ...KIND_NAMES.filter((kind) => config[kind] !== undefined),
    ...Object.keys(config.named ?? {}),
    ...(config.custom ?? []).map(({ name }) => name),
  ];
}
