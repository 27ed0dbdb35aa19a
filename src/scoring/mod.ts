/**
 * How good an answer was: scorers as pure functions from an answer and what was expected to a number from 0 to 1.
 * @module
 */
export { choiceScorer, type ChoiceScorerOptions } from "./choice_scorer.ts";
export { type Agreement, agreement } from "./agreement.ts";
export { type CallScorerEntry, callScorers, createCallScorer, createPairwiseJudge } from "./call_scorers.ts";
export type {
  CallScorerConfig,
  JudgeConfig,
  JudgingConfig,
  PairwiseConfig,
  SimilarityConfig,
} from "./call_scorer_configs.ts";
export { containsScorer, type ContainsScorerOptions } from "./contains_scorer.ts";
export { costScorer, type CostScorerOptions } from "./cost_scorer.ts";
export { createScorers } from "./create_scorers.ts";
export type { CustomScorerConfig } from "./custom_scorer_config.ts";
export {
  type DefinedScorer,
  defineScorer,
  type DefineScorerOptions,
  type ScorerFunction,
  type ScorerFunctionInput,
  type ScorerFunctionResult,
} from "./define_scorer.ts";
export { describeScoring, type ScoringDescription } from "./describe_scoring.ts";
export { exactScorer, type ExactScorerOptions } from "./exact_scorer.ts";
export {
  DEFAULT_GRADES,
  type GradeFormat,
  type GradeScale,
  judgeScorer,
  type JudgeScorerOptions,
  type PairwiseJudge,
  pairwiseJudge,
  type PairwiseJudgeOptions,
  type PanelReduction,
} from "./judge/mod.ts";
export { extractJson } from "./_extract_json.ts";
export { jsonDiffScorer, type JsonDiffScorerOptions } from "./json_diff_scorer.ts";
export { jsonPathScorer, type JsonPathScorerOptions } from "./json_path_scorer.ts";
export { jsonSchemaScorer, type JsonSchemaScorerOptions } from "./json_schema_scorer.ts";
export { jsonValidScorer, type JsonValidScorerOptions } from "./json_valid_scorer.ts";
export { latencyScorer, type LatencyScorerOptions } from "./latency_scorer.ts";
export { levenshteinScorer, type LevenshteinScorerOptions } from "./levenshtein_scorer.ts";
export { type LoadedScorer, loadScorer, type LoadScorerOptions } from "./load_scorer.ts";
export { meanScore } from "./mean_score.ts";
export { pickScorers } from "./pick_scorers.ts";
export { normalizeText } from "./_normalize_text.ts";
export { type NumberPick, numberScorer, type NumberScorerOptions } from "./number_scorer.ts";
export { type ReducedRepeats, reduceRepeats, type RepeatReduction, type RepeatScores } from "./reduce_repeats.ts";
export { reduceScores, type ReduceScoresOptions } from "./reduce_scores.ts";
export { regexScorer, type RegexScorerOptions } from "./regex_scorer.ts";
export { rougeLScorer } from "./rouge_l_scorer.ts";
export { repeatReduction } from "./repeat_reduction.ts";
export { type AnswerScores, scoreAnswer, type ScoreAnswerOptions } from "./score_answer.ts";
export { type NamedScorerConfig, type ScoreConfig, scoreConfigSchema } from "./score_config.ts";
export {
  countingScorings,
  isScoredAgain,
  laterScorers,
  scoredAttempts,
  type ScoredAttemptsOptions,
  type ScoredLedger,
  type ScoredRow,
  scoredRows,
} from "./scored_attempts.ts";
export { scoredFields } from "./scored_fields.ts";
export { scoreIdentity } from "./score_identity.ts";
export type { ScorerConfigs, ScorerKind, TextScoreConfig } from "./scorer_configs.ts";
export { similarityScorer, type SimilarityScorerOptions } from "./similarity/mod.ts";
export type { TextMatchOptions } from "./text_match_options.ts";
export { tokenF1Scorer } from "./token_f1_scorer.ts";
export { toolCallsScorer, type ToolCallsScorerOptions } from "./tool_calls_scorer.ts";
export { unloadedScorer } from "./unloaded_scorer.ts";
