/**
 * What keeps cassettes in order: checking, tidying, comparing and counting them.
 * @module
 */
export { formatCassette, type FormatReport } from "./format_cassette.ts";
export {
  mergeCassettes,
  type MergeOptions,
  type MergeReport,
  ON_CONFLICT,
  type OnConflict,
} from "./merge_cassettes.ts";
export { migrateCassette, type MigrationReport } from "./migrate_cassette.ts";
export { pruneCassette, type PruneOptions, type PruneReport, type UnusedRecord } from "./prune_cassette.ts";
export { type CassetteProblem, type ProblemKind, verifyCassette, type VerifyOptions } from "./verify_cassette.ts";
