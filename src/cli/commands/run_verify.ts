import { z } from "zod";
import type { JsonObject, JsonValue } from "../../spec/mod.ts";
import { loadPlan, restrictPlan, type RowDifference, verifyRun, type VerifyRunOptions } from "../../sweep/mod.ts";
import { chosenRun, ledgerFlag, openExistingLedger, runArgument } from "../_chosen_run.ts";
import { commandPath } from "../_command_path.ts";
import { clipped, type FittedColumn, fittedTable } from "../_fitted_table.ts";
import { formatCount } from "../_format.ts";
import { onlyFlag } from "../_only_flag.ts";
import { progressFace } from "../_progress_face.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";
import type { Io } from "../io.ts";
import { printable } from "../_printable.ts";

const flags = z.strictObject({
  plan: z.string().optional()
    .meta({ placeholder: "PLAN", description: "The plan, where it is not where the run left it" }),
  cassette: z.string().optional()
    .meta({ placeholder: "PATH", description: "The tape, where it is not where the run left it" }),
  ...onlyFlag,
  ...ledgerFlag,
});

/** So many differences stand in the text; all of them, up to a thousand, in the document. */
const MOST_SHOWN = 20;
const MOST_CHARS = 40;

/** Derives the numbers of a run again. */
export const runVerify = defineCommand({
  name: "run verify",
  summary: "Derive every number of a run again from its tape, and say which differ",
  description:
    "Nothing is called and nothing is written. Ends with exit code 1 when a value differs or a recording is " +
    "missing. Cells that have not ended are passed over.",
  args: [runArgument],
  flags,
  examples: [
    { line: "tapedeck run verify last", does: "Whether the newest table follows from its tape" },
    { line: "tapedeck run verify nightly-7 --cassette merged.jsonl", does: "The same with a tape that was merged" },
  ],
  async run({ io, json }, { args: [given], flags: { plan, cassette, only, ledger: ledgerGiven } }) {
    const ledgerPath = commandPath(io, ledgerGiven);
    const runId = await idOf(ledgerPath, given);
    const progress = progressFace(io);
    const options: VerifyRunOptions = {
      ledgerPath,
      ...(plan === undefined ? {} : { plan: await planOf(io, plan, only) }),
      ...(cassette === undefined ? {} : { cassettePath: commandPath(io, cassette) }),
      onProgress: json ? undefined : progress.update,
      warn: (message) => io.stderr.write(`warning: ${printable(message)}\n`),
    };
    const found = await verifyRun(runId, options).finally(() => progress.end());
    const { cells, rows, open, differing, differences, unrecorded, missing } = found;
    const lines = [
      `${formatCount(rows, "row")} of ${formatCount(cells, "cell")} derived again from ${found.cassette}` +
      `${open === 0 ? "" : `; ${formatCount(open, "cell")} not ended`}\n`,
      differing === 0 ? "" : `\n${differencesTable(differences, io)}`,
      differing === 0
        ? "Every value follows from the tape.\n"
        : `${formatCount(differing, "value")} ${differing === 1 ? "differs" : "differ"}.\n`,
      ...missing.slice(0, MOST_SHOWN).map(({ cellIndex, cellId, try: number }) =>
        `cell ${cellIndex} try ${number}: no recording (${cellId}/${number})\n`
      ),
      unrecorded === 0 ? "" : `${formatCount(unrecorded, "recording")} missing.\n`,
    ];
    return {
      text: lines.join(""),
      document: {
        ...snakeKeys({ ...found, differences: [], missing: [] }) as JsonObject,
        differences: differences.map(({ stored, derived, ...place }) => ({
          ...snakeKeys({ ...place }) as JsonObject,
          stored,
          derived,
        })),
        missing: missing.map((one) => snakeKeys({ ...one })),
      },
      exitCode: differing + unrecorded > 0 ? 1 : 0,
    };
  },
});

async function idOf(ledgerPath: string, given: string): Promise<string> {
  await using ledger = await openExistingLedger(ledgerPath, "verify the run");
  return (await chosenRun(ledger, given, "verify the run")).runId;
}

async function planOf(io: Io, path: string, only: readonly string[] | undefined) {
  return restrictPlan(await loadPlan(commandPath(io, path)), only ?? []);
}

const COLUMNS: readonly FittedColumn[] = [
  { title: "cell", align: "right" },
  { title: "try", align: "right" },
  { title: "column", align: "left" },
  { title: "in the ledger", align: "left", least: 12 },
  { title: "from the tape", align: "left", least: 12 },
];

function differencesTable(differences: readonly RowDifference[], { stdout }: Io): string {
  const shown = (value: JsonValue) => clipped(JSON.stringify(value), MOST_CHARS);
  const rows = differences.slice(0, MOST_SHOWN).map(({ cellIndex, try: number, column, stored, derived }) => [
    String(cellIndex),
    String(number),
    column,
    shown(stored),
    shown(derived),
  ]);
  return fittedTable(COLUMNS, rows, stdout);
}
