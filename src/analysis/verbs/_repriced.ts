import { estimateCost, type MissingFact, type Priced } from "../../catalog/cost/mod.ts";
import type { Price } from "../../spec/mod.ts";
import type { Table } from "../frames/mod.ts";

/** Why a cost is unknown, for people. */
const REASONS: { readonly [fact in MissingFact]: string } = {
  price: "no price is known, of the call or of its cached tokens",
  inputTokens: "the input was not counted",
  outputTokens: "the output was not counted",
  webSearchUsd: "the price names none for searches",
  batchDiscount: "the price names no discount for batches",
  serviceTier: "the tier of service has other rates",
  inferenceGeo: "what the place adds is unknown",
  at: "the price depends on the time of the call, which is unknown",
  condition: "the price depends on a condition that is not understood",
  latencyMs: "the price is by the hour, and the time is unknown",
  inFlight: "the price is by the hour, and how many calls share it is unknown",
};

/** A call's cost at another price, or why it has none. */
export interface Repriced {
  readonly usd: number | null;
  readonly source: string | null;
  readonly reason: string | null;
}

/** What calls are priced with, whoever made them. */
export interface RepriceOptions {
  /** RFC 3339, or `HH:MM` of the day of each call; `null`: when each was made. */
  readonly at: string | null;
  readonly batch: boolean;
  /** Whether cached tokens are priced as such. */
  readonly isCached: boolean;
  readonly inFlight: number | null;
}

const NOT_BILLED: Repriced = { usd: null, source: null, reason: "the try was not billed" };

/** Prices the rows of a table, those of the same counts at the same price once. */
export function repricer(table: Table, options: RepriceOptions): (row: number, priced: Priced | null) => Repriced {
  const [input, read, written, output, reasoning, latency, cost] = [
    "input_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
    "latency_ms",
    "cost_usd",
  ].map((name) => table.numbers(name));
  const status = table.codes("status");
  const ok = status.values.indexOf("ok");
  const started = table.column("started_at");
  const known = new Map<Priced | null, Map<string, Repriced>>();
  return (row, priced) => {
    // A server that refuses a call bills nothing and counts nothing.
    const isBilled = status.codes[row] === ok || [cost, input, output].some((values) => !Number.isNaN(values[row]));
    if (!isBilled) return NOT_BILLED;
    const price = priceIn(priced);
    const at = price !== null && variesByTime(price) ? timeOf(started[row], options.at) : null;
    const latencyMs = price?.kind === "hour" ? nullable(latency[row]) : null;
    const counts = [input, read, written, output, reasoning].map((values) =>
      options.isCached || (values !== read && values !== written) ? nullable(values[row]) : null
    );
    const key = `${counts.join()} ${at} ${latencyMs}`;
    const found = known.get(priced) ?? new Map<string, Repriced>();
    known.set(priced, found);
    let repriced = found.get(key);
    if (repriced === undefined) {
      const [inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reasoningTokens] = counts;
      const usage = { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reasoningTokens };
      found.set(key, repriced = costAt(priced, usage, { ...options, at, latencyMs }));
    }
    return repriced;
  };
}

function costAt(
  priced: Priced | null,
  usage: Parameters<typeof estimateCost>[1],
  options: Parameters<typeof estimateCost>[2],
): Repriced {
  if (priced === null) return { usd: null, source: null, reason: REASONS.price };
  const { usd, source, missing } = estimateCost(priced, usage, options);
  if (usd === null) return { usd, source, reason: missing.map((fact) => REASONS[fact]).join("; ") };
  return { usd: Number(usd), source, reason: null };
}

function priceIn(priced: Priced | null): Price | null {
  return priced === null || !("price" in priced) ? priced : priced.price;
}

function variesByTime(price: Price): boolean {
  return price.kind === "tokens" &&
    (price.overrides ?? []).some((one) => one.utcStart !== undefined || one.utcEnd !== undefined || one.utcDays);
}

/** Windows are told by the minute. */
function timeOf(started: unknown, at: string | null): string | null {
  if (at !== null && !/^\d\d:\d\d$/.test(at)) return at;
  if (typeof started !== "string") return null;
  return at === null ? `${started.slice(0, 16)}:00Z` : `${started.slice(0, 10)}T${at}:00Z`;
}

function nullable(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
