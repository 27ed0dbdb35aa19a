import { KIND_NAMES, type KindRow, SCORER_KINDS } from "./_scorer_kinds.ts";
import type { ScoreConfig } from "./score_config.ts";
import type { ScorerKind } from "./scorer_configs.ts";

/** What scorers may look at without naming it. */
const ALL = "all";

/**
 * The fields of a sample's row that the scorers of a `[score]` table look at beside what it expects, sorted; `all` where
 * a scorer from outside may look at any. They decide verdicts, and so belong into a plan's hash.
 */
export function scoredFields(config: ScoreConfig): readonly string[] | "all" {
  if ((config.custom ?? []).length > 0) return ALL;
  const own = KIND_NAMES.flatMap((kind) => fieldsOf(kind, config[kind]));
  const named = Object.values(config.named ?? {}).flatMap(({ kind, ...options }) => fieldsOf(kind, options));
  return [...new Set([...own, ...named])].sort();
}

function fieldsOf(kind: ScorerKind, options: unknown): readonly string[] {
  const { fields } = SCORER_KINDS[kind] as KindRow<unknown>;
  return options === undefined ? [] : fields?.(options) ?? [];
}
