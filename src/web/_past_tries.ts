import type { CallTry, Clock, LiveTry } from "../spec/mod.ts";
import { type HealthMonitor, seedHealth } from "../transport/health/mod.ts";
import type { LazyLedger } from "./_lazy_ledger.ts";

/** Who is told of which tries. */
export interface PastTriesOptions {
  readonly ledger: LazyLedger;
  readonly health: HealthMonitor;
  readonly clock: Clock;
}

const WEEK_MS = 7 * 86_400_000;
const MOST_TRIES = 20_000;
/** Pages that are open look more often. */
const READ_MS = 5_000;
/** A try is written when it has ended: one that began earlier can come later. */
const OVERLAP_MS = 10 * 60_000;

/** Tells health what other processes have seen: those of the last week first, then what comes into the ledger. */
export class PastTries {
  readonly #options: PastTriesOptions;
  /** Those that may be read again, and how many of each were told of. */
  #told = new Map<string, number>();
  /** Those of this process, of which health knows already, that have not been read; how many of each. */
  readonly #own = new Map<string, number>();
  #sinceMs: number | null = null;
  #read: { readonly atMs: number; readonly done: Promise<void> } | null = null;

  constructor(options: PastTriesOptions) {
    this.#options = options;
  }

  /** Tell of what has come, unless that was done a moment ago. A ledger that cannot be read now tells nothing. */
  read(): Promise<void> {
    const nowMs = this.#options.clock.nowMs();
    if (this.#read === null || nowMs - this.#read.atMs >= READ_MS) {
      const before = this.#read?.done ?? Promise.resolve();
      this.#read = { atMs: nowMs, done: before.then(() => this.#readOn()).catch(() => {}) };
    }
    return this.#read.done;
  }

  /** Tries of this process that are about to come into the ledger. */
  readonly own = (tries: readonly CallTry[]): void => {
    for (const one of tries) if (one.source === "live") addTo(this.#own, nameOf(one), 1);
    // While nobody looks they would gather without end, and no more than the latest so many are ever read.
    for (const name of this.#own.keys()) {
      if (this.#own.size <= MOST_TRIES) break;
      this.#own.delete(name);
    }
  };

  async #readOn(): Promise<void> {
    const { ledger, health, clock } = this.#options;
    const known = await ledger.open();
    if (known === null) return;
    const sinceMs = this.#sinceMs ?? clock.date().getTime() - WEEK_MS;
    const since = new Date(sinceMs).toISOString();
    const tries = await Array.fromAsync(known.liveTries({ since, last: MOST_TRIES }));
    seedHealth(health, this.#untold(tries), { clock, maxAgeMs: WEEK_MS });
  }

  /** Those of the tries, the latest first, that nobody was told of yet. */
  #untold(tries: readonly LiveTry[]): LiveTry[] {
    if (tries.length === 0) return [];
    const sinceMs = Date.parse(tries[0].startedAt) - OVERLAP_MS;
    const told = new Map<string, number>();
    const untold = tries.filter((one) => {
      const name = nameOf(one);
      if (Date.parse(one.startedAt) >= sinceMs) addTo(told, name, 1);
      return !takeFrom(this.#told, name) && !takeFrom(this.#own, name);
    });
    this.#told = told;
    this.#sinceMs = sinceMs;
    return untold;
  }
}

function addTo(counts: Map<string, number>, name: string, by: number): void {
  const count = (counts.get(name) ?? 0) + by;
  if (count > 0) counts.set(name, count);
  else counts.delete(name);
}

/** Whether there was one of the name; it is one less then. */
function takeFrom(counts: Map<string, number>, name: string): boolean {
  const isThere = counts.has(name);
  if (isThere) addTo(counts, name, -1);
  return isThere;
}

/** No two tries of one endpoint are alike in all of it but by chance, and then they are counted. */
function nameOf(
  { endpoint, startedAt, errorKind, ttftMs, latencyMs }: Pick<
    LiveTry,
    "endpoint" | "startedAt" | "errorKind" | "ttftMs" | "latencyMs"
  >,
): string {
  return [endpoint, startedAt, errorKind, ttftMs, latencyMs].join(" ");
}
