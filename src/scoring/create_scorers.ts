import type { PureScorer } from "../spec/mod.ts";
import { containsScorer } from "./contains_scorer.ts";
import { exactScorer } from "./exact_scorer.ts";
import { jsonSchemaScorer } from "./json_schema_scorer.ts";
import { numberScorer } from "./number_scorer.ts";
import { regexScorer } from "./regex_scorer.ts";
import type { ScoreConfig, TextScoreConfig } from "./score_config.ts";

/**
 * Makes the scorers that a plan's `[score]` table names, as {@linkcode scoreConfigSchema} reads it. Their order is always
 * `exact`, `contains`, `regex`, `json_schema`, `number`, whatever the order in the table.
 *
 * @throws {UserError} when a pattern, a schema or a tolerance cannot be used.
 *
 * @example Two scorers
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createScorers } from "@tapedeck/tapedeck";
 *
 * const scorers = createScorers({
 *   exact: { ignore_case: true, trim: true, ignore_punctuation: false },
 *   number: { tolerance: "0", relative_tolerance: "0", pick: "last" },
 * });
 * const input = { input: "6 times 7?", output: "It is 42.", expected: 42 };
 * assertEquals(scorers.map((scorer) => scorer.score(input).score), [0, 1]);
 * ```
 */
export function createScorers(config: ScoreConfig): PureScorer[] {
  const { exact, contains, regex, json_schema: jsonSchema, number } = config;
  return [
    exact && exactScorer(textOptions(exact)),
    contains &&
    containsScorer({
      ...textOptions(contains),
      mode: contains.mode,
      wholeWords: contains.whole_words,
      numbers: contains.numbers,
    }),
    regex && regexScorer(regex),
    jsonSchema && jsonSchemaScorer(jsonSchema),
    number && numberScorer({ ...number, relativeTolerance: number.relative_tolerance }),
  ].filter((scorer) => scorer !== undefined);
}

function textOptions(config: TextScoreConfig) {
  return { ignoreCase: config.ignore_case, trim: config.trim, ignorePunctuation: config.ignore_punctuation };
}
