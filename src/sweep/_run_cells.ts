import { Decimal } from "../base/mod.ts";
import { costIsUnknown } from "../ledger/mod.ts";
import type { Attempt, Cell, Clock } from "../spec/mod.ts";
import type { ChosenRun } from "./_choose_run.ts";
import { cellsOf } from "./cells_of.ts";
import type { RunOptions } from "./run_summary.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/** What a pass over the cells is made of. */
export interface CellsPass {
  readonly plan: SweepPlan;
  readonly chosen: ChosenRun;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Makes a cell's call and hands its rows to the ledger. */
  readonly run: (cell: Cell) => Promise<readonly Attempt[]>;
  /** Told of what is no failure of a call but of the run: a full disk, a damaged tape. */
  readonly onFailure: (error: unknown) => void;
  readonly onProgress?: RunOptions["onProgress"];
}

/**
 * Run all cells that have not ended, so many at once, and count those that ended. The cells are made one at a time, when
 * somebody is free to run one. Stops taking cells when the signal aborts, and when a cell ends with an error.
 */
export async function runCells(pass: CellsPass): Promise<number> {
  const { plan, chosen, signal } = pass;
  const counter = new ProgressCounter(pass);
  const cells = cellsOf(plan, { skip: (index) => chosen.finished[index] === 1 });
  let ended = 0;
  let hasFailed = false;
  const worker = async () => {
    for (const cell of cells) {
      if (signal.aborted || hasFailed) return;
      try {
        counter.ended(await pass.run(cell));
        ended++;
      } catch (error) {
        if (signal.aborted) return;
        hasFailed = true;
        pass.onFailure(error);
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, pass.concurrency) }, worker));
  return ended;
}

class ProgressCounter {
  readonly #pass: CellsPass;
  readonly #startMs: number;
  #done: number;
  #failed = 0;
  #cost: Decimal | null = Decimal.fromInteger(0);

  constructor(pass: CellsPass) {
    this.#pass = pass;
    this.#startMs = pass.clock.nowMs();
    this.#done = pass.chosen.finishedCount;
  }

  ended(attempts: readonly Attempt[]): void {
    const { onProgress, clock, chosen } = this.#pass;
    this.#done++;
    if (attempts.at(-1)?.status !== "ok") this.#failed++;
    if (onProgress === undefined) return;
    for (const attempt of attempts) {
      if (attempt.costUsd !== null) this.#cost = this.#cost?.plus(Decimal.parse(attempt.costUsd)) ?? null;
      else if (costIsUnknown(attempt)) this.#cost = null;
    }
    onProgress({
      done: this.#done,
      failed: this.#failed,
      total: chosen.run.cells,
      resumed: chosen.finishedCount,
      costUsd: this.#cost?.toString() ?? null,
      elapsedMs: clock.nowMs() - this.#startMs,
    });
  }
}
