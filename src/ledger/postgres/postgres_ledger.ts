import type {
  Attempt,
  CallFilter,
  CallTry,
  CellRange,
  CellTry,
  CellTryFilter,
  CostFilter,
  CostGroup,
  EndpointUse,
  Fence,
  Ledger,
  LedgerLock,
  LedgerLockOptions,
  LiveTry,
  ModelKey,
  ProviderUse,
  RouteFilter,
  RouteRecord,
  RunFilter,
  RunRecord,
  ScorerCost,
  ScoreRow,
  ScoringRecord,
  TryCount,
  UseFilter,
} from "../../spec/mod.ts";
import { UserError } from "../../base/mod.ts";
import { AdvisoryLock } from "./_advisory_lock.ts";
import { readAttempts, readCellTries, readFinished, reopenCells, writeAttempts } from "./_attempt_rows.ts";
import { readCalls, writeCalls } from "./_call_rows.ts";
import { readCosts, readScorerCosts } from "./_costs.ts";
import { readRoutes, writeRoutes } from "./_route_rows.ts";
import { changeRun, insertRun, readRun, readRuns, type RunChange } from "./_run_rows.ts";
import { endScoring, insertScoring, readScores, readScorings, writeScores } from "./_score_rows.ts";
import { readTryCounts } from "./_try_counts.ts";
import { readEndpointUse } from "./_endpoint_use.ts";
import { readLiveTries, readUse } from "./_use.ts";
import type { PostgresDatabase } from "./postgres_database.ts";

/**
 * The ledger in a PostgreSQL database, for many machines. Every statement may run twice, so that it can be asked again
 * when the connection was cut and nobody knows whether it was done.
 *
 * Reads see every row that was committed before they reach its page; a run that has ended no longer changes.
 */
export class PostgresLedger implements Ledger {
  readonly #database: PostgresDatabase;
  readonly #locks = new Map<AdvisoryLock, string>();
  readonly #releasing = new Set<Promise<void>>();

  /** `database` has the newest schema. The ledger closes it. */
  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  startRun(run: RunRecord): Promise<void> {
    return insertRun(this.#database, run);
  }

  updateRun(runId: string, change: RunChange): Promise<void> {
    return changeRun(this.#database, runId, change);
  }

  run(runId: string): Promise<RunRecord | null> {
    return readRun(this.#database, runId);
  }

  runs(filter: RunFilter = {}): Promise<RunRecord[]> {
    return readRuns(this.#database, filter);
  }

  tryCounts(runId: string): Promise<TryCount[]> {
    return readTryCounts(this.#database, runId);
  }

  async append(attempts: readonly Attempt[], { fence }: { readonly fence?: Fence } = {}): Promise<void> {
    this.#assertLocked();
    if (attempts.length > 0) await writeAttempts(this.#database, attempts, fence);
  }

  finishedCells(runId: string): AsyncGenerator<number> {
    return readFinished(this.#database, runId);
  }

  attempts(runId: string, range?: CellRange): AsyncGenerator<Attempt> {
    return readAttempts(this.#database, runId, range);
  }

  cellTries<Field extends keyof CellTry = keyof CellTry>(
    runId: string,
    filter: CellTryFilter<Field> = {},
  ): AsyncGenerator<Pick<CellTry, Field | "cellIndex" | "try">> {
    return readCellTries(this.#database, runId, filter);
  }

  reopenCells(runId: string, indexes: readonly number[]): Promise<void> {
    return reopenCells(this.#database, runId, indexes);
  }

  startScoring(scoring: ScoringRecord): Promise<void> {
    return insertScoring(this.#database, scoring);
  }

  endScoring(runId: string, number: number, endedAt: string): Promise<void> {
    return endScoring(this.#database, runId, { number, endedAt });
  }

  scorings(runId: string): Promise<ScoringRecord[]> {
    return readScorings(this.#database, runId);
  }

  async appendScores(rows: readonly ScoreRow[]): Promise<void> {
    if (rows.length > 0) await writeScores(this.#database, rows);
  }

  scores(runId: string, number: number, range: CellRange = {}): AsyncGenerator<ScoreRow> {
    return readScores(this.#database, runId, { ...range, number });
  }

  use(filter: UseFilter): AsyncGenerator<ProviderUse> {
    return readUse(this.#database, filter);
  }

  async *costs(filter: CostFilter = {}): AsyncGenerator<CostGroup> {
    yield* await readCosts(this.#database, filter);
  }

  async *scorerCosts(filter: CostFilter = {}): AsyncGenerator<ScorerCost> {
    yield* await readScorerCosts(this.#database, filter);
  }

  endpointUse({ model }: { readonly model?: ModelKey } = {}): Promise<EndpointUse[]> {
    return readEndpointUse(this.#database, model ?? null);
  }

  liveTries(filter: { readonly since: string; readonly last: number }): AsyncGenerator<LiveTry> {
    return readLiveTries(this.#database, filter);
  }

  async appendCalls(tries: readonly CallTry[]): Promise<void> {
    if (tries.length > 0) await writeCalls(this.#database, tries);
  }

  calls(filter: CallFilter = {}): AsyncGenerator<CallTry> {
    return readCalls(this.#database, filter);
  }

  async appendRoutes(routes: readonly RouteRecord[]): Promise<void> {
    if (routes.length > 0) await writeRoutes(this.#database, routes);
  }

  routes(filter: RouteFilter = {}): AsyncGenerator<RouteRecord> {
    return readRoutes(this.#database, filter);
  }

  async lock(name: string, options: LedgerLockOptions = {}): Promise<LedgerLock | null> {
    // What was given back a moment ago must not be in our own way.
    await Promise.all(this.#releasing);
    const lock = await AdvisoryLock.take(this.#database, name, options);
    if (lock === null) return null;
    this.#locks.set(lock, name);
    return {
      release: () => {
        if (!this.#locks.delete(lock)) return;
        lock.release();
        this.#releasing.add(lock.released);
        void lock.released.then(() => this.#releasing.delete(lock.released));
      },
    };
  }

  async isLocked(name: string): Promise<boolean> {
    await Promise.all(this.#releasing);
    return await AdvisoryLock.isTaken(this.#database, name);
  }

  async close(): Promise<void> {
    for (const lock of this.#locks.keys()) lock.release();
    await Promise.all([...this.#releasing, ...[...this.#locks.keys()].map(({ released }) => released)]);
    await this.#database.close();
  }

  #assertLocked(): void {
    for (const [lock, name] of this.#locks) {
      if (!lock.isLost) continue;
      throw new UserError(
        `Cannot write to the ledger as somebody else went on while the database was away: current value is "${name}"`,
      );
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
