import type { LimitSettings } from "../../spec/mod.ts";
import { nanoUsdLimit } from "./_nano_usd.ts";
import type { Unit } from "./_unit.ts";

/** The length of the window that a limit's name says. */
export const MINUTE_MS = 60_000;
/** The same. */
export const DAY_MS = 86_400_000;

/** One limit of the settings. */
export interface SetLimit {
  readonly unit: Unit;
  readonly windowMs: number;
  readonly value: number;
}

/** All limits of the settings that count something in a window. */
export function limitsOf(settings: LimitSettings): SetLimit[] {
  const found: SetLimit[] = [];
  const add = (unit: Unit, windowMs: number, value: number | undefined) => {
    if (value !== undefined) found.push({ unit, windowMs, value });
  };
  add("requests", MINUTE_MS, settings.requestsPerMinute);
  add("requests", DAY_MS, settings.requestsPerDay);
  add("tokens", MINUTE_MS, settings.tokensPerMinute);
  add("inputTokens", MINUTE_MS, settings.inputTokensPerMinute);
  add("outputTokens", MINUTE_MS, settings.outputTokensPerMinute);
  add("usd", MINUTE_MS, settings.usdPerMinute === undefined ? undefined : nanoUsdLimit(settings.usdPerMinute));
  add("usd", DAY_MS, settings.usdPerDay === undefined ? undefined : nanoUsdLimit(settings.usdPerDay));
  return found;
}

const LENGTHS: readonly (readonly [ms: number, name: string])[] = [
  [1000, "Second"],
  [MINUTE_MS, "Minute"],
  [3_600_000, "Hour"],
  [DAY_MS, "Day"],
  [30 * DAY_MS, "Month"],
];

/** The name of a limit, in the manner of the settings: `tokensPerMinute`, `requestsPer10Seconds`. */
export function limitName(unit: Unit, windowMs: number): string {
  const named = LENGTHS.find(([ms]) => ms === windowMs);
  return named === undefined ? `${unit}Per${windowMs / 1000}Seconds` : `${unit}Per${named[1]}`;
}
