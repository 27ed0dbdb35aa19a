/**
 * A share in a run that many processes make: what workers need of the runner.
 * @module
 */
export type { CellWaits } from "../_run_cells.ts";
export { CellLeftError } from "../stop/mod.ts";
export { LedgerControl, RunEndingError } from "../control/mod.ts";
export { leadRun, type LedEnd, type RunLead } from "./lead_run.ts";
export { openRunShare, RunShare, type RunShareOptions, type ShareCellOptions } from "./run_share.ts";
