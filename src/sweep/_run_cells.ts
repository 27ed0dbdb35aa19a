import { Decimal } from "../base/mod.ts";
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
  readonly onProgress?: RunOptions["onProgress"];
}

/**
 * Run all cells that have not ended, so many at once. The cells are made one at a time, when somebody is free to run
 * one. Ends early, without an error, when the signal aborts.
 */
export async function runCells(pass: CellsPass): Promise<void> {
  const { plan, chosen, signal } = pass;
  const counter = new ProgressCounter(pass);
  const cells = cellsOf(plan, { skip: (index) => chosen.finished[index] === 1 });
  let failed: { error: unknown } | null = null;
  const worker = async () => {
    for (const cell of cells) {
      if (signal.aborted || failed !== null) return;
      try {
        counter.ended(await pass.run(cell));
      } catch (error) {
        if (signal.aborted) return;
        failed ??= { error };
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, pass.concurrency) }, worker));
  if (failed !== null) throw (failed as { error: unknown }).error;
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
    for (const { costUsd, status } of attempts) {
      if (costUsd !== null) this.#cost = this.#cost?.plus(Decimal.parse(costUsd)) ?? null;
      else if (status === "ok") this.#cost = null;
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
