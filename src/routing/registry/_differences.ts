import { estimateCost } from "../../catalog/cost/mod.ts";
import type { EndpointRecord } from "../../spec/mod.ts";
import type { KnownEndpoint } from "./_known_endpoint.ts";
import type { RunsCompared } from "./_own_runs.ts";
import type { ModelSuggestions, SuggestionDifference, SuggestionEvidence } from "./model_suggestions.ts";

/** A smaller difference is none. */
const LEAST_CHANGE = 0.01;

/** In which way each is better. */
const MORE_IS_BETTER: { readonly [aspect in SuggestionDifference["aspect"]]: boolean } = {
  price: false,
  ttft: false,
  throughput: true,
  uptime: true,
  score: true,
  latency: false,
  cost: false,
};

/** What is compared. */
export interface Compared {
  readonly from: KnownEndpoint;
  readonly to: KnownEndpoint;
  /** The call that prices are compared by. */
  readonly usage: ModelSuggestions["usage"];
  /** Of one's own runs; `null`: none has both. */
  readonly runs: RunsCompared | null;
  /** When a call would be made, for prices by the time of day. */
  readonly at: string;
}

/** In what one endpoint is known to differ from another, as far as both facts are known. */
export function differences(compared: Compared): SuggestionDifference[] {
  const { from, to, runs } = compared;
  const catalog = evidenceOf(from.record, to.record);
  const listed = catalog === null ? [] : [
    difference("price", [costOf(from, compared), costOf(to, compared)], catalog),
    difference("ttft", [from.record?.ttftMs?.p50, to.record?.ttftMs?.p50], catalog),
    difference("throughput", [from.record?.outputTps?.p50, to.record?.outputTps?.p50], catalog),
    difference("uptime", [uptimeOf(from.record), uptimeOf(to.record)], catalog),
  ];
  const own = runs === null ? [] : [
    difference("score", [runs.score?.from, runs.score?.to], { source: "runs", n: runs.score?.n ?? 0 }),
    difference("latency", [runs.latencyMs.from, runs.latencyMs.to], { source: "runs", n: runs.n }),
    difference("cost", [runs.usd?.from, runs.usd?.to], { source: "runs", n: runs.n }),
  ];
  return [...own, ...listed].filter((one) => one !== null);
}

type Value = number | string | null | undefined;

function difference(
  aspect: SuggestionDifference["aspect"],
  [from, to]: readonly [Value, Value],
  evidence: SuggestionEvidence,
): SuggestionDifference | null {
  if (from === null || from === undefined || to === null || to === undefined) return null;
  const change = Number(from) === 0 ? null : Number(to) / Number(from) - 1;
  if (Number(from) === Number(to) || (change !== null && Math.abs(change) < LEAST_CHANGE)) return null;
  return { aspect, from, to, change, isBetter: (Number(to) > Number(from)) === MORE_IS_BETTER[aspect], evidence };
}

function costOf({ endpoint: { price } }: KnownEndpoint, { usage, at }: Compared): string | null {
  if (price === null || price.kind === "hour") return null;
  const { inputTokens, outputTokens } = usage;
  const counts = { inputTokens, outputTokens, cacheReadTokens: null, cacheWriteTokens: null, reasoningTokens: null };
  return estimateCost(price, counts, { at }).usd;
}

function uptimeOf(record: EndpointRecord | null): number | null {
  return record === null ? null : record.uptime.last1d ?? record.uptime.last30m;
}

/** A comparison is as old as the older of its two facts. */
function evidenceOf(from: EndpointRecord | null, to: EndpointRecord | null): SuggestionEvidence | null {
  if (from === null || to === null) return null;
  const older = from.fetchedAt < to.fetchedAt ? from : to;
  return { source: "catalog", tier: older.tier, asOf: older.fetchedAt };
}
