import type { DatabaseSync } from "node:sqlite";
import { quantile } from "../base/mod.ts";
import type { BilledSource, EndpointUse, ErrorKind } from "../spec/mod.ts";
import { RunningSums } from "./_cost_sums.ts";
import { textFromSql } from "./_fields.ts";
import { NewRows } from "./_new_rows.ts";

/** Ends of tries that were never sent, or that were called off. */
export const NOT_CALLED =
  "'breaker_open', 'budget_exceeded', 'cassette_miss', 'no_endpoint', 'recording_expired', 'aborted'";
/** Ends of tries that were answered all the same. */
export const ANSWERED = "'unrecordable', 'unscripted_tool', 'tool_rounds'";

const columns = (score: string) => `
  endpoint, model, provider, started_at, billed, cost_usd, http_status, error_kind, source,
  source = 'live' AND (error_kind IS NULL OR error_kind NOT IN (${NOT_CALLED})),
  error_kind IS NOT NULL AND error_kind NOT IN (${ANSWERED}),
  ttft_ms, latency_ms, output_tps, ${score}`;

type Text = string | Uint8Array;
type Row = readonly [
  rowid: number,
  endpoint: Text,
  model: Text,
  provider: Text,
  startedAt: string,
  billed: number,
  costUsd: string | null,
  httpStatus: number | null,
  errorKind: ErrorKind | null,
  source: BilledSource,
  isLive: number,
  isFailed: number,
  ttftMs: number | null,
  latencyMs: number | null,
  outputTps: number | null,
  score: number | null,
];

/**
 * What all tries have shown of endpoints. A try is never removed, what it showed is never changed, and a later one has a
 * larger rowid: so each is read once, and who asks again waits only for what has come since. SQLite has neither exact
 * sums nor medians.
 */
export class EndpointUses {
  readonly #tries: NewRows<Row>;
  readonly #calls: NewRows<Row>;
  readonly #tallies = new Map<string, Tally>();
  #reading: Promise<void> | null = null;

  constructor(db: DatabaseSync) {
    this.#tries = new NewRows(db, { columns: columns("score"), table: "attempts" });
    this.#calls = new NewRows(db, { columns: columns("NULL"), table: "calls" });
  }

  /** As they are now; `null` for those of all models. */
  async read(model: string | null): Promise<EndpointUse[]> {
    this.#reading ??= this.#readOn().finally(() => this.#reading = null);
    await this.#reading;
    const tallies = [...this.#tallies.values()];
    return tallies.filter((tally) => model === null || tally.names.model === model).map((tally) => tally.use());
  }

  async #readOn(): Promise<void> {
    await this.#tries.read((row) => this.#add(row));
    await this.#calls.read((row) => this.#add(row));
  }

  #add(row: Row): void {
    const [endpoint, model, provider] = [row[1], row[2], row[3]].map(textFromSql);
    let tally = this.#tallies.get(endpoint);
    if (tally === undefined) this.#tallies.set(endpoint, tally = new Tally({ endpoint, model, provider }));
    tally.add(row);
  }
}

class Tally {
  readonly names: Pick<EndpointUse, "endpoint" | "model" | "provider">;
  readonly #sums = new RunningSums();
  #lastUsedAt = "";
  #live = 0;
  #failed = 0;
  #scores = 0;
  #scoreSum = 0;
  readonly #ttftMs: number[] = [];
  readonly #latencyMs: number[] = [];
  readonly #outputTps: number[] = [];

  constructor(names: Tally["names"]) {
    this.names = names;
  }

  add(row: Row): void {
    const [, , , , startedAt, billed, costUsd, httpStatus, errorKind, source, isLive] = row;
    if (startedAt > this.#lastUsedAt) this.#lastUsedAt = startedAt;
    this.#sums.add({
      costUsd,
      httpStatus,
      errorKind,
      source,
      billed: billed === 1,
      inputTokens: null,
      outputTokens: null,
    });
    if (isLive === 1) this.#addLive(row);
  }

  #addLive([, , , , , , , , , , , isFailed, ttftMs, latencyMs, outputTps, score]: Row): void {
    this.#live++;
    this.#failed += isFailed;
    if (ttftMs !== null) this.#ttftMs.push(ttftMs);
    if (latencyMs !== null && isFailed === 0) this.#latencyMs.push(latencyMs);
    if (outputTps !== null) this.#outputTps.push(outputTps);
    if (score !== null) {
      this.#scores++;
      this.#scoreSum += score;
    }
  }

  use(): EndpointUse {
    const { tries, billed, known, unknown, costUsd } = this.#sums.sums();
    return {
      ...this.names,
      tries,
      billed,
      costUsd: known === 0 && unknown > 0 ? null : costUsd,
      unknown,
      lastUsedAt: this.#lastUsedAt,
      live: this.#live,
      errorRate: this.#live === 0 ? null : this.#failed / this.#live,
      ttftMs: median(this.#ttftMs),
      latencyMs: median(this.#latencyMs),
      outputTps: median(this.#outputTps),
      score: this.#scores === 0 ? null : this.#scoreSum / this.#scores,
    };
  }
}

function median(values: readonly number[]): number | null {
  return quantile(Float64Array.from(values).sort(), 0.5);
}
