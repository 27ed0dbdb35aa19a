import type { Attempt, CellRange, Ledger, Score, ScoreRow, ScoringRecord } from "../spec/mod.ts";
import { configWeights, pairwiseNames } from "./_config_facts.ts";
import { meanScore } from "./mean_score.ts";

/** What of a ledger tells the scores of a run. */
export type ScoredLedger = Pick<Ledger, "attempts" | "scorings" | "scores">;

/** Options of {@linkcode scoredAttempts}. */
export interface ScoredAttemptsOptions extends CellRange {
  /** Show the verdicts of this scoring and no others; of each scorer the newest that has ended unless given. */
  readonly scoring?: number;
}

/** The run's own, whose verdicts stand in its attempts. */
const OWN = 1;

/**
 * The rows of a run with the verdicts that count now: of each scorer, those of the newest scoring that has ended. A cell
 * that such a scoring did not look at has `null`, also where an older one did, so that a column never mixes two.
 *
 * `score` is the mean of the verdicts that are shown, with the weights of the newest `[score]` table; comparisons in pairs
 * count in it only where they are given a weight. Rows of runs that were never scored again come as they are.
 *
 * @throws {RangeError} when the run has no scoring of the number that is asked for.
 *
 * @example A run without any scoring
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openSqliteLedger, scoredAttempts } from "@tapedeck/tapedeck";
 *
 * await using ledger = await openSqliteLedger(":memory:");
 * assertEquals(await Array.fromAsync(scoredAttempts(ledger, "run_1")), []);
 * ```
 */
export async function* scoredAttempts(
  ledger: ScoredLedger,
  runId: string,
  options: ScoredAttemptsOptions = {},
): AsyncGenerator<Attempt> {
  yield* scoredRows(ledger.attempts(runId, options), { ...options, ledger, runId });
}

/** What of a row verdicts are shown in. */
export type ScoredRow = Pick<Attempt, "cellIndex" | "final" | "status" | "scores" | "score">;

/** The same for rows that were read already, in the order of their cells, whatever else they have. */
export async function* scoredRows<Row extends ScoredRow>(
  rows: AsyncIterable<Row>,
  { ledger, runId, scoring, from, to }: ScoredAttemptsOptions & {
    readonly ledger: Pick<ScoredLedger, "scorings" | "scores">;
    readonly runId: string;
  },
): AsyncGenerator<Row> {
  const records = await ledger.scorings(runId);
  const { chosen, numbers } = verdictsOf(records, scoring);
  if (numbers.length === 0) {
    yield* rows;
    return;
  }
  const weights = weightsOf(records);
  const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  await using readers = new ScoreReaders(numbers.map((number) => ledger.scores(runId, number, range)));
  for await (const row of rows) {
    yield row.final && row.status === "ok"
      ? shown(row, { rows: await readers.of(row.cellIndex), chosen, weights, only: scoring })
      : row;
  }
}

/**
 * Whether {@linkcode scoredAttempts} gives the rows of a run otherwise than they stand in the ledger.
 *
 * @throws {RangeError} when the run has no scoring of the number that is asked for.
 */
export async function isScoredAgain(
  ledger: Pick<Ledger, "scorings">,
  runId: string,
  { scoring }: ScoredAttemptsOptions = {},
): Promise<boolean> {
  return verdictsOf(await ledger.scorings(runId), scoring).numbers.length > 0;
}

/** Which scoring's verdicts are shown, by scorer, and the scorings that have to be read for that. */
function verdictsOf(records: readonly ScoringRecord[], scoring: number | undefined) {
  const own = records.find(({ number }) => number === OWN);
  if (scoring !== undefined && scoring !== OWN && !records.some(({ number }) => number === scoring)) {
    const known = records.map(({ number }) => number).join(", ") || "none";
    throw new RangeError(`Cannot show the scoring as the run has ${known}: current value is ${scoring}`);
  }
  const chosen = chosenNumbers(records, scoring);
  const numbers = [...new Set(chosen.values())].filter((number) =>
    number !== OWN || (own !== undefined && pairwiseNames(own.config).length > 0)
  );
  return { chosen, numbers };
}

/** By scorer, the number of the scoring whose verdicts {@linkcode scoredAttempts} shows. */
export async function countingScorings(
  ledger: Pick<Ledger, "scorings">,
  runId: string,
): Promise<ReadonlyMap<string, number>> {
  return chosenNumbers(await ledger.scorings(runId));
}

/** The scorers of a run whose verdicts {@linkcode scoredAttempts} shows, beside those that stand in its attempts. */
export async function laterScorers(ledger: Pick<Ledger, "scorings">, runId: string): Promise<string[]> {
  const records = await ledger.scorings(runId);
  return [...chosenNumbers(records).keys()];
}

/** Which scoring's verdicts are shown, by scorer. */
function chosenNumbers(records: readonly ScoringRecord[], only?: number): Map<string, number> {
  const chosen = new Map<string, number>();
  for (const { number, scorers, endedAt } of records) {
    if (only === undefined ? endedAt === null && number !== OWN : number !== only) continue;
    for (const scorer of scorers) chosen.set(scorer, number);
  }
  return chosen;
}

function weightsOf(records: readonly ScoringRecord[]): { readonly [scorer: string]: number } {
  const ended = records.filter(({ endedAt, number }) => endedAt !== null || number === OWN);
  return Object.assign({}, ...ended.map(({ config }) => configWeights(config)));
}

function shown<Row extends ScoredRow>(attempt: Row, { rows, chosen, weights, only }: {
  readonly rows: readonly ScoreRow[];
  readonly chosen: ReadonlyMap<string, number>;
  readonly weights: { readonly [scorer: string]: number };
  readonly only: number | undefined;
}): Row {
  const scores: { [scorer: string]: number | null } = {};
  if (only === undefined || only === OWN) Object.assign(scores, attempt.scores);
  for (const [scorer, number] of chosen) {
    const row = rows.find((one) => one.number === number && one.name === scorer);
    if (number !== OWN) scores[scorer] = row?.score ?? null;
    else if (!Object.hasOwn(attempt.scores, scorer)) scores[scorer] = row?.score ?? null;
  }
  const list = Object.entries(scores).map(([name, score]): Score => ({ name, score }));
  return { ...attempt, scores, score: meanScore(list, { weights }) };
}

/** Reads the verdicts of several scorings at once, cell by cell. */
class ScoreReaders implements AsyncDisposable {
  readonly #iterators: readonly AsyncIterator<ScoreRow>[];
  readonly #next: (ScoreRow | null)[];

  constructor(scorings: readonly AsyncIterable<ScoreRow>[]) {
    this.#iterators = scorings.map((rows) => rows[Symbol.asyncIterator]());
    this.#next = scorings.map(() => null);
  }

  /** The rows of a cell. Cells must be asked for in their order. */
  async of(cellIndex: number): Promise<ScoreRow[]> {
    const rows: ScoreRow[] = [];
    for (const [i, iterator] of this.#iterators.entries()) {
      for (;;) {
        const row = this.#next[i] ?? (await iterator.next()).value ?? null;
        this.#next[i] = row;
        if (row === null || row.cellIndex > cellIndex) break;
        if (row.cellIndex === cellIndex) rows.push(row);
        this.#next[i] = null;
      }
    }
    return rows;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const iterator of this.#iterators) await iterator.return?.();
  }
}
