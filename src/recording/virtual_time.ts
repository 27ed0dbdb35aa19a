import { systemClock } from "../base/mod.ts";
import type { Clock } from "../spec/mod.ts";

/** What is replaced while virtual time runs, beside `AbortSignal.timeout`. */
const REPLACED = ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"] as const;

/** Options of {@linkcode virtualTime}. */
export interface VirtualTimeOptions {
  /** What `Date` says at the start; the machine's own time unless given. */
  readonly startDate?: Date;
}

/** Virtual time while it runs. The timers of the machine come back when it is disposed of. */
export interface VirtualTime extends Disposable {
  /** For `openCassette`; the machine's own time when virtual time has ended. */
  readonly clock: Clock;
  /** How many milliseconds of virtual time have passed. */
  readonly passedMs: number;
}

/**
 * Replace the timers of this process by virtual ones, which wait for nothing: whenever no code is ready to run, time
 * jumps to the next timer. With a tape that plays at `speed: 1` a recorded stall of a minute takes milliseconds, and the
 * code under test sees a minute pass: `setTimeout`, `setInterval`, `Date`, `performance.now` and `AbortSignal.timeout`
 * are all virtual, until the end of the `using` block, also where that is an exception.
 *
 * It is made for replays. What waits for the network or for a file is not seen, and timers run out before it comes.
 *
 * @throws {TypeError} when virtual time runs already, as there is one set of global timers.
 *
 * @example A minute in no time
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { virtualTime } from "@tapedeck/tapedeck";
 *
 * using time = await virtualTime();
 * const signal = AbortSignal.timeout(30_000);
 * const start = Date.now();
 * await new Promise((resolve) => setTimeout(resolve, 60_000));
 * assert(signal.aborted);
 * assertEquals([Date.now() - start, time.passedMs], [60_000, 60_000]);
 * ```
 */
export async function virtualTime(options: VirtualTimeOptions = {}): Promise<VirtualTime> {
  // Only here, as few need it.
  const { install } = (await import("@sinonjs/fake-timers")).default;
  const clock = install({ now: options.startDate ?? systemClock.date(), toFake: [...REPLACED] });
  const startMs = clock.now;
  const timeout = Object.getOwnPropertyDescriptor(AbortSignal, "timeout")!;
  Object.defineProperty(AbortSignal, "timeout", { ...timeout, value: virtualTimeout });
  clock.setTickMode({ mode: "nextAsync" });
  return {
    // It looks the timers up when it needs them.
    clock: systemClock,
    get passedMs() {
      return clock.now - startMs;
    },
    [Symbol.dispose]() {
      clock.setTickMode({ mode: "manual" });
      clock.uninstall();
      Object.defineProperty(AbortSignal, "timeout", timeout);
    },
  };
}

/** As `AbortSignal.timeout`, by the global timers of the moment. */
function virtualTimeout(ms: number): AbortSignal {
  const controller = new AbortController();
  systemClock.sleep(ms).then(() => controller.abort(new DOMException("Signal timed out.", "TimeoutError")));
  return controller.signal;
}
