import { z } from "zod";
import { tellRun } from "../../sweep/mod.ts";
import { chosenRun, ledgerFlag, openExistingLedger, runArgument } from "../_chosen_run.ts";
import { commandPath } from "../_command_path.ts";
import { defineCommand } from "../command.ts";

const flags = z.strictObject(ledgerFlag);

/** Pauses a run of another process. */
export const runPause = defineCommand({
  name: "run pause",
  summary: "Let a run make no new calls until it is resumed",
  description:
    "What is in flight ends and is kept. The process that runs it waits; it sees the request within a second.",
  args: [runArgument],
  flags,
  examples: [{ line: "tapedeck run pause last", does: "Pause the run that is going on in another terminal" }],
  async run({ io }, { args: [given], flags: { ledger: ledgerGiven } }) {
    const path = commandPath(io, ledgerGiven);
    await using ledger = await openExistingLedger(path, "pause the run");
    const run = await chosenRun(ledger, given, "pause the run");
    const { runId } = run;
    await tellRun(ledger, run, "pause");
    return {
      text: `${runId} makes no new calls; those in flight end.\nTo go on: tapedeck run resume ${runId}\n`,
      document: { run_id: runId, control: "pause" },
    };
  },
});
