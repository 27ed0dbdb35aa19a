import type { Ledger, RunRecord } from "../../spec/mod.ts";
import { RunLock } from "./run_lock.ts";

/**
 * How a run stands, for people. `ending`: it was cancelled, and its calls in flight have not ended yet. `interrupted`: no
 * process has it, and the next session of its plan goes on with it.
 */
export type RunState = "running" | "paused" | "ending" | "interrupted" | "cancelled" | "done";

/** How a run stands: what its record says, and whether a process has it, which its lock tells where nobody knows. */
export async function runState(
  run: RunRecord,
  ledger: Ledger,
  known: { readonly isTaken?: boolean } = {},
): Promise<RunState> {
  if (run.status === "done") return "done";
  const isTaken = known.isTaken ?? await RunLock.isTaken(ledger, run.runId);
  if (run.control === "cancel") return isTaken ? "ending" : "cancelled";
  if (!isTaken) return "interrupted";
  return run.control === "pause" ? "paused" : "running";
}
