/**
 * The tape: it records a provider's traffic and replays it, byte for byte and chunk for chunk.
 * @module
 */
export { decodeBody, encodeBody } from "./body.ts";
export { CassetteMissError, type NearRecording } from "./cassette_miss_error.ts";
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
export { lensOf } from "./lens_of.ts";
export { giveUpNetwork } from "./offline.ts";
export { type CassetteOptions, openCassette } from "./open_cassette.ts";
export { REDACTED, type RedactedBody, Redactor } from "./redaction/mod.ts";
export { type CancelledCall, type Decision, Tape, type TapeSummary } from "./tape.ts";
export {
  type CassetteProblem,
  formatCassette,
  type FormatReport,
  mergeCassettes,
  type MergeOptions,
  type MergeReport,
  migrateCassette,
  type MigrationReport,
  ON_CONFLICT,
  type OnConflict,
  type ProblemKind,
  pruneCassette,
  type PruneOptions,
  type PruneReport,
  type UnusedRecord,
  verifyCassette,
  type VerifyOptions,
} from "./upkeep/mod.ts";
