import type { Clock } from "../spec/mod.ts";

/** How long SQLite itself waits for a lock. Short, as the whole process stands still meanwhile. */
export const BUSY_TIMEOUT_MS = 50;

/** How long a write is tried again before it fails. */
const PATIENCE_MS = 60_000;

const SQLITE_BUSY = 5;

/**
 * Run `work`, and run it again while another process holds the lock of the file, for a minute at most. `work` must
 * have changed nothing when it fails with a lock.
 */
export async function whileBusy<T>(clock: Clock, work: () => T): Promise<T> {
  const startMs = clock.nowMs();
  for (let waitMs = 5;; waitMs = Math.min(waitMs * 2, 200)) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || clock.nowMs() - startMs > PATIENCE_MS) throw error;
    }
    await clock.sleep(waitMs);
  }
}

/** The runtime gives no result code with an error yet, so SQLite's fixed text for this code stands for it. */
function isBusy(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return "errcode" in error ? error.errcode === SQLITE_BUSY : error.message === "database is locked";
}
