import { Decimal } from "../base/mod.ts";
import type { Attempt } from "../spec/mod.ts";
import { costIsUnknown } from "./cost_is_unknown.ts";

/** What costs are summed by; a day is one in UTC, and of a replayed try the one on which it was recorded. */
export type CostGrouping = "provider" | "model" | "endpoint" | "run" | "day";

/** What of a row a sum of costs looks at. */
export type CostRow = Pick<
  Attempt,
  | "runId"
  | "endpoint"
  | "model"
  | "provider"
  | "costUsd"
  | "httpStatus"
  | "inputTokens"
  | "outputTokens"
  | "billed"
  | "source"
  | "startedAt"
>;

/** Sums over tries. */
export interface CostSums {
  /** HTTP tries, refused and replayed ones included. */
  readonly tries: number;
  /** Of them, those that their run paid for. */
  readonly billed: number;
  /** Of them, those that came from a tape and cost nothing. */
  readonly replayed: number;
  /** What was paid, as an exact decimal string of US dollars; `null` where nothing that was paid for has a known cost. */
  readonly costUsd: string | null;
  /** Tries that were paid for and are not in the sum, as nobody knows their cost. */
  readonly unknown: number;
  /** What the replayed ones cost when they were recorded, as far as it is known. */
  readonly savedUsd: string;
  /** Of the tries that were paid for, as far as they were counted. */
  readonly inputTokens: number;
  /** Of the tries that were paid for, as far as they were counted. */
  readonly outputTokens: number;
}

/** The sums of one provider, model, endpoint, run or day. */
export interface CostTotal extends CostSums {
  /** Its name: `deepinfra`, `2026-11-21`. */
  readonly name: string;
}

/** Costs by name, and all together. */
export interface CostTotals {
  /** Days and runs in the order of time, the others by what was paid, the dearest first. */
  readonly rows: readonly CostTotal[];
  /** Over all rows. */
  readonly total: CostSums;
}

const ZERO = Decimal.fromInteger(0);

const NAMES: { readonly [by in CostGrouping]: (row: CostRow) => string } = {
  provider: ({ provider }) => provider,
  model: ({ model }) => model,
  endpoint: ({ endpoint }) => endpoint,
  run: ({ runId }) => runId,
  day: ({ startedAt }) => startedAt.slice(0, 10),
};

/**
 * What tries have cost, summed exactly by provider, model, endpoint, run or day.
 *
 * What a run paid for and what it replayed stand apart: a replay costs nothing, whatever its rows say that the answer
 * once cost. A try that was paid for and whose cost is unknown is counted, and is never 0 in a sum.
 *
 * @example A replay costs nothing
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { costTotals } from "@tapedeck/tapedeck";
 *
 * const live = {
 *   runId: "run_1",
 *   endpoint: "acme/parrot@coop",
 *   model: "acme/parrot",
 *   provider: "coop",
 *   costUsd: "0.1",
 *   httpStatus: 200,
 *   inputTokens: 10,
 *   outputTokens: 5,
 *   billed: true,
 *   source: "live",
 *   startedAt: "2026-11-21T12:00:00Z",
 * } as const;
 * const { rows, total } = await costTotals([live, live, { ...live, source: "replay", billed: false }], "day");
 * assertEquals(rows.map(({ name, costUsd, savedUsd }) => [name, costUsd, savedUsd]), [["2026-11-21", "0.2", "0.1"]]);
 * assertEquals([total.tries, total.billed, total.replayed], [3, 2, 1]);
 * ```
 */
export async function costTotals(
  rows: AsyncIterable<CostRow> | Iterable<CostRow>,
  by: CostGrouping,
): Promise<CostTotals> {
  const nameOf = NAMES[by];
  const sums = new Map<string, Sums>();
  const total = new Sums();
  for await (const row of rows) {
    const name = nameOf(row);
    const own = sums.get(name) ?? new Sums();
    own.add(row);
    total.add(row);
    sums.set(name, own);
  }
  const named = [...sums].sort(([a], [b]) => a < b ? -1 : 1);
  if (by !== "day" && by !== "run") named.sort(([, a], [, b]) => b.paid.compare(a.paid));
  return { rows: named.map(([name, one]) => ({ name, ...one.figures() })), total: total.figures() };
}

class Sums {
  paid = ZERO;
  #saved = ZERO;
  #tries = 0;
  #billed = 0;
  #replayed = 0;
  #known = 0;
  #unknown = 0;
  #inputTokens = 0;
  #outputTokens = 0;

  add(row: CostRow): void {
    const { costUsd, inputTokens, outputTokens, billed, source } = row;
    this.#tries++;
    if (source === "replay") {
      this.#replayed++;
      if (costUsd !== null) this.#saved = this.#saved.plus(Decimal.parse(costUsd));
      return;
    }
    if (!billed) return;
    this.#billed++;
    this.#inputTokens += inputTokens ?? 0;
    this.#outputTokens += outputTokens ?? 0;
    if (costIsUnknown(row)) this.#unknown++;
    else if (costUsd !== null) {
      this.#known++;
      this.paid = this.paid.plus(Decimal.parse(costUsd));
    }
  }

  figures(): CostSums {
    return {
      tries: this.#tries,
      billed: this.#billed,
      replayed: this.#replayed,
      costUsd: this.#known === 0 && this.#unknown > 0 ? null : this.paid.toString(),
      unknown: this.#unknown,
      savedUsd: this.#saved.toString(),
      inputTokens: this.#inputTokens,
      outputTokens: this.#outputTokens,
    };
  }
}
