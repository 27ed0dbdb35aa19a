import { formatPercent, formatUsd, UNKNOWN } from "../../base/mod.ts";
import type { Fact, HealthState, Tier } from "../../spec/mod.ts";

/** `128k`, `1.05M`: tokens as far as a list shows them. */
export function tokensText(tokens: number | null): string {
  if (tokens === null) return UNKNOWN;
  // What rounds to a thousand thousands is a million.
  const [unit, size] = tokens >= 999_500 ? ["M", 1_000_000] : tokens >= 1000 ? ["k", 1000] : ["", 1];
  return `${Number((tokens / size).toPrecision(3)).toLocaleString("en-US", { useGrouping: false })}${unit}`;
}

/** US dollars per thousand tokens. */
export function dollarsText(usd: string | undefined): string {
  return formatUsd(usd ?? null);
}

/** What something has cost, among words: `$0.0042`, `cost unknown`. */
export function costText(usd: string | number | null): string {
  return usd === null ? "cost unknown" : `$${formatUsd(usd)}`;
}

/** Whether something can be done: ✓, ×, or ? where nobody knows for certain. */
export function factMark(fact: Fact): string {
  return fact === "yes" ? "✓" : fact === "no" ? "×" : "?";
}

/** The state of health as a mark that is told from the others without its colour. */
export function healthMark(state: HealthState): string {
  return { healthy: "●", degraded: "◐", down: "○", unknown: "·" }[state];
}

/** `2026-08-01 embedded` */
export function asOfText({ fetchedAt, tier }: { readonly fetchedAt: string; readonly tier: Tier }): string {
  return `${fetchedAt.slice(0, 10)} ${tier}`;
}

/** `99.3 %`: how much of the time it was there. */
export function uptimeText(
  { last5m, last30m, last1d }: {
    readonly last5m: number | null;
    readonly last30m: number | null;
    readonly last1d: number | null;
  },
): string {
  return formatPercent(last1d ?? last30m ?? last5m);
}
