import type { Scorer } from "../spec/mod.ts";
import { KIND_NAMES } from "./_scorer_kinds.ts";
import type { JudgeConfig, PairwiseConfig, SimilarityConfig } from "./call_scorer_configs.ts";
import type { GradeScale } from "./judge/grade_scale.ts";
import { judgeScorer } from "./judge/judge_scorer.ts";
import { type PairwiseJudge, pairwiseJudge } from "./judge/pairwise_judge.ts";
import type { ScoreConfig } from "./score_config.ts";
import { similarityScorer } from "./similarity/similarity_scorer.ts";

/** A scorer of a `[score]` table that makes calls: its name, its kind, and its options. */
export type CallScorerEntry =
  & {
    /** The column of its verdicts is named after it. */
    readonly name: string;
  }
  & (
    | { readonly kind: "judge"; readonly config: JudgeConfig }
    | { readonly kind: "similarity"; readonly config: SimilarityConfig }
    | { readonly kind: "pairwise"; readonly config: PairwiseConfig }
  );

/** The scorers of a `[score]` table that make calls, in the order of their columns; none for most tables. */
export function callScorers(config: ScoreConfig): CallScorerEntry[] {
  const own = KIND_NAMES.map((kind) => ({ name: kind, kind, config: config[kind] }));
  const named = Object.entries(config.named ?? {}).map(([name, { kind, ...rest }]) => ({ name, kind, config: rest }));
  return [...own, ...named].filter(({ kind, config }) => isCallKind(kind) && config !== undefined) as CallScorerEntry[];
}

/**
 * Makes the scorer of an entry, which looks at one answer at a time; `endpoints` are the keys of those that it calls.
 */
export function createCallScorer(
  entry: Exclude<CallScorerEntry, { kind: "pairwise" }>,
  endpoints: readonly string[],
): Scorer {
  const { name } = entry;
  if (entry.kind === "similarity") {
    const { threshold } = entry.config;
    return similarityScorer({ name, endpoint: endpoints[0], ...(threshold === undefined ? {} : { threshold }) });
  }
  const { rubric, reasoning, format, show, panel } = entry.config;
  const grades = scaleOf(entry.config);
  return judgeScorer({
    name,
    rubric,
    endpoints,
    reasoning,
    format,
    show,
    panel,
    ...(grades === null ? {} : { grades }),
  });
}

/** Makes the judge of an entry that compares answers in pairs. */
export function createPairwiseJudge(
  { name, config: { rubric, reasoning, show } }: Extract<CallScorerEntry, { kind: "pairwise" }>,
  endpoint: string,
): PairwiseJudge {
  return pairwiseJudge({ name, rubric, endpoint, reasoning, show });
}

function scaleOf({ grades, scale }: JudgeConfig): GradeScale | null {
  if (grades !== undefined) return { kind: "choices", values: grades };
  return scale === undefined ? null : { kind: "range", low: scale[0], high: scale[1] };
}

function isCallKind(kind: string): boolean {
  return kind === "judge" || kind === "similarity" || kind === "pairwise";
}
