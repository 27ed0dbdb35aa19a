import type { Amounts } from "./_unit.ts";

/** What calls used that the limiter did not let go itself; times are the clock's monotonic ones. */
export interface PastUse {
  readonly startMs: number;
  readonly endMs: number;
  readonly amounts: Amounts;
}
