import { systemClock } from "../../base/mod.ts";
import { assertModeAllowed, type Tape, type TapeSummary } from "../../cassette/mod.ts";
import type { Attempt, Cell, Endpoint, Ledger, RunRecord, ScoreRow } from "../../spec/mod.ts";
import { assertPlugins } from "../_assert_plugins.ts";
import { cellContext } from "../_cell_context.ts";
import { CellMaker } from "../_cell_maker.ts";
import { openTape } from "../_open_tape.ts";
import { lookUpInCatalog, withCatalogPrices, withKeptPrices } from "../_price_endpoints.ts";
import { type OpenedGuard, openGuard } from "../_open_guard.ts";
import { plannedBudget } from "../_planned_budget.ts";
import { runChances } from "../_run_chances.ts";
import type { CellContext } from "../_run_cell.ts";
import type { CellWaits } from "../_run_cells.ts";
import { withCredentials } from "../_with_credentials.ts";
import { SweepControl } from "../control/mod.ts";
import { RunScoring } from "../scoring/mod.ts";
import { planScorers } from "../scoring/plan_scorers.ts";
import type { RunOptions } from "../run_summary.ts";
import type { RunWarning } from "../run_warning.ts";
import type { SweepPlan } from "../sweep_plan.ts";

/** Options of {@linkcode openRunShare}. */
export interface RunShareOptions extends
  Pick<
    RunOptions,
    | "mode"
    | "cassettePath"
    | "concurrency"
    | "setup"
    | "env"
    | "clock"
    | "fetch"
    | "warn"
    | "onEvent"
    | "onStart"
    | "prices"
    | "allowLiveInCi"
    | "budgetStore"
    | "runBudget"
    | "records"
  > {
  /** The run that the cells belong to; somebody else has begun it, and ends it. */
  readonly run: RunRecord;
  /** Has what earlier calls have used. */
  readonly ledger: Ledger;
  /** Where the folder of its outputs would be; nothing is written there. */
  readonly outRoot?: string;
}

/** How one cell is run by a share. */
export interface ShareCellOptions {
  /** Ends the cell's call wherever it is. */
  readonly signal: AbortSignal;
  /** Asked right before each request is handed to the network; what it throws ends the cell without a call. */
  readonly handOver: (endpoint: Endpoint, signal?: AbortSignal) => Promise<void>;
  /** Told when the cell waits for a limit or its next try, and when it goes on. */
  readonly waits: CellWaits;
  /** Tries of the cell that it has had before it was opened again; none unless given. */
  readonly before?: number;
}

/**
 * A share in somebody else's run: makes the calls of any of its cells and gives their rows, which are the caller's to
 * write. Its recordings go onto its own tape.
 *
 * @throws {UserError} when a credential is missing here, or the tape cannot be opened.
 */
export async function openRunShare(plan: SweepPlan, options: RunShareOptions): Promise<RunShare> {
  const { clock = systemClock, env = (name: string) => Deno.env.get(name), mode, setup, run, ledger } = options;
  assertPlugins(plan.plugins);
  assertModeAllowed(mode, env("CI"), options.allowLiveInCi ?? false);
  const callable = await withCredentials(plan, { env, mode, setup });
  const found = await withCatalogPrices(callable, options.prices ?? lookUpInCatalog);
  const whole: RunOptions = { ...options, ledgerPath: "", outRoot: options.outRoot ?? "" };
  const tape = await openTape(plan, whole, { endpoints: found, clock, ci: env("CI") ?? "" });
  let scoring: RunScoring | null = null;
  try {
    const runTape = options.cassettePath;
    scoring = await RunScoring.open(plan, planScorers(plan), {
      ...options,
      env,
      clock,
      runTape,
      openTape: tape,
    });
    const control = new SweepControl();
    const { signal } = new AbortController();
    const endpoints = await withKeptPrices(found, tape);
    const planned = await plannedBudget(plan, whole, { endpoints, clock });
    const parts = { plan, options: whole, clock, endpoints, ledger, tape, signal };
    const watch = await openGuard({ ...parts, chosen: { run }, planned });
    const context = await cellContext({ ...parts, runId: run.runId, control, guard: watch.guard, scoring });
    return new RunShare({ plan, context, tape, control, watch, scoring });
  } catch (error) {
    await scoring?.[Symbol.asyncDispose]();
    await tape.close();
    throw error;
  }
}

interface ShareParts {
  readonly plan: SweepPlan;
  readonly context: CellContext;
  readonly tape: Tape;
  readonly control: SweepControl;
  readonly watch: OpenedGuard;
  readonly scoring: RunScoring;
}

const NEVER: ReadonlyMap<number, number> = new Map();

/** See {@linkcode openRunShare}. */
export class RunShare implements AsyncDisposable {
  /** Pauses its calls, and ends them: no new ones are made then. */
  readonly control: SweepControl;
  readonly #parts: ShareParts;
  readonly #maker: CellMaker;

  /** `openRunShare` puts it together. */
  constructor(parts: ShareParts) {
    this.#parts = parts;
    this.control = parts.control;
    this.#maker = new CellMaker(parts.plan);
  }

  /** The cell at a place in the grid's order. */
  cell(index: number): Cell {
    return this.#maker.at(index);
  }

  /** Make a cell's call, with retries, and give one row per try. Their recordings are stored by then. */
  async run(cell: Cell, options: ShareCellOptions): Promise<readonly Attempt[]> {
    const { signal, handOver, waits, before } = options;
    const { context, tape } = this.#parts;
    return await runChances(cell, { ...context, signal, handOver }, {
      waits,
      tried: before === undefined ? NEVER : new Map([[cell.index, before]]),
      tape,
    });
  }

  /** The verdicts on a cell's answer that came with more than a number, once. They belong into the ledger before its rows. */
  takeVerdicts(cellIndex: number): readonly ScoreRow[] {
    return this.#parts.context.scoring.take(cellIndex);
  }

  /** What the answers came with that a person should know. */
  get warnings(): readonly RunWarning[] {
    return this.#parts.context.warnings.list();
  }

  /** What the tape has done. */
  get tape(): TapeSummary {
    return this.#parts.tape.summary;
  }

  /** Puts down what was decided, and closes the tapes. */
  async close(): Promise<void> {
    const { watch, scoring, tape } = this.#parts;
    try {
      await watch.end();
      await scoring[Symbol.asyncDispose]();
    } finally {
      await tape.close();
    }
  }

  /** Closes the tape. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
