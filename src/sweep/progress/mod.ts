/**
 * How far a run is, for terminals, notebooks and programs.
 * @module
 */
export type { EndpointProgress, LimitInForce, RunProgress, RunProgressDetails } from "./run_progress.ts";
export { RunPace } from "./run_pace.ts";
export { RunTracker, type RunTrackerOptions } from "./run_tracker.ts";
export { type ProgressWatch, type ShownProgress, watchProgress, type WatchProgressOptions } from "./watch_progress.ts";
