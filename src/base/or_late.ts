import type { Clock } from "../spec/mod.ts";
import { setAlarm } from "./set_alarm.ts";

/** Options of {@linkcode orLate}. */
export interface OrLateOptions {
  /** Tells the time. */
  readonly clock: Clock;
  /** How long is waited, in milliseconds; without end unless given. */
  readonly waitMs?: number;
  /** What is thrown then. */
  readonly late: () => unknown;
}

/** What comes of some work, or an error where it takes too long. The work goes on, and nobody hears how it ends. */
export function orLate<T>(work: Promise<T>, { clock, waitMs, late }: OrLateOptions): Promise<T> {
  if (waitMs === undefined) return work;
  return new Promise((resolve, reject) => {
    const takeBack = setAlarm(clock, waitMs, () => reject(late()));
    work.then(resolve, reject).finally(takeBack);
  });
}
