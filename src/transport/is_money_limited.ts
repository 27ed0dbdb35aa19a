import type { LimitSettings } from "../spec/mod.ts";

/** Whether the user set a limit in US dollars: only then a call's cost has to be known beforehand. */
export function isMoneyLimited({ usdPerMinute, usdPerDay }: LimitSettings): boolean {
  return usdPerMinute !== undefined || usdPerDay !== undefined;
}
