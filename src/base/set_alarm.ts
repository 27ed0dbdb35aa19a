import type { Clock } from "../spec/mod.ts";

/** Why a sleep is over before its time. Without a reason of its own, each abort would make an error with a stack. */
const TAKEN_BACK = "the alarm was taken back";

/**
 * Ring once, after so many milliseconds; what is returned takes it back. For what is set often and rings rarely: a sleep
 * with a signal of its own costs some ten times as much, and is only for clocks that have no alarms.
 */
export function setAlarm(clock: Clock, ms: number, ring: () => void): () => void {
  if (clock.alarm !== undefined) return clock.alarm(ms, ring);
  const sleep = new AbortController();
  clock.sleep(ms, sleep.signal).then(() => {
    if (!sleep.signal.aborted) ring();
  }, () => {});
  return () => sleep.abort(TAKEN_BACK);
}
