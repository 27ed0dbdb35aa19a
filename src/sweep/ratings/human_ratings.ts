import { taggedHash, UserError } from "../../base/mod.ts";
import type { CellRange, JsonValue, Ledger, ScoreRow, ScoringRecord } from "../../spec/mod.ts";

/** The scorer that people are. */
const HUMAN = "human";

/** What one person says of one answer. */
export interface HumanRating {
  /** Who says it. */
  readonly rater: string;
  /** From 0 to 1. */
  readonly score: number;
  /** Why; absent: nothing was said. */
  readonly note?: string;
  /** RFC 3339, UTC. */
  readonly at: string;
}

/**
 * What people say of the answers of a run: one scoring whose scorer is `human`, to which all of them add. The verdict on
 * an answer is the mean of its ratings, each of which is kept; who rates an answer again changes their own.
 *
 * @example Two people and one answer
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { HumanRatings, openSqliteLedger } from "@tapedeck/tapedeck";
 *
 * await using ledger = await openSqliteLedger(":memory:");
 * await ledger.startRun({
 *   runId: "run_1",
 *   plan: "quiz",
 *   planHash: "plan_1",
 *   mode: "replay",
 *   cassette: null,
 *   cells: 1,
 *   status: "done",
 *   startedAt: "2026-11-21T00:00:00.000Z",
 *   endedAt: null,
 *   manifest: {},
 *   control: null,
 * });
 * const ratings = await HumanRatings.open(ledger, "run_1", { now: () => "2026-11-21T00:00:00.000Z" });
 * await ratings.rate(0, { rater: "ann", score: 1 });
 * await ratings.rate(0, { rater: "bob", score: 0.5, note: "Too long" });
 * const [row] = await Array.fromAsync(ledger.scores("run_1", ratings.scoring));
 * assertEquals([row.name, row.score], ["human", 0.75]);
 * ```
 */
export class HumanRatings {
  #scoring: number;
  /** The scoring is begun by the first rating: who only looks leaves none behind. */
  #isBegun: boolean;
  readonly #ledger: Ledger;
  readonly #runId: string;
  readonly #now: () => string;
  readonly #ratings: Map<number, readonly HumanRating[]>;

  private constructor(
    ledger: Ledger,
    { runId, scoring, isBegun, now, ratings }: {
      runId: string;
      scoring: number;
      isBegun: boolean;
      now: () => string;
      ratings: Map<number, readonly HumanRating[]>;
    },
  ) {
    this.#ledger = ledger;
    this.#runId = runId;
    this.#scoring = scoring;
    this.#isBegun = isBegun;
    this.#now = now;
    this.#ratings = ratings;
  }

  /**
   * The ratings of a run, those of earlier sessions among them; with `from` and `to`, no others than of these cells are
   * read.
   * @throws {UserError} when the ledger has no such run.
   */
  static async open(
    ledger: Ledger,
    runId: string,
    { now, from, to }: CellRange & { readonly now: () => string },
  ): Promise<HumanRatings> {
    if (await ledger.run(runId) === null) {
      throw new UserError(`Cannot rate as the ledger has no such run: current value is "${runId}"`, { exitCode: 2 });
    }
    const records = await ledger.scorings(runId);
    const known = scoringOfPeople(records);
    const ratings = new Map<number, readonly HumanRating[]>();
    if (known !== undefined) {
      const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
      for await (const row of ledger.scores(runId, known.number, range)) ratings.set(row.cellIndex, ratingsOf(row));
      return new HumanRatings(ledger, { runId, scoring: known.number, isBegun: true, now, ratings });
    }
    return new HumanRatings(ledger, { runId, scoring: nextNumber(records), isBegun: false, now, ratings });
  }

  /** The number of the scoring; before anybody has rated, that which the first rating would have. */
  get scoring(): number {
    return this.#scoring;
  }

  /** What has been said of an answer, in the order in which people first said something. */
  of(cellIndex: number): readonly HumanRating[] {
    return this.#ratings.get(cellIndex) ?? [];
  }

  /** Whether a person has rated an answer. */
  has(cellIndex: number, rater: string): boolean {
    return this.of(cellIndex).some((one) => one.rater === rater);
  }

  /** Add a rating, or change that which the person has given before. It is on the disk when this resolves. */
  async rate(cellIndex: number, rating: Omit<HumanRating, "at">): Promise<void> {
    await this.rateAll([{ cellIndex, ...rating }]);
  }

  /**
   * Add several ratings, all of them or none. What others have said meanwhile stays.
   * @throws {RangeError} when a score is not from 0 to 1.
   */
  async rateAll(given: readonly (Omit<HumanRating, "at"> & { readonly cellIndex: number })[]): Promise<void> {
    for (const { score } of given) {
      if (score >= 0 && score <= 1) continue;
      throw new RangeError(`Cannot rate as the score must be from 0 to 1: current value is ${score}`);
    }
    if (given.length === 0) return;
    // An answer's ratings stand in one row: of two who rate it at once, each must see what the other has written.
    const lock = await this.#ledger.lock(`${this.#runId}.ratings`, { waits: true });
    try {
      await this.#catchUp(given.map(({ cellIndex }) => cellIndex));
      if (!this.#isBegun) await this.#begin();
      const at = this.#now();
      const changed = new Map<number, readonly HumanRating[]>();
      for (const { cellIndex, ...rating } of given) {
        changed.set(cellIndex, withRating(changed.get(cellIndex) ?? this.of(cellIndex), { ...rating, at }));
      }
      await this.#ledger.appendScores([...changed].map(([cellIndex, ratings]) => this.#row(cellIndex, ratings, at)));
      for (const [cellIndex, ratings] of changed) this.#ratings.set(cellIndex, ratings);
    } finally {
      lock?.release();
    }
  }

  /** Read again what stands in the ledger of some answers. */
  async #catchUp(cells: readonly number[]): Promise<void> {
    if (!this.#isBegun) {
      const known = scoringOfPeople(await this.#ledger.scorings(this.#runId));
      if (known === undefined) return;
      this.#scoring = known.number;
      this.#isBegun = true;
    }
    const own = new Set(cells);
    const [from, to] = cells.reduce(([least, most], cell) => [Math.min(least, cell), Math.max(most, cell)], [
      Infinity,
      0,
    ]);
    for await (const row of this.#ledger.scores(this.#runId, this.#scoring, { from, to })) {
      if (own.has(row.cellIndex)) this.#ratings.set(row.cellIndex, ratingsOf(row));
    }
  }

  async #begin(): Promise<void> {
    // Others may have scored the run since it was opened.
    this.#scoring = nextNumber(await this.#ledger.scorings(this.#runId));
    const config = { kind: HUMAN };
    await this.#ledger.startScoring({
      runId: this.#runId,
      number: this.#scoring,
      scorers: [HUMAN],
      config,
      configHash: taggedHash("scoring", config),
      createdAt: this.#now(),
      // Each rating counts at once: people come back when they like.
      endedAt: this.#now(),
    });
    this.#isBegun = true;
  }

  #row(cellIndex: number, ratings: readonly HumanRating[], at: string): ScoreRow {
    const score = ratings.reduce((sum, one) => sum + one.score, 0) / ratings.length;
    const metadata = { ratings: ratings.map((one) => ({ ...one })) };
    return { runId: this.#runId, number: this.#scoring, cellIndex, name: HUMAN, score, metadata, at };
  }
}

function scoringOfPeople(records: readonly ScoringRecord[]): ScoringRecord | undefined {
  return records.findLast(({ scorers }) => scorers.length === 1 && scorers[0] === HUMAN);
}

/** Who has rated before keeps their place. */
function withRating(
  before: readonly HumanRating[],
  { rater, score, note, at }: HumanRating,
): readonly HumanRating[] {
  const own: HumanRating = { rater, score, ...(note === undefined || note === "" ? {} : { note }), at };
  const isNew = !before.some((one) => one.rater === rater);
  return isNew ? [...before, own] : before.map((one) => one.rater === rater ? own : one);
}

function nextNumber(records: readonly ScoringRecord[]): number {
  return (records.at(-1)?.number ?? 1) + 1;
}

function ratingsOf({ metadata }: ScoreRow): readonly HumanRating[] {
  return (metadata?.ratings ?? []) as JsonValue as unknown as readonly HumanRating[];
}
