/**
 * Small pure things that all rooms use. Nothing here knows what a model is.
 * @module
 */
export { BEARER } from "./bearer.ts";
export { canonicalJson } from "./canonical_json.ts";
export { CAPABILITY_WORDS } from "./capability_words.ts";
export { systemClock, VirtualClock } from "./clock.ts";
export { compareText } from "./compare_text.ts";
export { credentialHash } from "./credential_hash.ts";
export { Decimal } from "./decimal.ts";
export { displayAs, type DisplayContents } from "./display_as.ts";
export { type DisplayedTable, displayTable } from "./display_table.ts";
export { editDistance } from "./edit_distance.ts";
export { escapeHtml } from "./escape_html.ts";
export { type FetchedInit, FetchedResponse } from "./fetched_response.ts";
export {
  formatAge,
  formatCount,
  formatDuration,
  formatMs,
  formatPercent,
  formatScore,
  formatShare,
  formatUsd,
  UNKNOWN,
} from "./figures.ts";
export { fileSize } from "./file_size.ts";
export { hideStack } from "./hide_stack.ts";
export { inTransaction } from "./in_transaction.ts";
export { isJson } from "./is_json.ts";
export { issueRule, type SchemaIssue } from "./issue_rule.ts";
export { isRunId } from "./is_run_id.ts";
export { isTable } from "./is_table.ts";
export { isThere } from "./is_there.ts";
export { joinBytes } from "./join_bytes.ts";
export { jsonPointerGet, jsonPointerTo, jsonPointerTokens } from "./json_pointer.ts";
export { listen, type Listener, type ListenOptions } from "./listen.ts";
export { lockFile } from "./lock_file.ts";
export { makeFolder } from "./make_folder.ts";
export { migrateSqlite, type MigrateSqliteOptions, type SqliteMigration } from "./migrate_sqlite.ts";
export { nearestName } from "./nearest_name.ts";
export { type NotebookKernel, notebookKernel } from "./notebook_kernel.ts";
export { orAborted } from "./or_aborted.ts";
export { orLate, type OrLateOptions } from "./or_late.ts";
export { parseAge } from "./parse_age.ts";
export { passAtK } from "./pass_at_k.ts";
export { printable } from "./printable.ts";
export { quantile } from "./quantile.ts";
export { scrub, Scrubber, type ScrubTextOptions } from "./scrub.ts";
export { scrubError } from "./scrub_error.ts";
export { Recent } from "./recent.ts";
export { createTemporary, isSameFile, type ReplacedFile, replacedFile } from "./replaced_file.ts";
export { seededRandom } from "./seeded_random.ts";
export { Secret } from "./secret.ts";
export { sharedRows } from "./shared_rows.ts";
export {
  base64Cores,
  coreOffset,
  type DetectedSecret,
  environmentSecrets,
  foldedViews,
  fromLatin1,
  isBase64,
  isSecret,
  looksLikePassword,
  looksRandom,
  NeedleSet,
  processSecrets,
  type Range,
  SecretFinder,
  toLatin1,
  unescapedViews,
} from "./secrets/mod.ts";
export { setAlarm } from "./set_alarm.ts";
export { type ShortNames, shortNames } from "./short_names.ts";
export { taggedHash } from "./tagged_hash.ts";
export { taggedHashOfParts } from "./tagged_hash_of_parts.ts";
export { BUSY_TIMEOUT_MS, whileBusy } from "./while_busy.ts";
export { type BodyObserver, passThrough } from "./pass_through.ts";
export { type PlainFetch, stampedFetch } from "./stamped_fetch.ts";
export { type Thrown, transportFailure } from "./transport_failure.ts";
export { userFolder } from "./user_folder.ts";
export { utf8Text } from "./utf8_text.ts";
export { VERSION } from "./version.ts";
export { UserError, type UserErrorOptions } from "./user_error.ts";
export { type ByteSink, writeAll, writeAtomically } from "./write_atomically.ts";
export { wireOfPath } from "./wire_of_path.ts";
