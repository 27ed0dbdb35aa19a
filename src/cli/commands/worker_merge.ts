import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import { openLedger, shownLedger } from "../../ledger/mod.ts";
import { commandPath } from "../_command_path.ts";
import { formatCount } from "../_format.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";

/** Brings the tapes of a run's workers together. */
export const workerMerge = defineCommand({
  name: "worker merge",
  summary: "Make one tape of those that the workers of a run have recorded",
  description:
    "Bring the files RUN.*.jsonl of all machines into one folder first. Of a call that was made twice, as a worker was " +
    "taken for dead, the recording stays whose row is in the ledger: a replay gives the rows of the run. Ends with exit " +
    "code 1 when recordings are missing.",
  args: [{ name: "RUN", description: "The id of the run" }],
  flags: z.strictObject({
    ledger: z.string().meta({ placeholder: "URL", description: "The ledger of the run" }),
    tapeDir: z.string().default("runs/tapes").meta({ placeholder: "DIR", description: "Where the tapes are" }),
    output: z.string().optional().meta({
      placeholder: "PATH",
      description: "The one tape; that of the run unless given",
    }),
  }),
  examples: [
    {
      line: "tapedeck worker merge run_20261121-055215-9fd48a8e --ledger postgres://evals@db.example/evals",
      does: "Into the tape of the run",
    },
  ],
  async run({ io }, { args: [runId], flags: given }) {
    const { mergeRunTapes } = await import("../../workers/mod.ts");
    await using ledger = await openLedger(given.ledger, { clock: io.clock });
    const run = await ledger.run(runId);
    if (run === null) {
      throw new UserError(
        `Cannot merge the tapes as ${shownLedger(given.ledger)} has no run of this id: current value is "${runId}"`,
        { exitCode: 2 },
      );
    }
    const output = given.output ?? run.cassette;
    if (output === null) {
      throw new UserError(`Cannot merge the tapes as the run recorded nothing: current value is mode "${run.mode}"`);
    }
    const tapeDir = commandPath(io, given.tapeDir);
    const report = await mergeRunTapes({ ledger, runId, tapeDir, output: commandPath(io, output) });
    const lines = [
      `${formatCount(report.kept, "record")} of ${formatCount(report.tapes, "tape")} in ${output}`,
      ...(report.extra === 0 ? [] : [`${formatCount(report.extra, "record")} left out: others made the rows`]),
      ...(report.missing === 0 ? [] : [`${formatCount(report.missing, "recording")} missing: bring the other tapes`]),
    ];
    return {
      text: `${lines.join("\n")}\n`,
      document: snakeKeys({ ...report, output }),
      exitCode: report.missing > 0 ? 1 : 0,
    };
  },
});
