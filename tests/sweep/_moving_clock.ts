/** Lets runs with failures pass at once: what they wait for, and what would stop them. */
import { systemClock } from "../../src/base/mod.ts";
import type { Clock } from "../../src/spec/mod.ts";
import { defaultTransportSettings } from "../../src/transport/mod.ts";

/** However much fails, it goes on. */
export const WITHOUT_BREAKER = {
  transportOf: () => ({
    ...defaultTransportSettings,
    breaker: { ...defaultTransportSettings.breaker, minCalls: Infinity },
  }),
};

/** The machine's clock, but that waits shorter than a try may take are soon over: the clock moves on to their end. */
export function movingClock(): Clock {
  let aheadMs = 0;
  const nowMs = () => systemClock.nowMs() + aheadMs;
  return {
    nowMs,
    date: () => new Date(systemClock.date().getTime() + aheadMs),
    async sleep(ms, signal) {
      if (ms >= 100_000) return await systemClock.sleep(ms, signal);
      const untilMs = nowMs() + ms;
      await systemClock.sleep(0, signal);
      aheadMs = Math.max(aheadMs, untilMs - systemClock.nowMs());
    },
  };
}
