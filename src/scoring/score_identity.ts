import type { JsonObject } from "../spec/mod.ts";
import { decisiveScoring } from "./_decisive_scoring.ts";
import { scorerVersions } from "./_scorer_versions.ts";
import type { ScoreConfig } from "./score_config.ts";

/**
 * What of a `[score]` table decides verdicts and their mean, as JSON: all but how repeats are reduced, and the versions
 * of the kinds that have changed since their first. A table of the first versions is as it is, so that its hash stays.
 */
export function scoreIdentity(config: ScoreConfig): JsonObject {
  const changed = Object.fromEntries(Object.entries(scorerVersions(config)).filter(([, version]) => version !== 1));
  return { ...decisiveScoring(config), ...(Object.keys(changed).length === 0 ? {} : { versions: changed }) };
}
