/** Where time comes from. Nothing in Tapedeck reads the time or waits in any other way. */
export interface Clock {
  /** Monotonic time in milliseconds, to the microsecond; only differences mean anything. */
  nowMs(): number;
  /** The wall-clock time. */
  date(): Date;
  /** Wait for `ms` milliseconds; rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Ring once after `ms` milliseconds, unless what is returned is called before; absent: `sleep` has to do. */
  alarm?(ms: number, ring: () => void): () => void;
}
