import { formatUsd } from "../../base/mod.ts";

/** US dollars, where some tries may have cost something that nobody knows; `null`: nothing is known of any. */
export function money(usd: number | null, unknown: number): string {
  return `${formatUsd(usd)}${usd !== null && unknown > 0 ? " and more" : ""}`;
}
