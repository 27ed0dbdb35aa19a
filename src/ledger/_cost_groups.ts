import type { DatabaseSync } from "node:sqlite";
import { Decimal } from "../base/mod.ts";
import type { BilledSource, CostFilter, CostGroup, ErrorKind, ScorerCost } from "../spec/mod.ts";
import { RunningSums } from "./_cost_sums.ts";
import { textFromSql } from "./_fields.ts";
import { NewRows } from "./_new_rows.ts";

/** Before any time, as text. */
const EVER = "";

type Places = Pick<CostGroup, "day" | "runId" | "endpoint" | "model" | "provider">;
type Text = string | Uint8Array;
type Row = readonly [
  rowid: number,
  runId: Text | null,
  day: string,
  endpoint: Text,
  model: Text,
  provider: Text,
  source: BilledSource,
  billed: number,
  costUsd: string | null,
  httpStatus: number | null,
  errorKind: ErrorKind | null,
  inputTokens: number | null,
  outputTokens: number | null,
];

const COLUMNS = `substr(started_at, 1, 10), endpoint, model, provider, source, billed, cost_usd, http_status,
  error_kind, input_tokens, output_tokens`;

/**
 * The costs of all tries of a file, by day, run and endpoint. A try is never changed in what it cost and never removed, and
 * a later one has a larger rowid: so each is read once, and who asks again waits only for what has come since.
 *
 * SQLite's own `GROUP BY` would sort a million rows for twice as long, and has no exact sum.
 */
export class CostGroups {
  readonly #tries: NewRows<Row>;
  readonly #calls: NewRows<Row>;
  readonly #groups = new Map<string, { readonly places: Places; readonly sums: RunningSums }>();
  #reading: Promise<void> | null = null;

  constructor(db: DatabaseSync, { since = EVER }: CostFilter = {}) {
    const started = { where: "started_at >= ?", values: [since] };
    this.#tries = new NewRows(db, { columns: `run_id, ${COLUMNS}`, table: "attempts", ...started });
    this.#calls = new NewRows(db, { columns: `NULL, ${COLUMNS}`, table: "calls", ...started });
  }

  /** As they are now, the first one of a day, run and endpoint before the later ones. */
  async read(): Promise<CostGroup[]> {
    this.#reading ??= this.#readOn().finally(() => this.#reading = null);
    await this.#reading;
    return [...this.#groups.values()].map(({ places, sums }) => ({ ...places, ...sums.sums() }));
  }

  async #readOn(): Promise<void> {
    await this.#tries.read((row) => this.#add(row));
    await this.#calls.read((row) => this.#add(row));
  }

  #add([, run, day, at, of, by, source, billed, costUsd, httpStatus, errorKind, inputTokens, outputTokens]: Row): void {
    const runId = run === null ? null : textFromSql(run);
    const [endpoint, model, provider] = [at, of, by].map(textFromSql);
    const owner = runId === null ? "" : `run ${runId}`;
    const key = `${day}\0${owner}\0${endpoint.length}\0${endpoint}${model.length}\0${model}${provider}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      const places = { day, runId, endpoint, model, provider };
      this.#groups.set(key, group = { places, sums: new RunningSums() });
    }
    group.sums.add({ costUsd, httpStatus, errorKind, inputTokens, outputTokens, billed: billed === 1, source });
  }
}

/** What scorers' calls have cost, by day, run and scorer, in this order. */
export function readScorerCosts(db: DatabaseSync, { since = EVER }: CostFilter): ScorerCost[] {
  const rows = db.prepare(
    `SELECT substr(at, 1, 10) AS day, run_id AS runId, scorer, sum(calls) AS calls, cost_usd AS costUsd, count(*) AS verdicts
     FROM scores WHERE calls > 0 AND at >= ? GROUP BY 1, 2, 3, 5 ORDER BY 1, 2, 3`,
  ).all(since);
  return scorerCosts(rows as unknown as ScorerCostRow[]);
}

/** So many verdicts, each of which came with this cost. */
export interface ScorerCostRow extends Pick<ScorerCost, "day" | "runId" | "scorer" | "calls"> {
  readonly costUsd: string | null;
  readonly verdicts: number;
}

/** One for each day, run and scorer, whose rows come one behind the other. */
export function scorerCosts(rows: readonly ScorerCostRow[]): ScorerCost[] {
  const found: ScorerCost[] = [];
  for (const { day, runId, scorer, calls, costUsd, verdicts } of rows) {
    const last = found.at(-1);
    const isSame = last !== undefined && last.day === day && last.runId === runId && last.scorer === scorer;
    const before = isSame ? found.pop()! : { calls: 0, costUsd: "0", unknown: 0 };
    const cost = costUsd === null ? "0" : Decimal.parse(costUsd).times(Decimal.fromInteger(verdicts)).toString();
    found.push({
      day,
      runId,
      scorer,
      calls: before.calls + calls,
      costUsd: Decimal.parse(before.costUsd).plus(Decimal.parse(cost)).toString(),
      unknown: before.unknown + (costUsd === null ? verdicts : 0),
    });
  }
  return found;
}
