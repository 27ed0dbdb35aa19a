import type { RouteCandidate } from "../../spec/mod.ts";

/** What is believed of an endpoint of which nothing is known, and how many calls it takes to believe otherwise. */
const PRIOR = { share: 0.95, calls: 20 } as const;

/** How likely a call is to work, and what that is made of. */
export interface ExpectedUptime {
  /** 0 to 1. */
  readonly share: number;
  /** Calls that were made here. */
  readonly calls: number;
  /** What the catalog says, 0 to 1, the worse of the day and of the last half hour; `null`: nothing. */
  readonly listed: number | null;
}

/**
 * How likely a call of an endpoint is to work: what the catalog says, or 0.95, counted as twenty calls, and the calls
 * that were made here. So one call that worked does not beat 999 of 1,000.
 */
export function expectedUptime({ health, record }: Pick<RouteCandidate, "health" | "record">): ExpectedUptime {
  const listed = record === null ? null : listedUptime(record.uptime);
  const errorRate = health?.errorRate ?? null;
  const calls = errorRate === null ? 0 : health!.calls;
  const worked = calls * (1 - (errorRate ?? 0));
  const share = (worked + (listed ?? PRIOR.share) * PRIOR.calls) / (calls + PRIOR.calls);
  return { share, calls, listed };
}

/** The worse of the day and of the last half hour: who fails now is no better for what was before. */
function listedUptime({ last5m, last30m, last1d }: NonNullable<RouteCandidate["record"]>["uptime"]): number | null {
  const known = [last30m, last1d].filter((share) => share !== null);
  // Of five minutes there are few calls.
  return known.length === 0 ? last5m : Math.min(...known);
}
