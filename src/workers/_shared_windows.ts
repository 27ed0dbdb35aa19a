import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import type { PostgresDatabase } from "../ledger/postgres/mod.ts";
import type { Clock } from "../spec/mod.ts";
import { subWindows } from "./sub_windows.ts";

/** A share of a window is taken at once, so that not every call asks the database. */
const SHARE = 10;

/** How long it may be since the database's clock was compared with ours. */
const COMPARE_MS = 60_000;

/** A limit that counts in windows. */
export interface WindowLimit {
  /** `provider:openai requests/60000` */
  readonly key: string;
  readonly limit: number;
  readonly windowMs: number;
}

/**
 * What is left of a limit's windows over all workers, by the database's clock: the machines' own need not agree. What is
 * taken is of use until its window ends.
 */
export class SharedWindow {
  readonly #key: string;
  readonly #clock: Clock;
  readonly #limiter: RateLimiterPostgres;
  readonly #points: number;
  #left = 0;
  #untilMs = -Infinity;
  #asking: Promise<void> | null = null;
  #closedUntilMs = -Infinity;

  constructor({ key, limit, windowMs }: WindowLimit, { store, clock }: { store: ClockedStore; clock: Clock }) {
    const { points, ms } = subWindows(limit, windowMs);
    this.#key = key;
    this.#clock = clock;
    this.#points = points;
    this.#limiter = new RateLimiterPostgres({
      storeClient: store,
      storeType: "client",
      schemaName: "tapedeck",
      tableName: "limit_windows",
      keyPrefix: "",
      tableCreated: true,
      clearExpiredByTimeout: false,
      points,
      duration: ms / 1000,
    });
  }

  /** Wait until so much may be used; what is more than a window has is gathered from several. */
  async take(amount: number, signal?: AbortSignal): Promise<void> {
    for (let missing = Math.ceil(amount); missing > 0;) {
      signal?.throwIfAborted();
      const nowMs = this.#clock.nowMs();
      if (nowMs >= this.#untilMs) this.#left = 0;
      if (this.#left > 0) {
        const taken = Math.min(this.#left, missing);
        this.#left -= taken;
        missing -= taken;
      } else if (nowMs < this.#closedUntilMs) {
        await this.#clock.sleep(this.#closedUntilMs - nowMs, signal);
      } else await this.#ask(missing);
    }
  }

  /** Give back what was taken too much, as long as its window goes on. */
  giveBack(amount: number): void {
    if (this.#clock.nowMs() < this.#untilMs) this.#left += Math.floor(amount);
  }

  #ask(missing: number): Promise<void> {
    return this.#asking ??= this.#askNow(missing).finally(() => this.#asking = null);
  }

  async #askNow(missing: number): Promise<void> {
    const asked = Math.min(this.#points, Math.max(missing, Math.ceil(this.#points / SHARE)));
    // By when it was asked: an answer that comes late must not make its window longer.
    const sentMs = this.#clock.nowMs();
    const { granted, windowMs } = await this.#consume(asked);
    const endMs = sentMs + windowMs;
    if (granted > 0) [this.#left, this.#untilMs] = [granted, endMs];
    if (granted < asked) this.#closedUntilMs = endMs;
  }

  async #consume(asked: number): Promise<{ granted: number; windowMs: number }> {
    try {
      const { msBeforeNext } = await this.#limiter.consume(this.#key, asked);
      return { granted: asked, windowMs: msBeforeNext };
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      // What was left counts as ours: the window takes nobody any more.
      const { consumedPoints, msBeforeNext } = refused;
      return { granted: Math.max(0, this.#points - (consumedPoints - asked)), windowMs: Math.max(1, msBeforeNext) };
    }
  }
}

/** The database as the limiter's store, with its times by the database's clock. */
export class ClockedStore {
  readonly #database: PostgresDatabase;
  readonly #clock: Clock;
  #offsetMs = 0;
  #comparedMs = -Infinity;

  constructor(database: PostgresDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** The library's statement to take points: key, points, the end of a new window, and now. */
  async query({ text, values }: { text: string; values: unknown[] }): Promise<{ rows: object[]; rowCount: number }> {
    await this.#compare();
    const shifted = values.map((value, i) => i >= 2 && typeof value === "number" ? value + this.#offsetMs : value);
    const rows = await this.#database.query(text, shifted);
    return {
      rows: rows.map((row) => ({ ...row, expire: Number(row.expire) - this.#offsetMs })),
      rowCount: rows.length,
    };
  }

  async #compare(): Promise<void> {
    if (this.#clock.nowMs() - this.#comparedMs < COMPARE_MS) return;
    const before = this.#clock.date().getTime();
    const [{ now }] = await this.#database.query(
      "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::double precision AS now",
    );
    this.#offsetMs = Math.round((now as number) - (before + this.#clock.date().getTime()) / 2);
    this.#comparedMs = this.#clock.nowMs();
  }
}
