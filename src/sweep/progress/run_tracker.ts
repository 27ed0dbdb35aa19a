import { Decimal } from "../../base/mod.ts";
import { costIsUnknown } from "../../ledger/mod.ts";
import type { Attempt, Clock, Endpoint, EndpointKey, TransportStatus } from "../../spec/mod.ts";
import type { BudgetSpending } from "../budget/mod.ts";
import { EndpointTally } from "./_endpoint_tally.ts";
import { RateWindow } from "./_rate_window.ts";
import { timeLeft } from "./_time_left.ts";
import type { LimitInForce, RunProgress, RunProgressDetails } from "./run_progress.ts";

const ZERO = Decimal.fromInteger(0);

/** What a {@linkcode RunTracker} is made with. */
export interface RunTrackerOptions {
  /** In the order of the plan, with how many cells each has and how many of them have ended before. */
  readonly endpoints: readonly { readonly endpoint: Endpoint; readonly total: number; readonly resumed: number }[];
  readonly clock: Clock;
  /** Where limits stand; absent: nobody knows. */
  readonly status?: () => TransportStatus;
  /** What was spent of the budget; nothing is limited unless given. */
  readonly spending?: () => Promise<readonly BudgetSpending[]>;
  /** Whether an endpoint is called no more; none is unless given. */
  readonly isStopped?: (endpoint: EndpointKey) => boolean;
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
}

/** Counts the cells of a session as they begin, wait and end. It sets no timer: whoever shows it asks when to. */
export class RunTracker {
  readonly #options: RunTrackerOptions;
  readonly #startMs: number;
  readonly #tallies: ReadonlyMap<EndpointKey, EndpointTally>;
  readonly #window: RateWindow;
  readonly #total: number;
  readonly #resumed: number;
  #done: number;
  #cost: Decimal | null = ZERO;

  constructor(options: RunTrackerOptions) {
    this.#options = options;
    const startMs = options.clock.nowMs();
    this.#startMs = startMs;
    this.#window = new RateWindow(startMs);
    this.#tallies = new Map(options.endpoints.map(({ endpoint, total, resumed }) => [
      endpoint.key,
      new EndpointTally(endpoint, { total, resumed, startMs }),
    ]));
    this.#total = options.endpoints.reduce((sum, { total }) => sum + total, 0);
    this.#resumed = options.endpoints.reduce((sum, { resumed }) => sum + resumed, 0);
    this.#done = this.#resumed;
  }

  /** What this session has cost; `null`: unknown. */
  get cost(): Decimal | null {
    return this.#cost;
  }

  /** A cell of the endpoint has begun. */
  begun(endpoint: EndpointKey): void {
    this.#tallies.get(endpoint)!.running++;
  }

  /** One that has begun begins to wait, or goes on. */
  waits(endpoint: EndpointKey, isWaiting: boolean): void {
    const tally = this.#tallies.get(endpoint)!;
    tally.running += isWaiting ? -1 : 1;
    tally.waiting += isWaiting ? 1 : -1;
  }

  /** One that has begun and does not wait is over; `null`: it was left, and is no ended one. */
  over(endpoint: EndpointKey, attempts: readonly Attempt[] | null): void {
    const { clock, onProgress } = this.#options;
    const tally = this.#tallies.get(endpoint)!;
    tally.running--;
    if (attempts === null) return;
    const nowMs = clock.nowMs();
    this.#done++;
    this.#window.add(nowMs);
    const cost = costOf(attempts);
    this.#cost = this.#cost === null || cost === null ? null : this.#cost.plus(cost);
    tally.ended(attempts, { nowMs, cost });
    onProgress?.(this.progress());
  }

  /** How far the run is now. */
  progress(): RunProgress {
    let [failed, running, waiting, retries] = [0, 0, 0, 0];
    for (const tally of this.#tallies.values()) {
      failed += tally.failed;
      running += tally.running;
      waiting += tally.waiting;
      retries += tally.retries;
    }
    return {
      done: this.#done,
      failed,
      total: this.#total,
      resumed: this.#resumed,
      running,
      waiting,
      retries,
      costUsd: this.cost?.toString() ?? null,
      elapsedMs: this.#options.clock.nowMs() - this.#startMs,
      details: () => this.#details(),
    };
  }

  async #details(): Promise<RunProgressDetails> {
    const { clock, spending, isStopped = () => false } = this.#options;
    const status = this.#options.status?.() ?? null;
    const nowMs = clock.nowMs();
    const endpoints = [...this.#tallies].map(([key, tally]) => {
      const stopped = isStopped(key);
      const left = tally.left(nowMs, stopped);
      const leftMs = timeLeft(left, { status, nowMs });
      return tally.progress({ isStopped: stopped, cellsPerS: left.perS, leftMs });
    });
    const times = endpoints.map(({ leftMs }) => leftMs);
    return {
      cellsPerS: this.#window.perS(nowMs),
      leftMs: times.includes(null) ? null : Math.max(0, ...times as number[]),
      endpoints,
      spending: await spending?.() ?? [],
      limits: status === null ? [] : limitsInForce(status, nowMs),
    };
  }
}

/** Of all tries; `null`: unknown. */
function costOf(attempts: readonly Attempt[]): Decimal | null {
  let sum = ZERO;
  for (const attempt of attempts) {
    if (attempt.costUsd !== null) sum = sum.plus(Decimal.parse(attempt.costUsd));
    else if (costIsUnknown(attempt)) return null;
  }
  return sum;
}

/** Those with a value; those without hold nothing back. */
function limitsInForce({ limits }: TransportStatus, nowMs: number): LimitInForce[] {
  return limits.flatMap(({ scope, limits, paused }) => {
    const pausedUntilMs = paused !== null && paused.untilMs > nowMs ? paused.untilMs : null;
    return limits.filter(({ value }) => value !== null).map((level) => ({ scope, ...level, pausedUntilMs }));
  });
}
