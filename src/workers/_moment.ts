import type { Clock } from "../spec/mod.ts";

/** A point in time by both of a machine's clocks. */
export interface Moment {
  /** By the one that is never set, but may stand still while the machine sleeps. */
  readonly ms: number;
  /** By the one on the wall. */
  readonly wallMs: number;
}

/** Now. */
export function moment(clock: Clock): Moment {
  return { ms: clock.nowMs(), wallMs: clock.date().getTime() };
}

/** How long ago that was, by the clock that says more: a machine that slept does not take an old lease for a new one. */
export function elapsedMs(clock: Clock, since: Moment): number {
  const now = moment(clock);
  return Math.max(now.ms - since.ms, now.wallMs - since.wallMs);
}
