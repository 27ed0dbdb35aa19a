import { assertSteps } from "./linspace.ts";

/** Beyond it the digits of a step say nothing, and need not be the same everywhere. */
const DIGITS = 12;

/**
 * So many numbers from `start` to `stop`, both included, each the same multiple of the one before: an axis of the grid.
 * Those between the ends are rounded to twelve digits. One step gives the start.
 *
 * @throws {RangeError} when `steps` is no whole number from 1, or an end is not above 0.
 *
 * @example Limits that double
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { logspace } from "@tapedeck/tapedeck";
 *
 * assertEquals(logspace(64, 1024, 5), [64, 128, 256, 512, 1024]);
 * ```
 */
export function logspace(start: number, stop: number, steps: number): number[] {
  assertSteps("logspace", { start, stop, steps });
  for (const [name, value] of Object.entries({ start, stop })) {
    if (value <= 0) {
      throw new RangeError(`Cannot lay out logspace as "${name}" must be above 0: current value is ${value}`);
    }
  }
  return Array.from({ length: steps }, (_, i) => {
    if (i === 0) return start;
    if (i === steps - 1) return stop;
    return Number((start * Math.exp(Math.log(stop / start) * i / (steps - 1))).toPrecision(DIGITS));
  });
}
