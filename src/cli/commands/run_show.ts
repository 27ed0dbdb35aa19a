import { z } from "zod";
import { isThere, UserError } from "../../base/mod.ts";
import { describeInteractions } from "../../recording/mod.ts";
import type { Attempt, JsonObject, Ledger, RunRecord } from "../../spec/mod.ts";
import { placesOf, runOverview, runState } from "../../sweep/mod.ts";
import { chosenRun, ledgerFlag, openExistingLedger, runArgument } from "../_chosen_run.ts";
import { commandPath } from "../_command_path.ts";
import { formatMs, formatUsd, UNKNOWN } from "../_format.ts";
import { interactionText } from "../_interaction_text.ts";
import { overviewDocument, overviewText } from "../_run_overview.ts";
import { snakeKeys } from "../_snake_keys.ts";
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
      return await shownCell(ledger, run, { cell, tape });
    }
    const overview = await runOverview(ledger, run);
    const state = await runState(run, ledger);
    return { text: overviewText(overview, state, io.stdout), document: overviewDocument(overview, state) };
  },
});

async function shownCell(
  ledger: Ledger,
  run: RunRecord,
  { cell, tape }: { readonly cell: number; readonly tape: string | null },
): Promise<CommandResult> {
  const rows: Attempt[] = [];
  for await (const attempt of ledger.attempts(run.runId)) {
    if (attempt.cellIndex === cell) rows.push(attempt);
    else if (attempt.cellIndex > cell) break;
  }
  if (rows.length === 0) {
    const reason = cell < run.cells ? "it has no rows yet" : `the run has ${run.cells} cells, from 0`;
    throw new UserError(`Cannot show the cell as ${reason}: current value is ${cell}`, { exitCode: 2 });
  }
  const isTapeThere = tape !== null && await isThere(tape);
  const texts: string[] = [];
  const document: JsonObject[] = [];
  for (const row of rows) {
    const scope = `${row.cellId}/${row.try}`;
    const entry = isTapeThere ? entryOf(tape, scope) : null;
    texts.push(`${rowText(row, scope)}${entry === null ? "not on the tape\n" : entry.text}`);
    document.push({ row: snakeKeys(JSON.parse(JSON.stringify(row))), scope, entry: entry?.document ?? null });
  }
  return {
    text: texts.join(`\n${"─".repeat(40)}\n`),
    document: { run_id: run.runId, cassette: tape, rows: document },
  };
}

/** The entry of a try; `null`: there is none, as of a refusal of our own. */
function entryOf(tape: string, scope: string): { text: string; document: JsonObject } | null {
  try {
    for (const found of describeInteractions(tape, { scope })) {
      const { line, record } = found;
      return { text: interactionText(tape, found), document: { line, record: JSON.parse(JSON.stringify(record)) } };
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  return null;
}

function rowText(row: Attempt, scope: string): string {
  const { cellIndex, endpoint, promptId, label, status, errorKind, costUsd, latencyMs, score } = row;
  const facts = [
    `cell ${cellIndex}, try ${row.try}`,
    endpoint,
    promptId,
    ...(label === "" ? [] : [label]),
    errorKind === null ? status : `${status}: ${errorKind}`,
    `$${costUsd === null ? UNKNOWN : formatUsd(costUsd)}`,
    latencyMs === null ? UNKNOWN : formatMs(latencyMs),
    ...(score === null ? [] : [`score ${score}`]),
  ];
  return `${facts.join("  ")}\nscope ${scope}\n`;
}
