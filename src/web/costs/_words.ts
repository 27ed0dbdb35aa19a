import { formatUsd, UNKNOWN } from "../../base/mod.ts";
import type { CostGrouping, CostSums, SpendRange } from "../../ledger/mod.ts";

/** A sum that leaves something out has a + behind it, as in `tapedeck cost`. */
export function costText({ costUsd, unknown }: Pick<CostSums, "costUsd" | "unknown">): string {
  return costUsd === null ? UNKNOWN : `${formatUsd(costUsd)}${unknown > 0 ? "+" : ""}`;
}

/** `$26 ($22 to $31)` */
export function rangeText({ expectedUsd, lowUsd, highUsd }: SpendRange): string {
  return `$${formatUsd(expectedUsd)} ($${formatUsd(lowUsd)} to $${formatUsd(highUsd)})`;
}

/** What a grouping is called at the head of its column. */
export const GROUPING_WORDS: { readonly [by in CostGrouping]: string } = {
  day: "Day",
  provider: "Provider",
  model: "Model",
  endpoint: "Endpoint",
  run: "Run",
};
