import { z } from "zod";
import { tellRun } from "../../sweep/mod.ts";
import { chosenRun, ledgerFlag, openExistingLedger, runArgument } from "../_chosen_run.ts";
import { commandPath } from "../_command_path.ts";
import { defineCommand } from "../command.ts";

const flags = z.strictObject(ledgerFlag);

/** Ends a run of another process. */
export const runCancel = defineCommand({
  name: "run cancel",
  summary: "End a run; it is gone on with only where it is asked for by its id",
  description:
    "No new calls are made. What is in flight ends, as it is paid for, and is kept with all that has ended " +
    "before. The next session of the plan begins a run of its own.",
  args: [runArgument],
  flags,
  examples: [{ line: "tapedeck run cancel last", does: "End the run that is going on in another terminal" }],
  async run({ io }, { args: [given], flags: { ledger: ledgerGiven } }) {
    const path = commandPath(io, ledgerGiven);
    await using ledger = await openExistingLedger(path, "cancel the run");
    const run = await chosenRun(ledger, given, "cancel the run");
    const { runId } = run;
    const { state } = await tellRun(ledger, run, "cancel");
    const now = state === "running" || state === "paused" || state === "ending";
    return {
      text: `${runId} ${now ? "ends when its calls in flight have ended" : "is cancelled"}.\n`,
      document: { run_id: runId, control: "cancel" },
    };
  },
});
