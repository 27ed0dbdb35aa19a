import type { LimitSettings } from "../../spec/mod.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What all calls to one provider together ask of its limits, at the least. */
export interface LeastUse {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/**
 * The time from the first to the last call that limits make it take at the least; `null`: none of them says. In any
 * window there are at most so many, so what fits into one takes no time.
 */
export function leastMs({ calls, inputTokens, outputTokens }: LeastUse, limits: LimitSettings): number | null {
  const { requestsPerMinute, requestsPerDay, tokensPerMinute, inputTokensPerMinute, outputTokensPerMinute, burst } =
    limits;
  const windows: readonly (readonly [amount: number, limit: number | undefined, windowMs: number])[] = [
    [calls, requestsPerMinute, MINUTE_MS],
    [calls, requestsPerDay, DAY_MS],
    [inputTokens + outputTokens, tokensPerMinute, MINUTE_MS],
    [inputTokens, inputTokensPerMinute, MINUTE_MS],
    [outputTokens, outputTokensPerMinute, MINUTE_MS],
  ];
  const times = windows.flatMap(([amount, limit, windowMs]) =>
    limit === undefined ? [] : [Math.max(0, Math.ceil(amount / limit) - 1) * windowMs]
  );
  // Beyond a burst, calls start evenly.
  if (burst !== undefined && requestsPerMinute !== undefined) {
    times.push(Math.max(0, calls - burst) / requestsPerMinute * MINUTE_MS);
  }
  return times.length === 0 ? null : Math.round(Math.max(...times));
}
