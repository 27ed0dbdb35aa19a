/**
 * Whether the numbers of a run follow from its tape.
 * @module
 */
export { verifyRun, type VerifyRunOptions } from "./verify_run.ts";
export type { MissingRecording, RowDifference, RunVerification } from "./run_verification.ts";
