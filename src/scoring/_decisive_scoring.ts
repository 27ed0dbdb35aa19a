import type { JsonObject } from "../spec/mod.ts";
import { withoutPlaces } from "./_without_places.ts";
import type { ScoreConfig } from "./score_config.ts";

/** What of a `[score]` table decides verdicts and their mean, without any versions. */
export function decisiveScoring(
  { reduce: _, reductions: _r, failed: _f, threshold: _t, ...rest }: ScoreConfig,
): JsonObject {
  return withoutPlaces(rest);
}
