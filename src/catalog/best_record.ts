import type { ModelRecord, Tier } from "../spec/mod.ts";

const TIERS: { readonly [tier in Tier]: number } = { api: 0, cache: 0, config: 0, embedded: 1, stale: 1 };

/** Of several lists' records of one model the one that tells most: with a price, then fresh, then of the first list. */
export function bestRecord(records: readonly ModelRecord[]): ModelRecord {
  const rank = ({ price, tier }: ModelRecord) => (price === null ? 2 : 0) + TIERS[tier];
  return records.reduce((best, record) => rank(record) < rank(best) ? record : best);
}
