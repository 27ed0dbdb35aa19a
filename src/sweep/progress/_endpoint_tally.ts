import { Decimal } from "../../base/mod.ts";
import type { Attempt, Endpoint } from "../../spec/mod.ts";
import { RateWindow } from "./_rate_window.ts";
import type { EndpointProgress } from "./run_progress.ts";

/** Counts the cells of one endpoint. */
export class EndpointTally {
  readonly #endpoint: Endpoint;
  readonly #total: number;
  readonly #resumed: number;
  readonly #window: RateWindow;
  #ended = 0;
  #failed = 0;
  #retries = 0;
  #tokens = { input: 0, output: 0, answers: 0 };
  #cost: Decimal | null = Decimal.fromInteger(0);
  running = 0;
  waiting = 0;

  constructor(
    endpoint: Endpoint,
    { total, resumed, startMs }: { readonly total: number; readonly resumed: number; readonly startMs: number },
  ) {
    this.#endpoint = endpoint;
    this.#total = total;
    this.#resumed = resumed;
    this.#window = new RateWindow(startMs);
  }

  get failed(): number {
    return this.#failed;
  }

  get retries(): number {
    return this.#retries;
  }

  /** `cost` is that of all the cell's tries; `null` is unknown. */
  ended(
    attempts: readonly Attempt[],
    { nowMs, cost }: { readonly nowMs: number; readonly cost: Decimal | null },
  ): void {
    this.#ended++;
    this.#retries += attempts.length - turnsOf(attempts);
    if (attempts[attempts.length - 1]?.status !== "ok") this.#failed++;
    this.#window.add(nowMs);
    this.#cost = this.#cost === null || cost === null ? null : this.#cost.plus(cost);
    for (const { inputTokens, outputTokens } of attempts) {
      if (inputTokens === null || outputTokens === null) continue;
      this.#tokens.input += inputTokens;
      this.#tokens.output += outputTokens;
      this.#tokens.answers++;
    }
  }

  /** What is left, and how fast it went of late. */
  left(nowMs: number, isStopped: boolean) {
    const { input, output, answers } = this.#tokens;
    return {
      endpoint: this.#endpoint.key,
      provider: this.#endpoint.provider,
      cells: isStopped ? 0 : this.#total - this.#resumed - this.#ended,
      perS: this.#window.perS(nowMs),
      tokens: answers === 0 ? null : { input: input / answers, output: output / answers },
    };
  }

  progress(
    { isStopped, cellsPerS, leftMs }: Pick<EndpointProgress, "isStopped" | "cellsPerS" | "leftMs">,
  ): EndpointProgress {
    return {
      endpoint: this.#endpoint.key,
      total: this.#total,
      done: this.#resumed + this.#ended,
      failed: this.#failed,
      running: this.running,
      waiting: this.waiting,
      retries: this.#retries,
      isStopped,
      costUsd: this.#cost?.toString() ?? null,
      cellsPerS,
      leftMs,
    };
  }
}

/** How many calls a cell made, each of which has a first try. */
function turnsOf(attempts: readonly Attempt[]): number {
  return attempts.reduce((most, { turn }) => Math.max(most, turn), 1);
}
