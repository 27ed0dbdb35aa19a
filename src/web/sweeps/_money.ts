import { formatUsd, UNKNOWN } from "../../base/mod.ts";

/** `0.25`; with a + behind it where some tries may have cost more; `null`: nothing is known of any. */
export function money(usd: number | null, unknown: number): string {
  return usd === null ? UNKNOWN : `${formatUsd(usd)}${unknown > 0 ? "+" : ""}`;
}
