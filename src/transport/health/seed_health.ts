import type { Clock, LiveTry } from "../../spec/mod.ts";
import type { HealthMonitor } from "./health_monitor.ts";

/** Which tries count. */
export interface SeedHealthOptions {
  /** Tells how old they are. */
  readonly clock: Clock;
  /** Older ones are left out; a week unless given. */
  readonly maxAgeMs?: number;
}

const WEEK_MS = 7 * 86_400_000;

/**
 * Tell a monitor what earlier runs have seen, by the rows of a ledger. Only tries that were called live count, and a
 * replayed row never does. They say what is usual at an endpoint, so its score and its times are known before the first
 * call; its state stays `unknown` until then. Gives how many counted.
 */
export function seedHealth(
  monitor: HealthMonitor,
  attempts: Iterable<LiveTry>,
  { clock, maxAgeMs = WEEK_MS }: SeedHealthOptions,
): number {
  const nowMs = clock.date().getTime();
  let counted = 0;
  for (const attempt of attempts) {
    const ageMs = nowMs - Date.parse(attempt.startedAt);
    if (attempt.source !== "live" || !(ageMs >= 0 && ageMs <= maxAgeMs)) continue;
    monitor.seed(attempt);
    counted++;
  }
  return counted;
}
