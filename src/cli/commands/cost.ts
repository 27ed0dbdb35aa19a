import { z } from "zod";
import { nearestName, parseAge, UserError } from "../../base/mod.ts";
import { type CostSums, costTotals, ledgerIsThere, openLedger } from "../../ledger/mod.ts";
import type { Attempt, JsonObject, Ledger } from "../../spec/mod.ts";
import { commandPath } from "../_command_path.ts";
import { type FittedColumn, fittedTable } from "../_fitted_table.ts";
import { formatCount, formatUsd, UNKNOWN } from "../_format.ts";
import { defineCommand } from "../command.ts";

/** The word for every run. */
const ALL = "all";
const SINCE_RULE = "must be a date such as 2026-11-01 or an age such as 30d";

const flags = z.strictObject({
  by: z.enum(["provider", "model", "endpoint", "run", "day"]).default("provider")
    .describe("What costs are summed by; days are those of UTC"),
  since: z.string().refine((text) => sinceTime(text, 0) !== null, SINCE_RULE).optional()
    .meta({ placeholder: "WHEN", description: "Only calls that were made since: a date, or an age such as 30d" }),
  ledger: z.string().default("runs/ledger.sqlite")
    .meta({ placeholder: "PATH", description: "The ledger: an SQLite file, or a postgres:// URL" }),
});

const FIGURES: readonly FittedColumn[] = [
  { title: "tries", align: "right", leaves: 1 },
  { title: "paid", align: "right" },
  { title: "replayed", align: "right" },
  { title: "tokens in", align: "right", leaves: 3 },
  { title: "tokens out", align: "right", leaves: 4 },
  { title: "USD", align: "right" },
  { title: "unknown", align: "right", leaves: 2 },
  { title: "USD saved", align: "right" },
];

/** Sums costs over runs. */
export const cost = defineCommand({
  name: "cost",
  summary: "Sum what runs have cost, by provider, model, endpoint, run or day",
  description:
    "What was paid and what was replayed stand apart: a replay costs nothing. A sum with a + behind it leaves out " +
    "calls whose cost is unknown, which is never 0.",
  args: [{ name: "RUN", description: "Ids of runs, or all of them", default: ALL, many: true }],
  flags,
  examples: [
    { line: "tapedeck cost", does: "What each provider was paid so far" },
    { line: "tapedeck cost --by day --since 30d", does: "Day by day, the last thirty days" },
    { line: "tapedeck cost run_20261121-055215-9fd48a8e --by model", does: "One run, model by model" },
  ],
  async run({ io }, { args, flags: { by, since, ledger: path } }) {
    await using ledger = await openExisting(commandPath(io, path), path);
    const runs = await chosenRuns(ledger, args);
    const sinceMs = since === undefined ? null : sinceTime(since, io.clock.date().getTime());
    const { rows, total } = await costTotals(attemptsOf(ledger, runs, sinceMs), by);
    const columns: FittedColumn[] = [{ title: by, align: "left" }, ...FIGURES];
    const cells = rows.map((row) => [row.name, ...figures(row)]);
    if (rows.length > 1) cells.push(["all", ...figures(total)]);
    return {
      text: rows.length === 0
        ? "No calls.\n"
        : `${fittedTable(columns, cells, io.stdout)}\n${sentence(total, runs.length)}`,
      document: {
        by,
        runs: runs.length,
        since: sinceMs === null ? null : new Date(sinceMs).toISOString(),
        rows: rows.map(({ name, ...sums }) => ({ name, ...documentOf(sums) })),
        total: documentOf(total),
      },
    };
  },
});

/** A ledger that is there: to open one that is not would make it. */
async function openExisting(path: string, given: string): Promise<Ledger> {
  if (!await ledgerIsThere(path)) {
    throw new UserError(`Cannot sum costs as there is no ledger: current value is "${given}"`, { exitCode: 2 });
  }
  return await openLedger(path);
}

async function chosenRuns(ledger: Ledger, names: readonly string[]): Promise<string[]> {
  const known = (await ledger.runs()).map(({ runId }) => runId);
  if (names.includes(ALL)) return known;
  for (const name of names) {
    if (known.includes(name)) continue;
    const nearest = nearestName(name, known);
    const hint = nearest === null ? "" : ` (did you mean "${nearest}"?)`;
    throw new UserError(`Cannot sum costs as the ledger has no such run${hint}: current value is "${name}"`, {
      exitCode: 2,
    });
  }
  return [...new Set(names)];
}

async function* attemptsOf(ledger: Ledger, runs: readonly string[], sinceMs: number | null): AsyncGenerator<Attempt> {
  for (const run of runs) {
    for await (const attempt of ledger.attempts(run)) {
      if (sinceMs === null || Date.parse(attempt.startedAt) >= sinceMs) yield attempt;
    }
  }
}

/** A date as its first millisecond in UTC, an age as the time so long ago; `null` where it is neither. */
function sinceTime(text: string, nowMs: number): number | null {
  const ageMs = parseAge(text);
  if (ageMs !== null) return nowMs - ageMs;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return Number.isNaN(time) ? null : time;
}

function figures(
  { tries, billed, replayed, inputTokens, outputTokens, costUsd, unknown, savedUsd }: CostSums,
): string[] {
  const count = (value: number) => value.toLocaleString("en-US");
  return [
    ...[tries, billed, replayed, inputTokens, outputTokens].map(count),
    costText({ costUsd, unknown }),
    count(unknown),
    formatUsd(savedUsd),
  ];
}

/** A sum that leaves something out has a + behind it. */
function costText({ costUsd, unknown }: Pick<CostSums, "costUsd" | "unknown">): string {
  return costUsd === null ? UNKNOWN : formatUsd(costUsd) + (unknown > 0 ? "+" : "");
}

function sentence(total: CostSums, runs: number): string {
  const { billed, costUsd, unknown } = total;
  const paid = costUsd === null ? "an unknown cost" : `$${costUsd}${unknown > 0 ? " and more" : ""}`;
  const left = unknown === 0 ? "" : `; the cost of ${formatCount(unknown, "call")} is unknown`;
  return `${formatCount(runs, "run")}: ${formatCount(billed, "call")} paid for, ${paid}${left}.\n`;
}

function documentOf(sums: CostSums): JsonObject {
  return {
    tries: sums.tries,
    billed: sums.billed,
    replayed: sums.replayed,
    input_tokens: sums.inputTokens,
    output_tokens: sums.outputTokens,
    cost_usd: sums.costUsd,
    unknown: sums.unknown,
    saved_usd: sums.savedUsd,
  };
}
