/** How many tries of the past stand beside those of the window. */
const PRIOR_CALLS = 4;
/** How many times as long as usual the first token may take before it costs score. */
const SLOW_FROM = 2;

/** What a score is made from. */
export interface ScoreFacts {
  /** Tries in the window. */
  readonly calls: number;
  /** Those of them that failed by its fault. */
  readonly faults: number;
  /** Those of them that were rate limited. */
  readonly throttled: number;
  /** The same of the time before the window. */
  readonly past: { readonly calls: number; readonly faults: number };
  /** The median time to the first token over what it was before; `null` is unknown. */
  readonly slowness: number | null;
}

/**
 * How well something answers, from 0 to 1: `(1 − e)² · (1 − t / 2) · min(1, 2 / s)`. `e` is the share of tries that
 * failed by its fault, `(faults + 4p) / (calls + 4)` where `p` is that share in the past (0 without one), so that a
 * single failure says little; `t` the share that was rate limited; `s` how many times as long as usual the first token
 * takes. `null` where nothing was ever seen.
 */
export function healthScore({ calls, faults, throttled, past, slowness }: ScoreFacts): number | null {
  if (calls + past.calls === 0) return null;
  const before = past.calls === 0 ? 0 : past.faults / past.calls;
  const failing = (faults + PRIOR_CALLS * before) / (calls + PRIOR_CALLS);
  const throttling = calls === 0 ? 0 : throttled / calls;
  const speed = slowness === null ? 1 : Math.min(1, SLOW_FROM / slowness);
  return (1 - failing) ** 2 * (1 - throttling / 2) * speed;
}
