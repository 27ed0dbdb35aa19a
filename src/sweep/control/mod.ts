/**
 * How a run is stopped and gone on with, split over processes, moved and tried again.
 * @module
 */
export { chanceScope } from "./chance_scope.ts";
export { LedgerControl } from "./ledger_control.ts";
export { readErrorKinds } from "./read_error_kinds.ts";
export { reopenFailed, type RetryFailed } from "./reopen_failed.ts";
export { RunEndingError } from "./run_ending_error.ts";
export { lockChoice, RunLock } from "./run_lock.ts";
export { isTapeOf, isTapeOfEachRun, placesFrom, placesOf, type RunFiles, tapeOfRun } from "./run_places.ts";
export { type EndpointCells, type RunOverview, runOverview } from "./run_overview.ts";
export { type EndpointStand, type RunStand, runStand, type RunStandOptions } from "./run_stand.ts";
export { type RunState, runState } from "./run_state.ts";
export { cellsOfShard, isOfShard, parseShard, type Shard } from "./shard.ts";
export { shardsOf } from "./shards_of.ts";
export { type ControlState, SweepControl } from "./sweep_control.ts";
export { type RunOrder, tellRun, type ToldRun } from "./tell_run.ts";
export { triesOfReopened } from "./tries_of_reopened.ts";
export { untilAllowed } from "./until_allowed.ts";
