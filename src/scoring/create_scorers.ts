import type { PureScorer } from "../spec/mod.ts";
import { KIND_NAMES, type KindRow, SCORER_KINDS } from "./_scorer_kinds.ts";
import type { ScoreConfig } from "./score_config.ts";
import type { ScorerKind } from "./scorer_configs.ts";

/**
 * Makes the scorers that a plan's `[score]` table names, as {@linkcode scoreConfigSchema} reads it: the kinds in an order
 * of their own, which is that of their columns, then those with names of their own in the order of the table. Those that
 * come from outside or make calls are not among them.
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
  const own = KIND_NAMES.flatMap((kind) => create(kind, { kind, options: config[kind] }));
  const named = Object.entries(config.named ?? {}).flatMap(([name, { kind, ...options }]) =>
    create(name, { kind, options })
  );
  return [...own, ...named];
}

function create(name: string, { kind, options }: { kind: ScorerKind; options: unknown }): PureScorer[] {
  const row = SCORER_KINDS[kind] as KindRow<unknown>;
  if (options === undefined || row.create === null) return [];
  const scorer = row.create(options);
  if (scorer.name === name) return [scorer];
  return [{ name, score: (input) => ({ ...scorer.score(input), name }) }];
}
