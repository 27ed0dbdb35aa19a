import type { RunOptions, SweepPlan } from "../sweep/mod.ts";
import { LedgerControl, openRunShare, type RunShare } from "../sweep/share/mod.ts";
import type { PostgresDatabase } from "../ledger/postgres/mod.ts";
import { isRunId, UserError } from "../base/mod.ts";
import type { Clock, Ledger } from "../spec/mod.ts";
import { type LoadedPlan, loadStoredPlan } from "./_plan_store.ts";
import { PostgresBudgetStore } from "./_postgres_budget_store.ts";
import type { LimitsOfProviders } from "./_shared_limits.ts";
import { storedPrices } from "./_stored_prices.ts";

/** What a machine brings along for the calls of a plan: credentials, limits, whoever observes. */
export interface WorkerSetup {
  readonly options: Pick<RunOptions, "setup" | "onEvent" | "onStart">;
  end(): Promise<void>;
}

/** What all sessions of a worker have in common. */
export interface SessionsParts extends Pick<RunOptions, "env" | "fetch" | "warn" | "allowLiveInCi"> {
  readonly database: PostgresDatabase;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly concurrency: number;
  /** The worker, as budgets know it. */
  readonly holder: string;
  /** The path of a run's tape. */
  readonly tapeOf: (runId: string) => string;
  /** The modules of plans that may be run. */
  readonly allowCode?: readonly string[];
  readonly setupOf?: (plan: SweepPlan) => Promise<WorkerSetup>;
}

/** A run whose cells this worker makes calls for. */
export interface Session {
  readonly plan: SweepPlan;
  /** The limits that hold over all workers. */
  readonly limits: LimitsOfProviders;
  readonly share: RunShare;
  /** `null`: nothing is recorded. */
  readonly tape: string | null;
}

interface Open extends Session {
  close(): Promise<void>;
}

interface Entry {
  readonly session: Promise<Open>;
  users: number;
  /** The session once it is open. */
  opened: Open | null;
}

/** The runs of a worker: a plan is loaded and its tape opened with its first chunk. */
export class Sessions {
  readonly #parts: SessionsParts;
  readonly #open = new Map<string, Entry>();

  constructor(parts: SessionsParts) {
    this.#parts = parts;
  }

  /**
   * Use a run's session, which stays open as long as somebody does.
   * @throws {UserError} when this machine cannot make the run's calls.
   */
  async use<T>(runId: string, work: (session: Session) => Promise<T>): Promise<T> {
    let entry = this.#open.get(runId);
    if (entry === undefined || isOver(entry)) this.#open.set(runId, entry = this.#enter(runId, entry));
    entry.users++;
    try {
      return await work(await entry.session);
    } catch (error) {
      // One that could not be opened is opened anew by whoever comes next.
      if (await isBroken(entry.session)) this.#open.delete(runId);
      throw error;
    } finally {
      entry.users--;
    }
  }

  /** A session of a run; it opens when the one before it, of before the run was cancelled, has been closed. */
  #enter(runId: string, before: Entry | undefined): Entry {
    const session = Promise.resolve(before?.opened?.close()).then(() => this.#make(runId));
    const entry: Entry = { session, users: 0, opened: null };
    session.then((opened) => entry.opened = opened, () => {});
    return entry;
  }

  /** No calls are made any more; those that are in flight end. */
  async finish(): Promise<void> {
    for (const { session } of this.#open.values()) (await session.catch(() => null))?.share.control.finish();
  }

  /** Close those that nobody uses: all, or only that of a run. */
  async close(runId?: string): Promise<void> {
    for (const [id, { session, users }] of [...this.#open]) {
      if (users > 0 || runId !== undefined && runId !== id) continue;
      this.#open.delete(id);
      await (await session.catch(() => null))?.close();
    }
  }

  /** The runs that are open and that nobody uses. */
  idle(): string[] {
    return [...this.#open].flatMap(([runId, { users }]) => users === 0 ? [runId] : []);
  }

  async #make(runId: string): Promise<Open> {
    const { database, ledger, clock, holder, setupOf, tapeOf, allowCode = [] } = this.#parts;
    if (!isRunId(runId)) {
      throw new UserError(
        `Cannot work for the run as its id cannot name a file: current value is ${JSON.stringify(runId)}`,
      );
    }
    const [run, loaded] = await Promise.all([ledger.run(runId), loadStoredPlan(database, runId, { allowCode })]);
    if (run === null || loaded === null) {
      loaded?.[Symbol.dispose]();
      throw new UserError(`Cannot work for the run as the ledger has no plan of it: current value is "${runId}"`);
    }
    const { plan, settings } = loaded;
    let setup: WorkerSetup | undefined;
    try {
      setup = await setupOf?.(plan);
      const tape = settings.mode === "passthrough" ? null : tapeOf(runId);
      const share = await openRunShare(plan, {
        ...this.#parts,
        ...setup?.options,
        run,
        mode: settings.mode === "passthrough" ? "passthrough" : "append",
        cassettePath: tape,
        prices: storedPrices(settings.prices),
        ...(settings.runBudget === null ? {} : { runBudget: settings.runBudget }),
        budgetStore: new PostgresBudgetStore({ database, clock, runId, holder }),
      });
      const told = new LedgerControl({ ledger, runId, control: share.control, clock, known: run.control });
      return { plan, limits: settings.limits, share, tape, close: () => closeAll({ told, share, setup, loaded }) };
    } catch (error) {
      await setup?.end();
      loaded[Symbol.dispose]();
      throw error;
    }
  }
}

/** Whether nobody uses a session any more in which the run was cancelled: whoever goes on with the run needs another one. */
function isOver({ users, opened }: Entry): boolean {
  return users === 0 && opened?.share.control.state === "cancelled";
}

async function isBroken(session: Promise<unknown>): Promise<boolean> {
  return await session.then(() => false, () => true);
}

async function closeAll(parts: {
  readonly told: LedgerControl;
  readonly share: RunShare;
  readonly setup: WorkerSetup | undefined;
  readonly loaded: LoadedPlan;
}): Promise<void> {
  try {
    await parts.told.stop().catch(() => {});
    await parts.share.close();
  } finally {
    await parts.setup?.end();
    parts.loaded[Symbol.dispose]();
  }
}
