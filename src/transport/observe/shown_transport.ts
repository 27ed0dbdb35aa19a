import type { Clock, TransportStatus } from "../../spec/mod.ts";
import type { RunningBreaker, RunningScope, RunningStatus } from "./running_status.ts";

/**
 * Where limits and breakers of this process stand, as those of any running command are told: with times of day in place of
 * times of its own clock, and without breakers that are closed.
 */
export function shownTransport(
  { limits, breakers }: TransportStatus,
  clock: Clock,
): Pick<RunningStatus, "scopes" | "breakers"> {
  const at = (untilMs: number | null) =>
    untilMs === null ? null : new Date(clock.date().getTime() + untilMs - clock.nowMs()).toISOString();
  return {
    scopes: limits.map((one): RunningScope => ({
      scope: one.scope,
      waiting: one.waiting,
      inFlight: one.inFlight,
      maxInFlight: one.maxInFlight,
      adaptiveWindow: one.adaptiveWindow,
      limits: one.limits,
      pausedUntil: at(one.paused?.untilMs ?? null),
      pauseReason: one.paused?.reason ?? null,
    })),
    breakers: breakers.filter(({ state }) => state !== "closed").map((
      { scope, provider, state, reason, untilMs },
    ): RunningBreaker => ({ scope, provider, state, reason, until: at(untilMs) })),
  };
}
