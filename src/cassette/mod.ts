/**
 * The tape: it records a provider's traffic and replays it, byte for byte and chunk for chunk.
 * @module
 */
export { decodeBody, encodeBody } from "./body.ts";
export type { BodyMatcher, MatchedRequest } from "./body_matcher.ts";
export { BudgetExceededError, type ExceededBudget } from "./budget_exceeded_error.ts";
export { CassetteExpiredError } from "./cassette_expired_error.ts";
export {
  CassetteMissError,
  type MissFacts,
  type MissReason,
  type NearRecording,
  type SegmentComparison,
  type SegmentDifference,
} from "./cassette_miss_error.ts";
export {
  type Fault,
  FAULT_NAMES,
  FAULT_NUMBERS,
  FAULT_PATTERNS,
  FAULT_SETTINGS,
  type FaultName,
  faultNameIn,
  type FaultOptions,
  type FaultRule,
  faultRuleFromToml,
  type FaultSetting,
  type FaultWhen,
  withFaults,
} from "./faults/mod.ts";
export type { ExpireOptions } from "./expire_options.ts";
export { FORMAT_VERSION } from "./interaction.ts";
export type {
  CassetteHeader,
  DecisionRecord,
  Interaction,
  RecordedBody,
  RecordedRequest,
  RecordedResponse,
  TapeRecord,
} from "./interaction.ts";
export { decisionKey, type KeyParts, requestKey } from "./key.ts";
export { assertModeAllowed, CASSETTE_MODES, type CassetteMode, parseMode } from "./mode.ts";
export { EXCHANGE_FORMATS, type ExchangeFormat } from "./exchange_formats/exchange_format.ts";
export { exportHar, type ExportOptions, type ExportReport } from "./export_har.ts";
export {
  importCassette,
  type ImportedFile,
  type ImportNotice,
  type ImportOptions,
  type ImportReport,
} from "./import_cassette.ts";
export { lensOf } from "./lens_of.ts";
export { giveUpNetwork } from "./offline.ts";
export { type CassetteOptions, openCassette } from "./open_cassette.ts";
export type { PricedRequest, RecordingBudget } from "./recording_budget.ts";
export type { RefreshOptions } from "./refresh_options.ts";
export {
  type DetectedSecret,
  type FileFinding,
  REDACTED,
  type RedactedBody,
  Redactor,
  scanFiles,
  type ScanOptions,
  type ScanReport,
  scrubFile,
  type ScrubOptions,
  type ScrubReport,
  SecretDetector,
  type SecretFinding,
  SecretScanner,
} from "./redaction/mod.ts";
export { type CancelledCall, type Decision, Tape, type TapeSummary } from "./tape.ts";
export {
  type AnswerChange,
  type CallEnd,
  type CallStats,
  type CassetteDiff,
  type CassetteListing,
  cassettePaths,
  type CassetteProblem,
  type CassetteStats,
  cassetteStats,
  type Chunk,
  type DecisionDescription,
  describeInteractions,
  describeScope,
  diffCassettes,
  formatCassette,
  type FormatReport,
  type InteractionChoice,
  type InteractionDescription,
  type InteractionFacts,
  type JsonChange,
  listCassettes,
  type ListedRecord,
  listRecords,
  mergeCassettes,
  type MergeOptions,
  type MergeReport,
  migrateCassette,
  type MigrationReport,
  ON_CONFLICT,
  type OnConflict,
  otherChoices,
  type PairChange,
  type ProblemKind,
  pruneCassette,
  type PruneOptions,
  type PruneReport,
  readCassetteHeader,
  type RecordPlace,
  requestIdentity,
  type RequestIdentityOptions,
  type ScopeChoice,
  type ScopeDescription,
  type StatsRow,
  type Tally,
  type UnreadableCassette,
  type UnusedRecord,
  verifyCassette,
  type VerifyOptions,
} from "./upkeep/mod.ts";
export type { WordChange } from "./words/mod.ts";
