/**
 * What keeps cassettes in order: checking, tidying, comparing and counting them.
 * @module
 */
export type { AnswerChange } from "./_answer_changes.ts";
export type { JsonChange } from "./_json_changes.ts";
export { cassettePaths } from "./cassette_paths.ts";
export { type CallStats, type CassetteStats, cassetteStats, type StatsRow, type Tally } from "./cassette_stats.ts";
export {
  type Chunk,
  describeInteractions,
  type InteractionChoice,
  type InteractionDescription,
} from "./describe_interactions.ts";
export { type DecisionDescription, describeScope, type ScopeChoice, type ScopeDescription } from "./describe_scope.ts";
export { type CassetteDiff, diffCassettes, type PairChange, type RecordPlace } from "./diff_cassettes.ts";
export { formatCassette, type FormatReport } from "./format_cassette.ts";
export type { CallEnd, InteractionFacts } from "./interaction_facts.ts";
export { type CassetteListing, listCassettes, type UnreadableCassette } from "./list_cassettes.ts";
export { type ListedRecord, listRecords } from "./list_records.ts";
export {
  mergeCassettes,
  type MergeOptions,
  type MergeReport,
  ON_CONFLICT,
  type OnConflict,
} from "./merge_cassettes.ts";
export { migrateCassette, type MigrationReport } from "./migrate_cassette.ts";
export { otherChoices } from "./_other_choices.ts";
export { pruneCassette, type PruneOptions, type PruneReport, type UnusedRecord } from "./prune_cassette.ts";
export { readCassetteHeader } from "./read_cassette_header.ts";
export { requestIdentity, type RequestIdentityOptions } from "./request_identity.ts";
export { type CassetteProblem, type ProblemKind, verifyCassette, type VerifyOptions } from "./verify_cassette.ts";
