import { Decimal } from "../../base/mod.ts";
import type { CapabilityName, ModelRecord, Price, ProviderKey } from "../../spec/mod.ts";

/** What models must have. What is absent does not matter; what is not known of a model does not meet a bound. */
export interface ModelFilters {
  /** In the list of this provider. */
  readonly provider?: ProviderKey;
  /** All of them, for certain. */
  readonly capabilities?: readonly CapabilityName[];
  /** At most so many US dollars per million input tokens, as a decimal string. */
  readonly maxInputUsdPerMillion?: string;
  /** At most so many US dollars per million output tokens, as a decimal string. */
  readonly maxOutputUsdPerMillion?: string;
  /** Input and output together. */
  readonly minContextTokens?: number;
  /** What it makes. */
  readonly kind?: ModelRecord["kind"];
}

const MILLION = Decimal.fromInteger(1_000_000);

/** Whether one list's record of a model meets all filters. */
export function meetsFilters(record: ModelRecord, filters: ModelFilters): boolean {
  const { provider, capabilities = [], minContextTokens, kind } = filters;
  return (provider === undefined || record.provider === provider) &&
    (kind === undefined || record.kind === kind) &&
    capabilities.every((name) => record.capabilities[name] === "yes") &&
    (minContextTokens === undefined || (record.contextTokens ?? -1) >= minContextTokens) &&
    costsAtMost(record.price, "inputUsd", filters.maxInputUsdPerMillion) &&
    costsAtMost(record.price, "outputUsd", filters.maxOutputUsdPerMillion);
}

function costsAtMost(price: Price | null, rate: "inputUsd" | "outputUsd", most: string | undefined): boolean {
  if (most === undefined) return true;
  if (price === null || price.kind !== "tokens") return false;
  return Decimal.parse(price[rate]).times(MILLION).compare(Decimal.parse(most)) <= 0;
}
