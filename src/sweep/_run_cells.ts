import type { Attempt, Cell, Clock } from "../spec/mod.ts";
import { CellLines } from "./_cell_lines.ts";
import type { ChosenRun } from "./_choose_run.ts";
import { cellsOf } from "./cells_of.ts";
import { GentleStart } from "./_gentle_start.ts";
import { RunEndingError, type SweepControl, untilAllowed } from "./control/mod.ts";
import type { RunTracker } from "./progress/mod.ts";
import type { RunOptions } from "./run_summary.ts";
import { CellLeftError } from "./stop/mod.ts";
import type { SweepPlan } from "./sweep_plan.ts";
import { trackRun } from "./_track_run.ts";

/** What a pass over the cells is made of. */
export interface CellsPass {
  readonly plan: SweepPlan;
  readonly chosen: ChosenRun;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** Pauses and ends the run. */
  readonly control: SweepControl;
  /** Which cells are left alone, round by round; those that have ended, in one round, unless given. */
  readonly rounds?: AsyncIterable<(index: number) => boolean>;
  /** Breaks off what waits, when the run is ending and nothing is in flight any more. */
  readonly giveUp: () => void;
  /** Whether an endpoint is called no more: the cells that it has left are not taken. None is unless given. */
  readonly isStopped?: (endpoint: string) => boolean;
  readonly clock: Clock;
  /** Whether a waiting cell lets one of another endpoint go first; else they come in the grid's order. */
  readonly isFair: boolean;
  /** Makes a cell's call and hands its rows to the ledger. */
  readonly run: (cell: Cell, waits: CellWaits) => Promise<readonly Attempt[]>;
  /** Told of what is no failure of a call but of the run: a full disk, a damaged tape. */
  readonly onFailure: (error: unknown) => void;
  readonly onProgress?: RunOptions["onProgress"];
  /** Counts the cells, and tells `onProgress` itself; one of its own unless given. */
  readonly tracker?: RunTracker;
}

/** Told when a cell begins to wait for a permit or for its next try, and when it goes on. */
export interface CellWaits {
  begin(): void;
  end(): void;
}

/**
 * Run all cells that have not ended, so many at once, and count those that ended. The cells are made one at a time, when
 * somebody is free to run one. Takes none while the run is paused. Stops taking cells when the run is ending, when the
 * signal aborts, and when a cell ends with an error.
 */
export async function runCells(pass: CellsPass): Promise<number> {
  const runner = new CellRunner(pass);
  for await (const skip of pass.rounds ?? [skipFinished(pass.chosen)]) {
    await (pass.isFair ? inFairTurns(pass, runner, skip) : inGridOrder(pass, runner, skip));
    // What comes of a round is decided when it is whole.
    if (runner.isOver || runner.hasLeft) break;
  }
  return runner.ended;
}

/** Whether a cell is left alone, by its index. */
type Skip = (index: number) => boolean;

function skipFinished({ finished }: ChosenRun): Skip {
  return (index) => finished[index] !== 0;
}

async function inGridOrder(pass: CellsPass, runner: CellRunner, skip: Skip): Promise<void> {
  const { plan, concurrency, control, signal } = pass;
  const cells = cellsOf(plan, { skip });
  const worker = async () => {
    for (const cell of cells) {
      if (control.state === "paused") await untilAllowed(control, signal).catch(() => {});
      if (runner.isOver) return;
      await runner.run(cell, NOBODY);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, worker));
}

const NOBODY: CellWaits = { begin: () => {}, end: () => {} };

/**
 * So many cells at once that do not wait. What waits for its endpoint holds no place, so that the others go on; that no
 * more calls than allowed are in flight when waits end together is the limiter's business.
 */
function inFairTurns(pass: CellsPass, runner: CellRunner, skip: Skip): Promise<void> {
  const { plan, concurrency, control, giveUp } = pass;
  const most = Math.max(1, concurrency);
  const lines = new CellLines(plan, { skip, mostWaiting: most, isStopped: pass.isStopped });
  const { promise, resolve } = Promise.withResolvers<void>();
  let running = 0;
  let waiting = 0;
  /** Taken while the run was paused, to know whether there is anything left to wait for. */
  let held: Cell | null = null;
  const next = () => {
    const cell = held ?? lines.next();
    held = null;
    return cell;
  };
  const whole = new AbortController();
  const fill = () => {
    while (!runner.isOver && control.state !== "paused" && running - waiting < most) {
      if (!runner.start.admits(running - waiting)) {
        runner.start.more(fill, whole.signal);
        // It comes back: that nothing is in flight right now is no end.
        return;
      }
      const cell = next();
      if (cell === null) break;
      running++;
      start(cell);
    }
    if (control.isEnding && running === waiting) giveUp();
    if (running > 0) return;
    if (control.state === "paused" && !runner.isOver) held = next();
    if (held === null || runner.isOver) resolve();
  };
  const start = async (cell: Cell) => {
    let waits = false;
    const change = (to: boolean) => {
      if (waits === to) return;
      waits = to;
      waiting += to ? 1 : -1;
      runner.tracker.waits(cell.endpoint.key, to);
      if (to) lines.waits(cell.endpoint.key);
      else lines.goesOn(cell.endpoint.key);
    };
    const begin = () => {
      change(true);
      queueMicrotask(fill);
    };
    await runner.run(cell, { begin, end: () => change(false) });
    change(false);
    running--;
    fill();
  };
  const unlisten = control.onChange(fill);
  pass.signal.addEventListener("abort", fill, { once: true });
  fill();
  return promise.finally(() => {
    unlisten();
    whole.abort();
  });
}

/** Runs cells, counts them, and is over with the first error. */
class CellRunner {
  readonly #pass: CellsPass;
  readonly tracker: RunTracker;
  readonly start: GentleStart;
  #hasFailed = false;
  #hasLeft = false;
  ended = 0;

  constructor(pass: CellsPass) {
    this.#pass = pass;
    const { plan, chosen, clock, onProgress } = pass;
    this.start = new GentleStart(clock, { atMost: pass.concurrency });
    this.tracker = pass.tracker ?? trackRun(plan, chosen.finished, { clock, onProgress });
  }

  /** Whether cells are left that are not run, or will be. */
  get hasLeft(): boolean {
    const { plan, isStopped = () => false } = this.#pass;
    return this.#hasLeft || plan.endpoints.some(({ key }) => isStopped(key));
  }

  get isOver(): boolean {
    return this.#hasFailed || this.#pass.signal.aborted || this.#pass.control.isEnding;
  }

  async run(cell: Cell, waits: CellWaits): Promise<void> {
    const { key } = cell.endpoint;
    this.tracker.begun(key);
    try {
      const attempts = await this.#pass.run(cell, waits);
      this.ended++;
      this.start.answered();
      this.tracker.over(key, attempts);
    } catch (error) {
      this.tracker.over(key, null);
      if (error instanceof CellLeftError) this.#hasLeft = true;
      if (this.#pass.signal.aborted || error instanceof RunEndingError || error instanceof CellLeftError) return;
      this.#hasFailed = true;
      this.#pass.onFailure(error);
    }
  }
}
