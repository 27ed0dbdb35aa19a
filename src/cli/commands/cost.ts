import { z } from "zod";
import { nearestName, UserError } from "../../base/mod.ts";
import {
  CALLS_BY_THEMSELVES,
  type CostForecast,
  costForecast,
  type CostSums,
  ledgerIsThere,
  openLedger,
  shownCostName,
  sinceTime,
  sumCosts,
} from "../../ledger/mod.ts";
import type { CostGroup, JsonObject, Ledger } from "../../spec/mod.ts";
import { commandPath } from "../_command_path.ts";
import { type FittedColumn, fittedTable } from "../_fitted_table.ts";
import { formatCount, formatUsd, UNKNOWN } from "../_format.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { defineCommand } from "../command.ts";

/** The word for every run, and for calls by themselves. */
const ALL = "all";
const SINCE_RULE = "must be a date such as 2026-11-01 or an age such as 30d";

const flags = z.strictObject({
  by: z.enum(["provider", "model", "endpoint", "run", "day"]).default("provider")
    .describe("What costs are summed by; days are those of UTC"),
  since: z.string().refine((text) => sinceTime(text, new Date(0)) !== null, SINCE_RULE).optional()
    .meta({
      placeholder: "WHEN",
      description: "Only calls that were made since: a date, or an age; 30d is so many days of UTC with today",
    }),
  forecast: z.boolean().default(false)
    .describe("Tell too what this month and the next 30 days will cost if it goes on like that"),
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

/** Sums costs over runs and calls by themselves. */
export const cost = defineCommand({
  name: "cost",
  summary: "Sum what calls have cost, by provider, model, endpoint, run or day",
  description:
    "What was paid and what was replayed stand apart: a replay costs nothing. A sum with a + behind it leaves out " +
    "calls whose cost is unknown, which is never 0. Calls that belong to no run, as those of the dashboard's router, " +
    `are summed up as those of a run, by the name ${CALLS_BY_THEMSELVES}.`,
  args: [{
    name: "RUN",
    description: `Ids of runs, ${CALLS_BY_THEMSELVES} for calls by themselves, or ${ALL} of them`,
    default: ALL,
    many: true,
  }],
  flags,
  examples: [
    { line: "tapedeck cost", does: "What each provider was paid so far" },
    { line: "tapedeck cost --by day --since 30d", does: "Day by day, the last thirty days" },
    { line: "tapedeck cost --forecast", does: "And what is still to come" },
    { line: "tapedeck cost calls --by day", does: "What calls by themselves have cost, day by day" },
    { line: "tapedeck cost run_20261121-055215-9fd48a8e --by model", does: "One run, model by model" },
  ],
  async run({ io }, { args, flags: { by, since, forecast: foretells, ledger: path } }) {
    await using ledger = await openExisting(commandPath(io, path), path);
    const chosen = await chosenOwners(ledger, args);
    const runs = chosen.runs.size;
    const from = since === undefined ? null : sinceTime(since, io.clock.date());
    const groups = await Array.fromAsync(groupsOf(ledger, chosen, from));
    const { rows, total } = await sumCosts(groups, by);
    const hasOwnCalls = groups.some(({ runId }) => runId === null);
    const forecast = foretells ? await forecastOf(ledger, chosen, io.clock.date()) : undefined;
    const columns: FittedColumn[] = [{ title: by, align: "left" }, ...FIGURES];
    const cells = rows.map((row) => [shownCostName(row.name, by), ...figures(row)]);
    if (rows.length > 1) cells.push(["all", ...figures(total)]);
    const table = rows.length === 0
      ? "No calls.\n"
      : `${fittedTable(columns, cells, io.stdout)}\n${sentence(total, { ...chosen, hasOwnCalls })}`;
    return {
      text: table + (forecast === undefined ? "" : forecastText(forecast)),
      document: {
        by,
        runs,
        since: from,
        rows: rows.map(({ name, ...sums }) => ({ name, ...documentOf(sums) })),
        total: documentOf(total),
        ...(forecast === undefined ? {} : { forecast: forecast === null ? null : forecastDocument(forecast) }),
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

/** Whose calls are summed up. */
interface Owners {
  readonly runs: ReadonlySet<string>;
  /** Whether calls that belong to no run are among them. */
  readonly hasOwnCalls: boolean;
}

async function chosenOwners(ledger: Ledger, names: readonly string[]): Promise<Owners> {
  const known = (await ledger.runs()).map(({ runId }) => runId);
  if (names.includes(ALL)) return { runs: new Set(known), hasOwnCalls: true };
  const runs = names.filter((name) => name !== CALLS_BY_THEMSELVES);
  for (const name of runs) {
    if (known.includes(name)) continue;
    const nearest = nearestName(name, known);
    const hint = nearest === null ? "" : ` (did you mean "${nearest}"?)`;
    throw new UserError(`Cannot sum costs as the ledger has no such run${hint}: current value is "${name}"`, {
      exitCode: 2,
    });
  }
  return { runs: new Set(runs), hasOwnCalls: runs.length < names.length };
}

async function* groupsOf(ledger: Ledger, chosen: Owners, since: string | null): AsyncGenerator<CostGroup> {
  for await (const group of ledger.costs(since === null ? {} : { since })) {
    const { runId } = group;
    if (runId === null ? chosen.hasOwnCalls : chosen.runs.has(runId)) yield group;
  }
}

/** By all days of the chosen ones: what a forecast leaves out would make it wrong. */
async function forecastOf(ledger: Ledger, chosen: Owners, now: Date): Promise<CostForecast | null> {
  const { rows } = await sumCosts(groupsOf(ledger, chosen, null), "day");
  return costForecast(rows, { at: now.toISOString() });
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

function sentence(total: CostSums, { runs, hasOwnCalls }: Owners): string {
  const { billed, costUsd, unknown } = total;
  const owners = [
    ...(runs.size === 0 && hasOwnCalls ? [] : [formatCount(runs.size, "run")]),
    ...(hasOwnCalls ? [shownCostName(CALLS_BY_THEMSELVES, "run")] : []),
  ].join(" and ");
  const paid = costUsd === null ? "an unknown cost" : `$${costUsd}${unknown > 0 ? " and more" : ""}`;
  const left = unknown === 0 ? "" : `; the cost of ${formatCount(unknown, "call")} is unknown`;
  return `${owners}: ${formatCount(billed, "call")} paid for, ${paid}${left}.\n`;
}

function forecastText(forecast: CostForecast | null): string {
  if (forecast === null) return "No forecast: something must have been paid on three days before today.\n";
  const { month, next30Days, method, from, to, unknown } = forecast;
  const range = ({ expectedUsd, lowUsd, highUsd }: typeof next30Days) =>
    `$${formatUsd(expectedUsd)} ($${formatUsd(lowUsd)} to $${formatUsd(highUsd)})`;
  const more = unknown === 0 ? "" : `, and the unknown cost of ${formatCount(unknown, "call")} on top`;
  return `Forecast for ${month.month}: ${range(month)}; for the next 30 days: ${range(next30Days)}.\n` +
    `  ${method}, ${from} to ${to}${more}.\n`;
}

function forecastDocument({ next30Days, month, ...rest }: CostForecast): JsonObject {
  return { ...snakeKeys(rest) as JsonObject, next_30_days: snakeKeys(next30Days), month: snakeKeys(month) };
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
