import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import { type CellDetail, cellDetail } from "../../report/mod.ts";
import { placesOf, planOfRun, runOverview, runState } from "../../sweep/mod.ts";
import { chosenRun, ledgerFlag, openExistingLedger, runArgument } from "../_chosen_run.ts";
import { commandPath } from "../_command_path.ts";
import { cellDocument, cellText } from "../_cell_detail.ts";
import { overviewDocument, overviewText } from "../_run_overview.ts";
import { type CommandResult, defineCommand } from "../command.ts";

const flags = z.strictObject({
  cell: z.int().min(0).optional()
    .meta({ placeholder: "N", description: "The rows of this cell, with what stands on the tape for each" }),
  cassette: z.string().optional()
    .meta({ placeholder: "PATH", description: "The tape, where it is not where the run left it" }),
  ...ledgerFlag,
});

/** Shows a run, or one of its cells. */
export const runShow = defineCommand({
  name: "run show",
  summary: "Show a run: how it stands, its cells, spend and scorings, or one cell",
  args: [runArgument],
  flags,
  examples: [
    { line: "tapedeck run show last", does: "How the newest run stands" },
    { line: "tapedeck run show last --cell 17", does: "What cell 17 was asked and answered, try by try" },
  ],
  async run({ io }, { args: [given], flags: { cell, cassette, ledger: ledgerGiven } }) {
    const path = commandPath(io, ledgerGiven);
    await using ledger = await openExistingLedger(path, "show the run");
    const run = await chosenRun(ledger, given, "show the run");
    if (cell !== undefined) {
      const tape = cassette === undefined ? (await placesOf(run, path)).cassettePath : commandPath(io, cassette);
      const plan = await planOfRun(run, { env: io.env, ledgerPath: path });
      return shownCell(await cellDetail(ledger, run, cell, { tape, plan }));
    }
    const overview = await runOverview(ledger, run);
    const state = await runState(run, ledger);
    return { text: overviewText(overview, state, io.stdout), document: overviewDocument(overview, state) };
  },
});

/** What has no rows is shown by nobody: it is not known what it is. */
function shownCell(detail: CellDetail): CommandResult {
  if (detail.state === "waiting") {
    throw new UserError(`Cannot show the cell as it has no rows yet: current value is ${detail.index}`, {
      exitCode: 2,
    });
  }
  return { text: cellText(detail), document: cellDocument(detail) };
}
