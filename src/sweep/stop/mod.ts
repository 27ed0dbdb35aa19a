/**
 * When there is no use in going on: failures that every call would meet, and budgets that are used up.
 * @module
 */
export { CellLeftError } from "./cell_left_error.ts";
export type { RunStop, StopReason } from "./run_stop.ts";
export { RunStops, type RunStopsOptions } from "./run_stops.ts";
export { stoppable } from "./stoppable.ts";
