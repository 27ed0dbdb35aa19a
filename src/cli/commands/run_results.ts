import { z } from "zod";
import type { JsonObject } from "../../spec/mod.ts";
import { writeRunResults } from "../../sweep/mod.ts";
import { chosenRun, ledgerFlag, openExistingLedger, runArgument } from "../_chosen_run.ts";
import { commandPath } from "../_command_path.ts";
import { formatCount, formatUsd, UNKNOWN } from "../_format.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";

const flags = z.strictObject({
  out: z.string().default("runs").meta({ placeholder: "DIR", description: "Where the run has its folder of results" }),
  ...ledgerFlag,
});

/** Writes the tables of a run. */
export const runResults = defineCommand({
  name: "run results",
  summary: "Write the tables of a run from its ledger: results.parquet, results.csv, run.json",
  description: "A sweep does it at its end. It is for runs whose ledgers were merged, and for those that were killed.",
  args: [runArgument],
  flags,
  examples: [
    { line: "tapedeck run results nightly-7 --ledger merged.sqlite", does: "The tables of a run made in shards" },
  ],
  async run({ io }, { args: [given], flags: { out, ledger: ledgerGiven } }) {
    await using ledger = await openExistingLedger(commandPath(io, ledgerGiven), "write the results");
    const { runId } = await chosenRun(ledger, given, "write the results");
    const results = await writeRunResults(ledger, runId, commandPath(io, out));
    const { ok, failed, cells, costUsd, resultsHash } = results;
    return {
      text: `${ok.toLocaleString("en-US")} of ${formatCount(cells, "cell")} ok, ${failed} failed, $${
        costUsd === null ? UNKNOWN : formatUsd(costUsd)
      }\nresults  ${results.out}\nhash     ${resultsHash}\n`,
      document: { run_id: runId, ...snakeKeys({ ...results }) as JsonObject },
    };
  },
});
