import type { Attempt } from "./attempt.ts";
import type { JsonObject } from "./json.ts";

/** Where a run stands. `interrupted` can be resumed. */
export type RunStatus = "running" | "interrupted" | "done";

/** One execution of a plan. */
export interface RunRecord {
  readonly runId: string;
  /** The plan's name. */
  readonly plan: string;
  /** A tagged hash of everything that decides the cells and the scores. */
  readonly planHash: string;
  readonly mode: string;
  readonly cassette: string | null;
  readonly cells: number;
  readonly status: RunStatus;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Versions, hashes and what else makes the run repeatable. */
  readonly manifest: JsonObject;
}

/** Where runs and attempts are kept. Every method that writes returns when the rows are on the disk. */
export interface Ledger extends AsyncDisposable {
  startRun(run: RunRecord): Promise<void>;
  updateRun(runId: string, change: Partial<Pick<RunRecord, "status" | "endedAt" | "manifest">>): Promise<void>;
  run(runId: string): Promise<RunRecord | null>;
  /** Newest first. */
  runs(filter?: { planHash?: string; status?: RunStatus }): Promise<RunRecord[]>;
  /** Writes the rows in one transaction; a row that is there already (same run, cell and try) is left as it is. */
  append(attempts: readonly Attempt[]): Promise<void>;
  /** The indexes of the cells that have ended. */
  finishedCells(runId: string): AsyncIterable<number>;
  /** The rows of a run by cell index and try. */
  attempts(runId: string): AsyncIterable<Attempt>;
  close(): Promise<void>;
}
