import { compareText } from "../../base/mod.ts";
import type { BreakerState, ErrorKind } from "../../spec/mod.ts";
import { type DataFrame, frameTable } from "../frames/mod.ts";
import { isSent, timedTries, type TimedTry } from "./_timed_tries.ts";

/** A time in which a breaker was not closed. */
export interface BreakerInterval {
  /** `model@provider[/tag]`: whose calls it kept back. */
  readonly endpoint: string;
  /** `open`: nobody was let through; `half-open`: one call probed. */
  readonly state: Exclude<BreakerState, "closed">;
  /** When the state began. RFC 3339, UTC. */
  readonly from: string;
  /** When it ended, or was last seen. RFC 3339, UTC. */
  readonly to: string;
}

/** What opens a breaker, or keeps it open when a probe meets it. */
const ILL: ReadonlySet<string> = new Set<ErrorKind>([
  "overloaded",
  "server_error",
  "timeout",
  "connection",
  "malformed_response",
  "permission",
  "auth",
  "payment",
  "unknown",
]);

/** A breaker is not open for so long without a call that it refuses or lets probe: the run was paused or resumed. */
const LONGEST_SILENCE_MS = 600_000;

/**
 * When the breakers of a run were open, derived from its rows: a frame has no breakers, only the calls that they refused
 * (`error_kind` is `breaker_open`).
 *
 * A breaker opened with the first failure behind the last hand-over before a refusal. It stayed open until the next
 * hand-over, which was the probe: half-open until that ended, and open again when it failed. An opening that let calls
 * wait and refused none leaves no row behind, so it is not among these.
 *
 * @throws {UserError} when the frame lacks a column.
 *
 * @example A run without refusals
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { breakerIntervals } from "@tapedeck/tapedeck";
 * import polars from "nodejs-polars";
 *
 * const frame = polars.DataFrame({
 *   endpoint: ["m@p", "m@p"],
 *   started_at: ["2026-01-01T00:00:00.000Z", "2026-01-01T00:00:01.000Z"],
 *   latency_ms: [120.5, 80.25],
 *   queue_ms: [0, 0],
 *   retry_wait_ms: [0, 0],
 *   status: ["ok", "ok"],
 *   error_kind: [null, null],
 *   cost_usd: [0.1, 0.1],
 * });
 * assertEquals(breakerIntervals(frame), []);
 * ```
 */
export function breakerIntervals(frame: DataFrame): BreakerInterval[] {
  return intervalsOf(timedTries(frameTable(frame), "endpoint"));
}

/** The same from tries in the order of their hand-over, whose `series` is the endpoint. */
export function intervalsOf(tries: readonly TimedTry[]): BreakerInterval[] {
  const byEndpoint = Map.groupBy(tries, ({ series }) => series);
  return [...byEndpoint].sort(([a], [b]) => compareText(a, b)).flatMap(([endpoint, own]) => intervals(endpoint, own));
}

function intervals(endpoint: string, tries: readonly TimedTry[]): BreakerInterval[] {
  const refusals = tries.filter(({ errorKind }) => errorKind === "breaker_open").map(({ startMs }) => startMs);
  const sent = tries.filter(isSent);
  const handOvers = sent.map(({ startMs }) => startMs);
  const failures = sent.filter(isIll).map(({ endMs }) => endMs).sort((a, b) => a - b);
  const found: BreakerInterval[] = [];
  const add = (state: BreakerInterval["state"], fromMs: number, toMs: number) =>
    found.push({ endpoint, state, from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() });
  let coveredMs = -Infinity;
  for (const refusedMs of refusals) {
    if (refusedMs <= coveredMs) continue;
    const handedOverMs = handOvers[countUpTo(handOvers, refusedMs) - 1] ?? -Infinity;
    const failedMs = failures[Math.max(countBelow(failures, handedOverMs), countUpTo(failures, coveredMs))] ?? Infinity;
    let openMs: number | null = Math.min(failedMs, refusedMs);
    while (openMs !== null) {
      const probe: TimedTry | undefined = sent[countUpTo(handOvers, openMs)];
      const seenMs = Math.max(openMs, refusals[countUpTo(refusals, probe?.startMs ?? Infinity) - 1]);
      const isLost: boolean = probe === undefined || probe.startMs - seenMs > LONGEST_SILENCE_MS;
      add("open", openMs, isLost ? seenMs : probe.startMs);
      if (!isLost) add("half-open", probe.startMs, probe.endMs);
      coveredMs = isLost ? seenMs : probe.endMs;
      openMs = !isLost && isIll(probe) ? probe.endMs : null;
    }
  }
  return found;
}

function isIll({ errorKind }: TimedTry): boolean {
  return errorKind !== null && ILL.has(errorKind);
}

/** How many sorted numbers are no greater than a bound. */
function countUpTo(sorted: readonly number[], bound: number): number {
  return countWhile(sorted, (value) => value <= bound);
}

/** How many sorted numbers are less than a bound. */
function countBelow(sorted: readonly number[], bound: number): number {
  return countWhile(sorted, (value) => value < bound);
}

function countWhile(sorted: readonly number[], isWithin: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isWithin(sorted[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}
