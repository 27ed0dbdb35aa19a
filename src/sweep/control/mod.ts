/**
 * How a run is stopped and gone on with, split over processes, moved and merged.
 * @module
 */
export { chanceScope } from "./chance_scope.ts";
export { LedgerControl } from "./ledger_control.ts";
export { RunEndingError } from "./run_ending_error.ts";
export { type ControlState, SweepControl } from "./sweep_control.ts";
export { untilAllowed } from "./until_allowed.ts";
