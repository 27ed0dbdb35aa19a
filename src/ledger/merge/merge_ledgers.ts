import { UserError } from "../../base/mod.ts";
import type { CallTry, Ledger, RouteRecord, RunRecord, ScoreRow, ScoringRecord } from "../../spec/mod.ts";
import { aligned } from "./_aligned.ts";
import { conflict, text } from "./_conflict.ts";
import { byCell, joinCells } from "./_join_cells.ts";
import { joinRuns, settledRun } from "./_join_runs.ts";
import { isSame, joinScores, joinScorings } from "./_join_scores.ts";
import type { MergeChoice } from "./merge_choice.ts";

/** Options of {@linkcode mergeLedgers}. */
export interface MergeLedgersOptions extends MergeChoice {
  /** Where the union goes: a ledger without runs. */
  readonly into: Ledger;
}

/** What merging ledgers came to: what the union has, each counted once. */
export interface LedgerMergeReport {
  /** The runs, of whichever ledger. */
  readonly runs: number;
  /** Rows of tries. */
  readonly attempts: number;
  /** Why endpoints were chosen. */
  readonly routes: number;
  /** Rows of tries of calls by themselves. */
  readonly calls: number;
  /** Passes of scorers over runs. */
  readonly scorings: number;
  /** Verdicts of those. */
  readonly scores: number;
}

/** So many rows are written at once. */
const GROUP = 512;

/**
 * The union of ledgers: runs, tries, calls by themselves, routes, scorings and their verdicts. What several have stands once, and a run of which
 * each has a part, as shards have, is whole. In which order they are named, and whether some are merged before others,
 * makes no difference.
 *
 * Rows of the same key with different contents are refused, with the key named, unless the newer one is preferred; a cell
 * is then taken whole from one ledger. No more than a row or two of each ledger is in memory, routes aside.
 *
 * @throws {UserError} when the ledgers disagree, and when the one that they are merged into has runs or calls already.
 *
 * @example Nothing and nothing is nothing
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mergeLedgers, openSqliteLedger } from "@tapedeck/tapedeck";
 *
 * await using a = await openSqliteLedger(":memory:");
 * await using b = await openSqliteLedger(":memory:");
 * await using into = await openSqliteLedger(":memory:");
 * const { runs, attempts } = await mergeLedgers([a, b], { into });
 * assertEquals([runs, attempts], [0, 0]);
 * ```
 */
export async function mergeLedgers(
  sources: readonly Ledger[],
  { into, ...choice }: MergeLedgersOptions,
): Promise<LedgerMergeReport> {
  await assertEmpty(into);
  const report = { runs: 0, attempts: 0, routes: 0, calls: 0, scorings: 0, scores: 0 };
  for (const { run, ledgers } of await runsOf(sources, choice)) {
    report.runs++;
    await into.startRun(run);
    const { attempts, finished } = await mergeAttempts(ledgers, run.runId, { into, ...choice });
    report.attempts += attempts;
    const settled = settledRun(run, finished);
    if (settled !== run) await into.updateRun(run.runId, { status: settled.status });
    report.routes += await mergeRoutes(ledgers, run.runId, { into, ...choice });
    const scored = await mergeScorings(ledgers, run.runId, { into, ...choice });
    report.scorings += scored.scorings;
    report.scores += scored.scores;
  }
  report.routes += await mergeRoutes(sources, null, { into, ...choice });
  report.calls = await mergeCalls(sources, { into, ...choice });
  return report;
}

async function assertEmpty(into: Ledger): Promise<void> {
  const [run] = await into.runs();
  if (run !== undefined) throw notEmpty("runs", run.runId);
  for await (const { callId } of into.calls({ last: 1 })) throw notEmpty("calls by themselves", callId);
}

function notEmpty(what: string, id: string): UserError {
  return new UserError(`Cannot merge into the ledger as it has ${what} already: current value is "${id}"`, {
    exitCode: 2,
  });
}

interface SharedRun {
  readonly run: RunRecord;
  /** Those that have a part of it. */
  readonly ledgers: readonly Ledger[];
}

/** All runs, the oldest first. */
async function runsOf(sources: readonly Ledger[], choice: MergeChoice): Promise<SharedRun[]> {
  const found: { record: RunRecord; ledger: Ledger }[] = [];
  for (const ledger of sources) for (const record of await ledger.runs()) found.push({ record, ledger });
  const runs = Map.groupBy(found, ({ record }) => record.runId).values().map((parts) => ({
    run: joinRuns(parts.map(({ record }) => record), choice),
    ledgers: parts.map(({ ledger }) => ledger),
  })).toArray();
  const order = ({ run: { startedAt, runId } }: SharedRun) => `${startedAt} ${runId}`;
  return runs.sort((a, b) => order(a) < order(b) ? -1 : 1);
}

async function mergeAttempts(
  ledgers: readonly Ledger[],
  runId: string,
  { into, ...choice }: MergeLedgersOptions,
): Promise<{ attempts: number; finished: number }> {
  const write = new Groups(into.append.bind(into));
  let finished = 0;
  const streams = ledgers.map((ledger) => byCell(ledger.attempts(runId)));
  for await (const cells of aligned(streams, ([a], [b]) => a.cellIndex - b.cellIndex)) {
    const rows = joinCells(cells, choice);
    if (rows.some(({ final }) => final)) finished++;
    await write.add(rows);
  }
  return { attempts: await write.end(), finished };
}

async function mergeRoutes(
  ledgers: readonly Ledger[],
  runId: string | null,
  { into, prefer }: MergeLedgersOptions,
): Promise<number> {
  const routes = new Map<string, RouteRecord>();
  for (const ledger of ledgers) {
    for await (const route of ledger.routes({ runId })) {
      const key = `${route.audit.at} ${route.scope}`;
      const known = routes.get(key);
      routes.set(key, known === undefined ? route : joinRoutes(known, route, { prefer }));
    }
  }
  const write = new Groups(into.appendRoutes.bind(into));
  for (const [, route] of [...routes].sort(([a], [b]) => a < b ? -1 : 1)) await write.add([route]);
  return await write.end();
}

/** A route whose call had not ended yet knows no outcome. */
function joinRoutes(a: RouteRecord, b: RouteRecord, { prefer }: MergeChoice): RouteRecord {
  const [x, y] = [{ ...a, outcome: a.outcome ?? b.outcome }, { ...b, outcome: b.outcome ?? a.outcome }];
  if (text(x) === text(y)) return x;
  if (prefer === undefined) throw conflict(`the route of "${a.scope}" at ${a.audit.at}`, x, y);
  return text(x) > text(y) ? x : y;
}

async function mergeCalls(ledgers: readonly Ledger[], { into, ...choice }: MergeLedgersOptions): Promise<number> {
  const write = new Groups(into.appendCalls.bind(into));
  const latestFirst = (a: CallTry, b: CallTry) => -compareCalls(a, b);
  for await (const tries of aligned(ledgers.map((ledger) => ledger.calls()), latestFirst)) {
    await write.add([tries.reduce((a, b) => joinCalls(a, b, choice))]);
  }
  return await write.end();
}

/** As a ledger orders them. */
function compareCalls(a: CallTry, b: CallTry): number {
  return comparedBytes(a.startedAt, b.startedAt) || comparedBytes(a.callId, b.callId) || a.try - b.try;
}

function joinCalls(a: CallTry, b: CallTry, { prefer }: MergeChoice): CallTry {
  if (text(a) === text(b)) return a;
  if (prefer === undefined) throw conflict(`try ${a.try} of the call "${a.callId}"`, a, b);
  return text(a) > text(b) ? a : b;
}

async function mergeScorings(
  ledgers: readonly Ledger[],
  runId: string,
  { into, ...choice }: MergeLedgersOptions,
): Promise<{ scorings: number; scores: number }> {
  const found: { record: ScoringRecord; ledger: Ledger }[] = [];
  for (const ledger of ledgers) for (const record of await ledger.scorings(runId)) found.push({ record, ledger });
  const byNumber = [...Map.groupBy(found, ({ record }) => record.number)].sort(([a], [b]) => a - b);
  let scores = 0;
  for (const [number, parts] of byNumber) {
    const scoring = joinScorings(parts.map(({ record }) => record), choice);
    await into.startScoring(scoring);
    const write = new Groups(into.appendScores.bind(into));
    const streams = parts.filter(({ record }) => isSame(record, scoring))
      .map(({ ledger }) => ledger.scores(runId, number));
    for await (const rows of aligned(streams, compareScores)) await write.add([joinScores(rows, choice)]);
    scores += await write.end();
  }
  return { scorings: byNumber.length, scores };
}

/** As a ledger gives them: by cell index, and the bytes of the scorers' names. */
function compareScores(a: ScoreRow, b: ScoreRow): number {
  return a.cellIndex - b.cellIndex || comparedBytes(a.name, b.name);
}

function comparedBytes(a: string, b: string): number {
  if (a === b) return 0;
  const [x, y] = [a, b].map((name) => [...name].map((letter) => letter.codePointAt(0)!));
  const differs = x.findIndex((code, i) => code !== y[i]);
  return differs < 0 ? x.length - y.length : x[differs] - (y[differs] ?? -1);
}

/** Writes rows in groups, and counts them. */
class Groups<Row> {
  readonly #write: (rows: readonly Row[]) => Promise<void>;
  #group: Row[] = [];
  #count = 0;

  constructor(write: (rows: readonly Row[]) => Promise<void>) {
    this.#write = write;
  }

  async add(rows: readonly Row[]): Promise<void> {
    this.#group.push(...rows);
    if (this.#group.length >= GROUP) await this.#flush();
  }

  async end(): Promise<number> {
    await this.#flush();
    return this.#count;
  }

  async #flush(): Promise<void> {
    if (this.#group.length > 0) await this.#write(this.#group);
    this.#count += this.#group.length;
    this.#group = [];
  }
}
