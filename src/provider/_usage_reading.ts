import type { JsonValue, Usage, Warning } from "../spec/mod.ts";

/** Usage as the provider wrote it, and as it means the same for all. */
export interface UsageReading {
  readonly usage: Usage;
  readonly rawUsage: JsonValue;
  readonly reportedCostUsd: string | null;
  readonly warnings: readonly Warning[];
  /** The tokens that were made, where they are other than the ones that are billed. */
  readonly generatedTokens?: number | null;
}
