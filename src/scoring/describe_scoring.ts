import { taggedHash } from "../base/mod.ts";
import type { JsonObject } from "../spec/mod.ts";
import { decisiveScoring } from "./_decisive_scoring.ts";
import { scorerNames } from "./_scorer_names.ts";
import { scorerVersions } from "./_scorer_versions.ts";
import type { ScoreConfig } from "./score_config.ts";

/** What a scoring is told by. */
export interface ScoringDescription {
  /** The names of its scorers in the order of their columns. */
  readonly scorers: readonly string[];
  /** The `[score]` table with the version of each scorer's kind: `versions = { exact = 1 }`. */
  readonly config: JsonObject;
  /** `scoring_…`: a hash of what decides the verdicts and their mean. How repeats are reduced is not in it. */
  readonly configHash: string;
}

/**
 * Describes a scoring by the `[score]` table that makes it, as the ledger keeps it: `describeScoring(config)` gives the
 * `scorers`, the `config` and its `configHash` of a {@linkcode ScoringRecord}. The same table gives the same hash as
 * long as its kinds have the same versions, which go up when verdicts change.
 *
 * A scorer from outside counts with its specifier, its arguments and the hash of its file.
 *
 * @example The reduction changes no verdict
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { describeScoring } from "@tapedeck/tapedeck";
 *
 * const regex = { pattern: "^4", flags: "", negate: false };
 * const { scorers, config, configHash } = describeScoring({ regex });
 * assertEquals(scorers, ["regex"]);
 * assertEquals(config.versions, { regex: 1 });
 * assertEquals(describeScoring({ regex, reduce: "pass@3" }).configHash, configHash);
 * ```
 */
export function describeScoring(config: ScoreConfig): ScoringDescription {
  const table = JSON.parse(JSON.stringify(config)) as JsonObject;
  const versions = scorerVersions(config);
  return {
    scorers: scorerNames(config),
    config: { ...table, versions },
    configHash: taggedHash("scoring", { ...decisiveScoring(config), versions }),
  };
}
