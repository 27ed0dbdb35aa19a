import polars from "nodejs-polars";
import type { DataFrame } from "../../src/analysis/mod.ts";

/** What of a million cells is different from frame to frame. */
export interface MillionRowsOptions {
  /** How many tries, one per cell. A million unless given. */
  readonly rows?: number;
  readonly endpoints?: number;
  readonly prompts?: number;
  /** What the names of endpoints begin with. */
  readonly endpointPrefix?: string;
}

/**
 * The frame of a made-up run of a million tries, made in native memory in a second: what the charts read of it. Latencies
 * have a long tail, one try in fifty has failed, and each row is a cell of its own.
 */
export function millionRows(
  { rows = 1_000_000, endpoints = 4, prompts = 250, endpointPrefix = "a model@provider/" }: MillionRowsOptions = {},
): DataFrame {
  const index = new Float64Array(rows);
  const chance = new Float64Array(rows);
  // Weyl's sequence: evenly spread, and the same on every machine.
  for (let i = 0; i < rows; i++) {
    index[i] = i;
    chance[i] = (i * 0.6180339887498949) % 1;
  }
  const row = polars.col("index");
  const u = polars.col("chance");
  const number = (expression: polars.Expr, name: string) => expression.cast(polars.Float64).alias(name);
  const whole = (expression: polars.Expr, name: string) => expression.cast(polars.Int64).alias(name);
  const text = (before: string, expression: polars.Expr, name: string) =>
    polars.concatString([polars.lit(before), expression.cast(polars.Int64).cast(polars.Utf8)], "").alias(name);
  const endpoint = row.modulo(endpoints);
  const failed = row.modulo(50).eq(49);
  const answered = (expression: polars.Expr) => polars.when(failed).then(polars.lit(null)).otherwise(expression);
  const ttft = u.mul(20).plus(15).plus(endpoint.mul(4));
  const tpot = u.mul(977).modulo(1).mul(5).plus(6);
  const latency = ttft.plus(tpot.mul(40)).div(u.mul(-0.98).plus(1));
  return polars.DataFrame({ index, chance }).select(
    polars.lit("run_1").alias("run_id"),
    whole(row, "cell_index"),
    whole(row.mul(0).plus(1), "try"),
    whole(row.mul(0).plus(1), "turn"),
    polars.lit(true).alias("final"),
    text(endpointPrefix, endpoint, "endpoint"),
    text("a model ", endpoint, "model"),
    polars.lit("provider").alias("provider"),
    text("p", row.div(endpoints * 4).floor().modulo(prompts), "prompt_id"),
    whole(row.div(endpoints * 4 * prompts).floor().plus(1), "repeat"),
    number(row.div(endpoints).floor().modulo(4).mul(0.25), "param_temperature"),
    number(row.div(endpoints * 4 * prompts).floor(), "param_seed"),
    polars.when(failed).then(polars.lit("failed")).otherwise(polars.lit("ok")).alias("status"),
    polars.when(failed).then(polars.lit("server_error")).otherwise(polars.lit(null)).alias("error_kind"),
    polars.when(failed).then(polars.lit(500)).otherwise(polars.lit(200)).cast(polars.Int64).alias("http_status"),
    number(answered(latency.mul(2.5e-8)), "cost_usd"),
    number(answered(ttft), "ttft_ms"),
    number(latency, "latency_ms"),
    number(answered(tpot), "tpot_ms"),
    number(row.mul(0), "queue_ms"),
    number(row.mul(0), "retry_wait_ms"),
    whole(row.mul(0), "retries"),
    number(answered(u.mul(31).modulo(1).mul(2).floor()), "score"),
    polars.lit("live").alias("source"),
    polars.lit(true).alias("billed"),
    startedAt(row).alias("started_at"),
  );
}

/** An RFC 3339 time for each row, ten a second. */
function startedAt(row: polars.Expr): polars.Expr {
  const part = (seconds: number, modulo: number) =>
    row.div(10 * seconds).floor().modulo(modulo).cast(polars.Int64).cast(polars.Utf8).str.padStart(2, "0");
  const day = row.div(10 * 86_400).floor().plus(2).cast(polars.Int64).cast(polars.Utf8).str.padStart(2, "0");
  const lit = polars.lit;
  return polars.concatString(
    [lit("2026-01-"), day, lit("T"), part(3600, 24), lit(":"), part(60, 60), lit(":"), part(1, 60), lit(".000Z")],
    "",
  );
}
