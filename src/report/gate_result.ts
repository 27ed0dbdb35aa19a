import type { GroupBy } from "./group_by.ts";

/** One thing that a gate asks, and what came of it. */
export interface GateCheck {
  /** What was looked at: `the run`, an endpoint, or an endpoint with its axes. */
  readonly group: string;
  /** `score`, `latency_p95_ms`, …; a score against another run's is the mean difference. */
  readonly figure: string;
  /** `null`: nobody knows it. */
  readonly value: number | null;
  /** How many values it is made of. */
  readonly n: number;
  /** What it had to be, for people: `≥ 0.9`. */
  readonly rule: string;
  /** Whether it was. */
  readonly passed: boolean;
  /** The method of a test, or why a figure could not be had; `null`: there is nothing to say. */
  readonly detail: string | null;
}

/** What a gate says of a run. */
export interface GateResult {
  /** The run that was looked at. */
  readonly runId: string;
  /** The run that it was held against; `null`: none. */
  readonly against: string | null;
  /** What was looked at by itself. */
  readonly per: GroupBy;
  /** Whether every check passed. */
  readonly passed: boolean;
  /** The checks in the order of the gate; the first says whether the run is whole. */
  readonly checks: readonly GateCheck[];
}
