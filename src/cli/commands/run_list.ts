import { z } from "zod";
import type { Ledger, RunRecord } from "../../spec/mod.ts";
import { runState } from "../../sweep/mod.ts";
import { ledgerFlag, openExistingLedger } from "../_chosen_run.ts";
import { commandPath } from "../_command_path.ts";
import { fittedTable } from "../_fitted_table.ts";
import { formatCount } from "../_format.ts";
import { defineCommand } from "../command.ts";

const flags = z.strictObject({
  state: z.enum(["running", "paused", "ending", "interrupted", "cancelled", "done"]).optional()
    .describe("Only runs that stand so"),
  plan: z.string().optional().meta({ placeholder: "NAME", description: "Only runs of this plan" }),
  mode: z.enum(["replay", "record", "append", "refresh", "passthrough"]).optional().describe("Only runs in this mode"),
  last: z.int().min(1).default(20).meta({ placeholder: "N", description: "No more than so many" }),
  ...ledgerFlag,
});

/** Lists the runs of a ledger. */
export const runList = defineCommand({
  name: "run list",
  summary: "List runs, the newest first, and how they stand",
  args: [],
  flags,
  examples: [
    { line: "tapedeck run list", does: "The last twenty runs" },
    { line: "tapedeck run list --state interrupted --mode record", does: "What can be gone on with" },
  ],
  async run({ io }, { flags: { state, plan, mode, last, ledger: given } }) {
    const path = commandPath(io, given);
    await using ledger = await openExistingLedger(path, "list runs");
    const rows: { run: RunRecord; stands: string; ended: number }[] = [];
    for (const run of await ledger.runs()) {
      if (rows.length === last) break;
      if ((plan !== undefined && run.plan !== plan) || (mode !== undefined && run.mode !== mode)) continue;
      const stands = await runState(run, ledger);
      if (state !== undefined && stands !== state) continue;
      rows.push({ run, stands, ended: await endedOf(ledger, run) });
    }
    const table = rows.map(({ run, stands, ended }) => [
      run.runId,
      run.plan,
      run.mode,
      stands,
      `${ended.toLocaleString("en-US")} of ${run.cells.toLocaleString("en-US")}`,
      run.startedAt,
    ]);
    return {
      text: rows.length === 0
        ? "No runs.\n"
        : `${fittedTable(COLUMNS, table, io.stdout)}\n${formatCount(rows.length, "run")}.\n`,
      document: {
        runs: rows.map(({ run: { runId, plan, mode, status, control, cells, startedAt, endedAt }, stands, ended }) => ({
          run_id: runId,
          plan,
          mode,
          state: stands,
          status,
          control,
          cells,
          ended,
          started_at: startedAt,
          ended_at: endedAt,
        })),
      },
    };
  },
});

const COLUMNS = [
  { title: "run", align: "left" },
  { title: "plan", align: "left", least: 8, leaves: 3 },
  { title: "mode", align: "left", leaves: 2 },
  { title: "state", align: "left" },
  { title: "cells", align: "right" },
  { title: "started", align: "left", leaves: 1 },
] as const;

async function endedOf(ledger: Ledger, run: RunRecord): Promise<number> {
  if (run.status === "done") return run.cells;
  let count = 0;
  for await (const _index of ledger.finishedCells(run.runId)) count++;
  return count;
}
