import type { CallNote, Clock } from "../spec/mod.ts";

/**
 * Let a call wait before it is handed to the network, behind what it waits for already, and note how long it really
 * took in `note.caller.retryWaitMs`. A replayed call does not wait: it keeps the wait that was recorded.
 */
export function waitBeforeLive(note: CallNote, { waitMs, clock }: { waitMs: number; clock: Clock }): void {
  if (waitMs <= 0) return;
  const beforeLive = note.beforeLive;
  note.beforeLive = async (signal) => {
    const startMs = clock.nowMs();
    await clock.sleep(waitMs, signal);
    note.caller.retryWaitMs = Math.round((clock.nowMs() - startMs) * 1000) / 1000;
    await beforeLive?.(signal);
  };
}
