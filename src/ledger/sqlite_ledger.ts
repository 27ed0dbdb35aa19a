import type { DatabaseSync, StatementSync } from "node:sqlite";
import type {
  Attempt,
  CallFilter,
  CallTry,
  CellRange,
  CellTry,
  CellTryFilter,
  Clock,
  CostFilter,
  CostGroup,
  EndpointUse,
  Fence,
  JsonObject,
  Ledger,
  LedgerLock,
  LedgerLockOptions,
  LiveTry,
  ModelKey,
  ProviderUse,
  RouteFilter,
  RouteRecord,
  RunControl,
  RunFilter,
  RunRecord,
  RunStatus,
  ScorerCost,
  ScoreRow,
  ScoringRecord,
  TryCount,
  UseFilter,
} from "../spec/mod.ts";
import { inTransaction, whileBusy } from "../base/mod.ts";
import { readCalls, writeCalls } from "./_call_rows.ts";
import { readCellTries } from "./_cell_tries.ts";
import { EndpointUses } from "./_endpoint_use.ts";
import { isLockedBeside, lockBeside } from "./_lock_beside.ts";
import { CostGroups, readScorerCosts } from "./_cost_groups.ts";
import { readLiveTries } from "./_live_tries.ts";
import { readUse } from "./_provider_use.ts";
import { readRoutes, writeRoutes } from "./_route_rows.ts";
import { endScoring, insertScoring, readScores, readScorings, writeScores } from "./_score_rows.ts";
import { ATTEMPT_FIELDS, attemptFromSql, attemptToSql } from "./_attempt_fields.ts";
import type { SqlRow } from "./_fields.ts";
import { Slices } from "./_slices.ts";
import { StaleFenceError } from "./stale_fence_error.ts";
import { readTryCounts } from "./_try_counts.ts";

/** Rows are read in pages, so that a slow reader holds no lock and a second reader or a writer never disturbs it. */
const ATTEMPTS_PER_PAGE = 128;
const INDEXES_PER_PAGE = 4096;

/**
 * The ledger in an SQLite file. Open one with `openSqliteLedger`, which prepares the file.
 *
 * Reads see every row that was committed before they reach its place; a run that has ended no longer changes.
 */
export class SqliteLedger implements Ledger {
  readonly #db: DatabaseSync;
  readonly #clock: Clock;
  readonly #insert: StatementSync;
  readonly #attemptsPage: StatementSync;
  readonly #finishedPage: StatementSync;

  readonly #lockFolder: string | null;
  readonly #locks = new Set<LedgerLock>();
  #uses: EndpointUses | null = null;
  /** Made when costs are first asked for. */
  #costs: CostGroups | null = null;

  /** `db` has the newest schema. The ledger closes it. Without a file there is nobody to lock anything against. */
  constructor(db: DatabaseSync, clock: Clock, path: string | null = null) {
    const columns = ATTEMPT_FIELDS.map(({ column }) => column).join(", ");
    this.#db = db;
    this.#lockFolder = path === null ? null : `${path}.locks`;
    this.#clock = clock;
    this.#insert = db.prepare(
      // OR IGNORE would also pass over a row that breaks another rule of the table.
      `INSERT INTO attempts (${columns}) VALUES (${ATTEMPT_FIELDS.map(() => "?").join(", ")})
       ON CONFLICT (run_id, cell_index, try) DO NOTHING`,
    );
    this.#attemptsPage = db.prepare(
      `SELECT ${columns} FROM attempts WHERE run_id = ? AND (cell_index, try) > (?, ?) AND cell_index <= ?
       ORDER BY cell_index, try LIMIT ${ATTEMPTS_PER_PAGE}`,
    );
    this.#finishedPage = db.prepare(
      `SELECT DISTINCT cell_index FROM attempts WHERE run_id = ? AND cell_index > ? AND final = 1
       ORDER BY cell_index LIMIT ${INDEXES_PER_PAGE}`,
    );
  }

  async startRun(run: RunRecord): Promise<void> {
    if (await this.run(run.runId) !== null) {
      throw new Error(`Cannot start the run as the ledger has one with this id: current value is "${run.runId}"`);
    }
    await this.#write(() => {
      this.#db.prepare(
        `INSERT INTO runs
         (run_id, plan, plan_hash, mode, cassette, cells, status, started_at, ended_at, manifest, control)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(
        run.runId,
        run.plan,
        run.planHash,
        run.mode,
        run.cassette,
        run.cells,
        run.status,
        run.startedAt,
        run.endedAt,
        JSON.stringify(run.manifest),
        run.control,
      );
    });
  }

  async updateRun(
    runId: string,
    change: Partial<Pick<RunRecord, "status" | "endedAt" | "manifest" | "control">>,
  ): Promise<void> {
    await this.#write(() => {
      const run = this.#run(runId);
      if (run === null) {
        throw new Error(`Cannot update the run as the ledger has none with this id: current value is "${runId}"`);
      }
      const { status, endedAt, manifest, control } = { ...run, ...change };
      this.#db.prepare("UPDATE runs SET status = ?, ended_at = ?, manifest = ?, control = ? WHERE run_id = ?")
        .run(status, endedAt, JSON.stringify(manifest), control, runId);
    });
  }

  // deno-lint-ignore require-await -- other ledgers wait here
  async run(runId: string): Promise<RunRecord | null> {
    return this.#run(runId);
  }

  // deno-lint-ignore require-await -- other ledgers wait here
  async runs(filter: RunFilter = {}): Promise<RunRecord[]> {
    const { planHash = null, plan = null, status = null, last = -1, skip = 0 } = filter;
    return this.#db.prepare(
      `SELECT * FROM runs
       WHERE (?1 IS NULL OR plan_hash = ?1) AND (?2 IS NULL OR status = ?2) AND (?3 IS NULL OR plan = ?3)
       ORDER BY started_at DESC, rowid DESC LIMIT ?4 OFFSET ?5`,
    ).all(planHash, status, plan, last, skip).map(runFromSql);
  }

  async tryCounts(runId: string): Promise<TryCount[]> {
    return await readTryCounts(this.#db, runId);
  }

  async append(attempts: readonly Attempt[], { fence }: { readonly fence?: Fence } = {}): Promise<void> {
    if (attempts.length === 0) return;
    await this.#write(() => {
      if (fence !== undefined) this.#assertHeld(fence);
      for (const attempt of attempts) this.#insert.run(...attemptToSql(attempt));
    });
  }

  async *finishedCells(runId: string): AsyncGenerator<number> {
    const slices = new Slices();
    for (let last = -1;;) {
      if (slices.isOver) await slices.rest();
      const page = this.#finishedPage.all(runId, last);
      for (const row of page) yield last = Number(row.cell_index);
      if (page.length < INDEXES_PER_PAGE) return;
    }
  }

  async *attempts(
    runId: string,
    { from = 0, to = Number.MAX_SAFE_INTEGER }: CellRange = {},
  ): AsyncGenerator<Attempt> {
    const slices = new Slices();
    for (let last = { cellIndex: from, try: 0 };;) {
      if (slices.isOver) await slices.rest();
      const page = this.#attemptsPage.all(runId, last.cellIndex, last.try, to);
      for (const row of page) {
        const attempt = attemptFromSql(row);
        last = attempt;
        yield attempt;
      }
      if (page.length < ATTEMPTS_PER_PAGE) return;
    }
  }

  cellTries<Field extends keyof CellTry = keyof CellTry>(
    runId: string,
    filter: CellTryFilter<Field> = {},
  ): AsyncGenerator<Pick<CellTry, Field | "cellIndex" | "try">> {
    return readCellTries(this.#db, runId, filter);
  }

  /**
   * The rows of a run as bare values, page by page, in the order of `ATTEMPT_FIELDS` and as SQLite has them: a flag as 0 or 1,
   * JSON as text, a text with a NUL as bytes.
   */
  *attemptRows(runId: string, rowsPerPage: number): Generator<readonly unknown[][]> {
    const columns = ATTEMPT_FIELDS.map(({ column }) => column).join(", ");
    const page = this.#db.prepare(
      `SELECT ${columns} FROM attempts WHERE run_id = ? AND (cell_index, try) > (?, ?)
       ORDER BY cell_index, try LIMIT ${rowsPerPage}`,
    );
    page.setReturnArrays(true);
    const [cellIndex, tries] = ["cell_index", "try"].map((name) =>
      ATTEMPT_FIELDS.findIndex(({ column }) => column === name)
    );
    for (let last: readonly [number, number] = [-1, 0];;) {
      const rows = page.all(runId, ...last) as unknown as unknown[][];
      if (rows.length > 0) yield rows;
      const row = rows.at(-1);
      if (row === undefined || rows.length < rowsPerPage) return;
      last = [row[cellIndex] as number, row[tries] as number];
    }
  }

  async reopenCells(runId: string, indexes: readonly number[]): Promise<void> {
    const reopen = this.#db.prepare("UPDATE attempts SET final = 0 WHERE run_id = ? AND cell_index = ? AND final = 1");
    await this.#write(() => {
      for (const index of indexes) reopen.run(runId, index);
    });
  }

  async startScoring(scoring: ScoringRecord): Promise<void> {
    await this.#write(() => insertScoring(this.#db, scoring));
  }

  async endScoring(runId: string, number: number, endedAt: string): Promise<void> {
    await this.#write(() => endScoring(this.#db, runId, { number, endedAt }));
  }

  // deno-lint-ignore require-await -- other ledgers wait here
  async scorings(runId: string): Promise<ScoringRecord[]> {
    return readScorings(this.#db, runId);
  }

  async appendScores(rows: readonly ScoreRow[]): Promise<void> {
    if (rows.length > 0) await this.#write(() => writeScores(this.#db, rows));
  }

  async *scores(runId: string, number: number, range: CellRange = {}): AsyncGenerator<ScoreRow> {
    yield* readScores(this.#db, runId, { ...range, number });
  }

  async *use(filter: UseFilter): AsyncGenerator<ProviderUse> {
    yield* readUse(this.#db, filter);
  }

  async *costs({ since }: CostFilter = {}): AsyncGenerator<CostGroup> {
    const groups = since === undefined ? this.#costs ??= new CostGroups(this.#db) : new CostGroups(this.#db, { since });
    yield* await groups.read();
  }

  async *scorerCosts(filter: CostFilter = {}): AsyncGenerator<ScorerCost> {
    yield* readScorerCosts(this.#db, filter);
  }

  async endpointUse({ model }: { readonly model?: ModelKey } = {}): Promise<EndpointUse[]> {
    return await (this.#uses ??= new EndpointUses(this.#db)).read(model ?? null);
  }

  liveTries(filter: { readonly since: string; readonly last: number }): AsyncGenerator<LiveTry> {
    return readLiveTries(this.#db, filter);
  }

  async appendCalls(tries: readonly CallTry[]): Promise<void> {
    if (tries.length > 0) await this.#write(() => writeCalls(this.#db, tries));
  }

  async *calls(filter: CallFilter = {}): AsyncGenerator<CallTry> {
    yield* readCalls(this.#db, filter);
  }

  async appendRoutes(routes: readonly RouteRecord[]): Promise<void> {
    if (routes.length === 0) return;
    await this.#write(() => writeRoutes(this.#db, routes));
  }

  async *routes(filter: RouteFilter = {}): AsyncGenerator<RouteRecord> {
    yield* readRoutes(this.#db, filter);
  }

  async lock(name: string, options: LedgerLockOptions = {}): Promise<LedgerLock | null> {
    if (this.#lockFolder === null) return { release: () => {} };
    const lock = await lockBeside(this.#lockFolder, name, options);
    if (lock !== null) this.#locks.add(lock);
    return lock;
  }

  async isLocked(name: string): Promise<boolean> {
    return this.#lockFolder !== null && await isLockedBeside(this.#lockFolder, name);
  }

  // deno-lint-ignore require-await -- other ledgers wait here
  async close(): Promise<void> {
    for (const lock of this.#locks) lock.release();
    if (this.#db.isOpen) this.#db.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #assertHeld(fence: Fence): void {
    const { runId, chunk, token } = fence;
    const lease = this.#db.prepare("SELECT token FROM leases WHERE run_id = ? AND chunk = ?").get(runId, chunk);
    if (lease?.token !== token) throw new StaleFenceError(fence);
  }

  #run(runId: string): RunRecord | null {
    const row = this.#db.prepare("SELECT * FROM runs WHERE run_id = ?").get(runId);
    return row === undefined ? null : runFromSql(row);
  }

  async #write(work: () => void): Promise<void> {
    await whileBusy(this.#clock, () => inTransaction(this.#db, work));
  }
}

function runFromSql(row: SqlRow): RunRecord {
  return {
    runId: row.run_id as string,
    plan: row.plan as string,
    planHash: row.plan_hash as string,
    mode: row.mode as string,
    cassette: row.cassette as string | null,
    cells: row.cells as number,
    status: row.status as RunStatus,
    startedAt: row.started_at as string,
    endedAt: row.ended_at as string | null,
    manifest: JSON.parse(row.manifest as string) as JsonObject,
    control: row.control as RunControl | null,
  };
}
