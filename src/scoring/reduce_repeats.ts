import type { JsonObject } from "../spec/mod.ts";
import { configWeights } from "./_config_facts.ts";
import { meanScore } from "./mean_score.ts";
import { reduceScores } from "./reduce_scores.ts";
import type { ScoreConfig } from "./score_config.ts";

/** How the scores of a prompt's repeats become one, as a `[score]` table says it. */
export type RepeatReduction = Pick<ScoreConfig, "reduce" | "reductions" | "failed" | "threshold" | "weights">;

/** One of a prompt's repeats: its verdicts by scorer; `null`: it ended without an answer. */
export type RepeatScores = { readonly [scorer: string]: number | null } | null;

/** What a prompt's repeats come to. */
export interface ReducedRepeats {
  /** From 0 to 1; `null` when no scorer applies, or a `pass@k` has too few answers. */
  readonly score: number | null;
  /** The repeats that count. */
  readonly n: number;
  /** Whether some `pass@k` has fewer than k answers to draw from. */
  readonly tooFew: boolean;
}

/**
 * Make one score of a prompt's repeats: each scorer's verdicts by its own reduction, `reductions`, or by `reduce`, or by
 * their mean; then the mean over the scorers by their `weights`, in which comparisons in pairs that the table has count
 * only where they are given one. An evaluation looks at answers, so a repeat without one
 * is left out unless `failed` is `zero`: it then counts 0 by every scorer that applies to other repeats.
 *
 * @example Two of three repeats have an answer
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { reduceRepeats } from "@tapedeck/tapedeck";
 *
 * const repeats = [{ exact: 1 }, { exact: 1 }, null];
 * assertEquals(reduceRepeats(repeats, { reduce: "mean" }), { score: 1, n: 2, tooFew: false });
 * assertEquals(reduceRepeats(repeats, { reduce: "min", failed: "zero" }), { score: 0, n: 3, tooFew: false });
 * assertEquals(reduceRepeats(repeats, { reduce: "pass@3" }), { score: null, n: 2, tooFew: true });
 * ```
 */
export function reduceRepeats(repeats: readonly RepeatScores[], reduction: RepeatReduction): ReducedRepeats {
  const { reduce = "mean", reductions = {}, failed = "skip", threshold } = reduction;
  const answered = repeats.filter((repeat) => repeat !== null);
  const failures = failed === "zero" ? repeats.length - answered.length : 0;
  const n = answered.length + failures;
  if (answered.length === 0) return { score: failures > 0 ? 0 : null, n, tooFew: false };
  let tooFew = false;
  const names = [...new Set(answered.flatMap((repeat) => Object.keys(repeat)))];
  const scores = names.flatMap((name) => {
    const verdicts = answered.map((repeat) => repeat[name] ?? null).filter((verdict) => verdict !== null);
    if (verdicts.length === 0) return [];
    verdicts.push(...Array(failures).fill(0));
    const own = Object.hasOwn(reductions, name) ? reductions[name] : reduce;
    if (own.startsWith("pass@") && verdicts.length < Number(own.slice(5))) {
      tooFew = true;
      return [];
    }
    return [{ name, score: reduceScores(verdicts, own, threshold === undefined ? {} : { threshold }) }];
  });
  // A whole [score] table may be given, whose comparisons in pairs do not count.
  const weights = configWeights(reduction as JsonObject);
  return { score: tooFew ? null : meanScore(scores, { weights }), n, tooFew };
}
