import type { ErrorKind } from "../../spec/mod.ts";
import type { HistogramBucket } from "./histogram_bucket.ts";

/** The last try that was sent to an endpoint or a provider. */
export interface LastCall {
  /** When it ended; of a try of an earlier run, when it began. RFC 3339, UTC. */
  readonly at: string;
  /** `null`: it was answered. */
  readonly errorKind: ErrorKind | null;
  /** To the last byte, or to the failure; `null` is unknown. */
  readonly latencyMs: number | null;
}

/** What stands behind the figures of a `Health`. */
export interface HealthDetail {
  /** What they are of: the tries of the window, or where there are none, those before it. */
  readonly of: "window" | "past";
  /** How long the window is. */
  readonly windowMs: number;
  /** Tries that failed by its fault. */
  readonly faults: number;
  /** Tries that were rate limited. */
  readonly throttled: number;
  /** How long answers took to the last byte, in milliseconds: from the first to the last bucket that has any. */
  readonly latencies: readonly HistogramBucket[];
  /** `null`: none is known. */
  readonly lastCall: LastCall | null;
}
