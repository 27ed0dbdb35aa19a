import type { Attempt, CostGroup } from "../spec/mod.ts";
import { CALLS_BY_THEMSELVES } from "./calls_by_themselves.ts";
import { RunningSums } from "./_cost_sums.ts";

/** What costs are summed by; a day is one in UTC, and of a replayed try the one on which it was recorded. */
export type CostGrouping = "provider" | "model" | "endpoint" | "run" | "day";

/** What of a row a sum of costs looks at. */
export interface CostRow extends
  Pick<
    Attempt,
    | "endpoint"
    | "model"
    | "provider"
    | "costUsd"
    | "httpStatus"
    | "errorKind"
    | "inputTokens"
    | "outputTokens"
    | "billed"
    | "source"
    | "startedAt"
  > {
  /** The run that it belongs to; `null`: to none, it is of a call by itself. */
  readonly runId: string | null;
}

/** Sums over tries. */
export interface CostSums {
  /** HTTP tries, refused and replayed ones included. */
  readonly tries: number;
  /** Of them, those that were paid for. */
  readonly billed: number;
  /** Of them, those that came from a tape and cost nothing. */
  readonly replayed: number;
  /** What was paid, as an exact decimal string of US dollars; `null` where none of the costs is known. */
  readonly costUsd: string | null;
  /** Tries that were paid for, or may have been, and are not in the sum, as nobody knows their cost. */
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
  /** Its name: `deepinfra`, `2026-11-21`; among runs, `calls` is the name of what calls by themselves came to. */
  readonly name: string;
}

/** Costs by name, and all together. */
export interface CostTotals {
  /** Days and runs in the order of time, calls by themselves before all runs, the others by what was paid, the dearest first. */
  readonly rows: readonly CostTotal[];
  /** Over all rows. */
  readonly total: CostSums;
}

type Places = Pick<CostGroup, "provider" | "model" | "endpoint" | "runId" | "day">;

const FIELDS: { readonly [by in CostGrouping]: keyof Places } = {
  provider: "provider",
  model: "model",
  endpoint: "endpoint",
  run: "runId",
  day: "day",
};

/**
 * What tries have cost, summed exactly by provider, model, endpoint, run or day.
 *
 * What a run paid for and what it replayed stand apart: a replay costs nothing, whatever its rows say that the answer
 * once cost. A try that was paid for and whose cost is unknown is counted, and is never 0 in a sum; so is one that was
 * given up before its server had answered, which may have been paid for.
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
 *   errorKind: null,
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
  const adding = new Adding(by);
  for await (const row of rows) {
    adding.add({ ...row, day: row.startedAt.slice(0, 10) }, (sums) => sums.add(row));
  }
  return adding.totals();
}

/**
 * The same of tries that a ledger has summed up by day, run and endpoint (`ledger.costs()`), which takes no time however
 * many tries there are.
 *
 * @example What every day has cost
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openSqliteLedger, sumCosts } from "@tapedeck/tapedeck";
 *
 * await using ledger = await openSqliteLedger(":memory:");
 * const { rows, total } = await sumCosts(ledger.costs(), "day");
 * assertEquals([rows.length, total.costUsd], [0, "0"]);
 * ```
 */
export async function sumCosts(
  groups: AsyncIterable<CostGroup> | Iterable<CostGroup>,
  by: CostGrouping,
): Promise<CostTotals> {
  const adding = new Adding(by);
  for await (const group of groups) adding.add(group, (sums) => sums.addAll(group));
  return adding.totals();
}

/** Sums by name, and over all names. */
class Adding {
  readonly #by: CostGrouping;
  readonly #named = new Map<string | null, RunningSums>();
  readonly #total = new RunningSums();

  constructor(by: CostGrouping) {
    this.#by = by;
  }

  add(places: Places, count: (sums: RunningSums) => void): void {
    const name = places[FIELDS[this.#by]];
    let own = this.#named.get(name);
    if (own === undefined) this.#named.set(name, own = new RunningSums());
    count(own);
    count(this.#total);
  }

  totals(): CostTotals {
    const named = [...this.#named].sort(([a], [b]) => a === null || (b !== null && a < b) ? -1 : 1);
    if (this.#by !== "day" && this.#by !== "run") named.sort(([, a], [, b]) => b.paid.compare(a.paid));
    return {
      rows: named.map(([name, sums]) => ({ name: name ?? CALLS_BY_THEMSELVES, ...sums.figures() })),
      total: this.#total.figures(),
    };
  }
}
