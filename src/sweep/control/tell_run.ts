import { UserError } from "../../base/mod.ts";
import type { Ledger, RunControl, RunRecord } from "../../spec/mod.ts";
import { type RunState, runState } from "./run_state.ts";

/** What a run can be told from outside. */
export type RunOrder = "pause" | "resume" | "cancel";

/** What became of an order. */
export interface ToldRun {
  /** What the ledger says of the run from now on. */
  readonly control: RunControl | null;
  /** How it stood when it was told. */
  readonly state: RunState;
}

/**
 * Tell a run to make no new calls for now, to go on, or to end. The process that runs it sees it within a second.
 *
 * @throws {UserError} when it stands so that it cannot do that: a run that no process has goes on only where it is run.
 */
export async function tellRun(ledger: Ledger, run: RunRecord, order: RunOrder): Promise<ToldRun> {
  const { runId } = run;
  const state = await runState(run, ledger);
  const control = CONTROLS[order](runId, state);
  await ledger.updateRun(runId, { control });
  return { control, state };
}

const CONTROLS: { readonly [order in RunOrder]: (runId: string, state: RunState) => RunControl | null } = {
  pause(runId, state) {
    if (state === "running" || state === "paused") return "pause";
    throw new UserError(`Cannot pause the run as no process is running it: current value is "${runId}" (${state})`);
  },
  resume(runId, state) {
    if (state === "running" || state === "paused") return null;
    if (state === "done") throw new UserError(`Cannot resume the run as it is done: current value is "${runId}"`);
    if (state === "ending") {
      throw new UserError(`Cannot resume the run before it has ended: current value is "${runId}"`);
    }
    throw new UserError(
      `Cannot resume the run from here as no process has it, and calls are made where it is run: ` +
        `tapedeck run resume ${runId}: current value is "${runId}" (${state})`,
    );
  },
  cancel(runId, state) {
    if (state !== "done") return "cancel";
    throw new UserError(`Cannot cancel the run as it is done: current value is "${runId}"`);
  },
};
