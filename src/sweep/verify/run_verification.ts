import type { JsonValue } from "../../spec/mod.ts";

/** A value of a table that the tape does not bear out. */
export interface RowDifference {
  /** The cell's place in the grid's order, from 0. */
  readonly cellIndex: number;
  /** A tagged hash of what was sent. With the try it is the scope of the recording: `cell_…/1`. */
  readonly cellId: string;
  /** From 1, over all turns of the cell. */
  readonly try: number;
  /** `model@provider[/tag]`. */
  readonly endpoint: string;
  /** As in the results: `cost_usd`, `score_exact`; `row` where one side has no such row at all. */
  readonly column: string;
  /** What the ledger says; `null` also where it has no such row. */
  readonly stored: JsonValue;
  /** What follows from the tape; `null` also where no such row does. */
  readonly derived: JsonValue;
}

/** A row whose recording is not on the tape. */
export type MissingRecording = Pick<RowDifference, "cellIndex" | "cellId" | "try" | "endpoint">;

/** What deriving a run's numbers again came to. */
export interface RunVerification {
  /** The run. */
  readonly runId: string;
  /** The tape that they were derived from. */
  readonly cassette: string;
  /** Cells that were looked at: those that have ended. */
  readonly cells: number;
  /** Rows of those, as the ledger has them. */
  readonly rows: number;
  /** Cells of the run that have not ended, of which there is nothing to derive. */
  readonly open: number;
  /** How many values differ. */
  readonly differing: number;
  /** Those values, by cell and try; the first 1,000. */
  readonly differences: readonly RowDifference[];
  /** How many rows have no recording. */
  readonly unrecorded: number;
  /** Those rows, by cell and try; the first 1,000. */
  readonly missing: readonly MissingRecording[];
}
