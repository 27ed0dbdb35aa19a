import type { ModelKey, ModelRecord, Price } from "../../spec/mod.ts";

/** A rate that is another one now, in US dollars per token as decimal strings. */
export interface PriceChange {
  /** Whose. */
  readonly model: ModelKey;
  /** Which of the two. */
  readonly rate: "inputUsd" | "outputUsd";
  /** What it was. */
  readonly from: string;
  /** What it is. */
  readonly to: string;
  /** `0.2` is a fifth dearer, `-0.5` half as dear; `null`: it was free. */
  readonly share: number | null;
}

/** How a list differs from the one before. */
export interface ModelListChanges {
  /** Models that it did not have. */
  readonly added: readonly ModelKey[];
  /** Models that it no longer has. */
  readonly vanished: readonly ModelKey[];
  /** Rates that moved by more than was asked for. */
  readonly prices: readonly PriceChange[];
}

/** What counts as a change. */
export interface CompareModelListsOptions {
  /** By which share a rate must move to count; `0.1` unless given. */
  readonly priceChange?: number;
}

const RATES = ["inputUsd", "outputUsd"] as const;

/**
 * How two lists of one provider's models differ. Where there was no list before, nothing is new. A price that is not
 * known before or after has not changed.
 */
export function compareModelLists(
  before: readonly ModelRecord[],
  after: readonly ModelRecord[],
  { priceChange = 0.1 }: CompareModelListsOptions = {},
): ModelListChanges {
  if (before.length === 0) return { added: [], vanished: [], prices: [] };
  const [then, now] = [byKey(before), byKey(after)];
  return {
    added: [...now.keys()].filter((key) => !then.has(key)),
    vanished: [...then.keys()].filter((key) => !now.has(key)),
    prices: [...now].flatMap(([model, { price }]) => priceChanges(model, then.get(model)?.price ?? null, price))
      .filter(({ share }) => share === null || Math.abs(share) >= priceChange),
  };
}

function byKey(models: readonly ModelRecord[]): Map<ModelKey, ModelRecord> {
  return new Map(models.map((model) => [model.key, model]));
}

function priceChanges(model: ModelKey, before: Price | null, after: Price | null): PriceChange[] {
  if (before?.kind !== "tokens" || after?.kind !== "tokens") return [];
  return RATES.flatMap((rate) => {
    const [from, to] = [before[rate], after[rate]];
    const [old, now] = [Number(from), Number(to)];
    return old === now ? [] : [{ model, rate, from, to, share: old === 0 ? null : now / old - 1 }];
  });
}
