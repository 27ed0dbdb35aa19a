/**
 * All that observes a command, put together: health, alerts, metrics, and how it stands.
 * @module
 */
export { observe, type ObserveOptions, type Observer } from "./observe.ts";
export { readRunning, type ReadRunningOptions } from "./read_running.ts";
export { runningFolder, type RunningFolderOptions } from "./running_folder.ts";
export { shownTransport } from "./shown_transport.ts";
export type { RunningBreaker, RunningEndpoint, RunningScope, RunningStatus } from "./running_status.ts";
