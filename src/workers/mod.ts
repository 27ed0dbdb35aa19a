/**
 * Many machines: a run's cells as jobs in PostgreSQL, and the workers that take them.
 * @module
 */
export { chunkSize } from "./chunk_size.ts";
export { LeaseLostError } from "./lease_lost_error.ts";
export { mergeRunTapes, type MergeRunTapesOptions, type MergeRunTapesReport } from "./merge_run_tapes.ts";
export { runShared, type SharedRunOptions } from "./run_shared.ts";
export { runWorker, type WorkerEvent, type WorkerOptions, type WorkerReport, type WorkerSetup } from "./run_worker.ts";
