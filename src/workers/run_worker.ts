import { systemClock } from "../base/mod.ts";
import type { RunOptions, SweepPlan } from "../sweep/mod.ts";
import { openWorkerDatabase } from "./_worker_database.ts";
import { Worker } from "./_worker.ts";
import type { WorkerSetup } from "./_sessions.ts";

export type { WorkerSetup };

/** Options of {@linkcode runWorker}. */
export interface WorkerOptions extends Pick<RunOptions, "env" | "fetch" | "warn" | "clock" | "allowLiveInCi"> {
  /** The URL of the ledger: `postgres://user@host/database`. */
  readonly ledgerUrl: string;
  /** The folder of its tapes, one for each run: `<run>.<name>.jsonl`. */
  readonly tapeDir: string;
  /** Tells its tapes from those of other workers: no two that run at once may have the same. Made up unless given. */
  readonly name?: string;
  /** Calls in flight at once; 16 unless given. */
  readonly concurrency?: number;
  /** How long others wait for a sign of life before they take its cells, in milliseconds; 60,000 unless given. */
  readonly leaseMs?: number;
  /** Ends when there is nothing to take. */
  readonly once?: boolean;
  /** Ends when there was nothing to do for so long, in milliseconds. */
  readonly idleExitMs?: number;
  /** Works for this run and no other. */
  readonly onlyRun?: string;
  /** Aborting it ends the worker: the calls in flight end, and cells that were not begun go back. */
  readonly signal?: AbortSignal;
  /**
   * The providers and scorers from outside that plans of the ledger may have run here, as they name them: `npm:` and
   * other specifiers, paths. Runs with others are left to other workers; none unless given.
   */
  readonly allowCode?: readonly string[];
  /** What this machine has set up for the calls of a plan; nothing but the plan's own variables unless given. */
  readonly setupOf?: (plan: SweepPlan) => Promise<WorkerSetup>;
  /** Told of what the worker does. */
  readonly onEvent?: (event: WorkerEvent) => void;
}

/** What a worker does. */
export type WorkerEvent =
  /** It has taken a part of a run's cells. */
  | { readonly type: "taken"; readonly runId: string; readonly chunk: number; readonly cells: number }
  /** A cell has ended, and its rows are in the ledger. */
  | { readonly type: "cell"; readonly runId: string }
  /** Somebody else has the cells by now. */
  | { readonly type: "lost"; readonly runId: string; readonly chunk: number }
  /** A worker that gave no sign of life lost its cells. */
  | { readonly type: "reaped"; readonly runId: string; readonly chunk: number; readonly worker: string }
  /** Cells are left, as there is no use in calling for them, or no budget. */
  | { readonly type: "left"; readonly runId: string; readonly reason: string }
  /** It leaves the run to others. */
  | { readonly type: "refused"; readonly runId: string; readonly reason: string };

/** What a worker did. */
export interface WorkerReport {
  /** Its own name. */
  readonly name: string;
  /** Cells that ended here. */
  readonly cells: number;
  /** Parts of runs that ended here. */
  readonly chunks: number;
  /** Parts of runs that were taken from it, as it gave no sign of life. */
  readonly lost: number;
  /** The paths of the tapes that it has recorded on. */
  readonly tapes: readonly string[];
  /** The runs that it left to others, and why. */
  readonly refused: readonly { readonly runId: string; readonly reason: string }[];
}

/**
 * Take cells of runs from the queue of a ledger in PostgreSQL, make their calls and write their rows, until it is stopped.
 * Any number of workers on any machines may do so at once. Credentials are those of this machine.
 *
 * A worker that is killed, frozen or cut off loses its cells when its lease runs out, and writes none of their rows after
 * that: no cell ends twice, and no call is made again but those that were in flight.
 *
 * @throws {UserError} when the ledger cannot be opened.
 */
export async function runWorker(options: WorkerOptions): Promise<WorkerReport> {
  const clock = options.clock ?? systemClock;
  await using opened = await openWorkerDatabase(options.ledgerUrl, { clock });
  await Deno.mkdir(options.tapeDir, { recursive: true });
  const worker = new Worker({ ...options, ...opened, clock });
  return await worker.run();
}
