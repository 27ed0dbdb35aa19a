import { summarizeAttempts, type SummaryRow } from "../analysis/mod.ts";
import { describeScoring, type RepeatReduction, repeatReduction } from "../scoring/mod.ts";
import { resultColumns, runShape } from "../ledger/mod.ts";
import type { Ledger } from "../spec/mod.ts";
import { shownValues, type SweepPlan } from "../sweep/mod.ts";
import { formatCount, formatMs, formatScore, formatShare, formatUsd, UNKNOWN } from "./_format.ts";
import { type FittedColumn, fittedTable } from "./_fitted_table.ts";
import type { Output } from "./io.ts";

/** Rows of one table beyond which the rest is only counted: `results.csv` has them all. */
const MAX_ROWS = 60;

/** A figure of a group of cells, and the text that a summary gives. */
interface Figure extends Pick<FittedColumn, "title" | "leaves"> {
  readonly text: (row: SummaryRow) => string;
}

/** A p95 leaves before the p50 in front of it, which says what it is of. */
const FIGURES: readonly Figure[] = [
  { title: "cells", leaves: 5, text: ({ n }) => String(n) },
  { title: "ok", text: ({ ok_rate }) => formatShare(numeric(ok_rate)) },
  { title: "cost USD", text: ({ cost_total_usd }) => formatUsd(numeric(cost_total_usd)) },
  {
    title: "USD/1k cells",
    leaves: 3,
    text: ({ cost_mean_usd: mean }) => formatUsd(mean === null ? null : Number(mean) * 1000),
  },
  { title: "TTFT p50", leaves: 2, text: ({ ttft_p50_ms }) => formatMs(numeric(ttft_p50_ms)) },
  { title: "p95 ms", leaves: 1, text: ({ ttft_p95_ms }) => formatMs(numeric(ttft_p95_ms)) },
  { title: "latency p50", leaves: 6, text: ({ latency_p50_ms }) => formatMs(numeric(latency_p50_ms)) },
  { title: "p95 ms", leaves: 4, text: ({ latency_p95_ms }) => formatMs(numeric(latency_p95_ms)) },
];

const SCORE: Figure = { title: "score", text: ({ score_mean }) => formatScore(numeric(score_mean)) };

/** The score of reduced repeats, with how many of them there are. */
function reducedFigures({ reduce = "mean", reductions }: RepeatReduction): Figure[] {
  return [
    {
      title: `score (${reductions === undefined ? reduce : "reduced"})`,
      text: ({ score_reduced }) => formatScore(numeric(score_reduced)),
    },
    { title: "of", leaves: 7, text: ({ score_n }) => String(score_n) },
  ];
}

/** What tables are made for. */
export interface RunTablesOptions {
  readonly plan: SweepPlan;
  /** What they have to fit. */
  readonly output: Pick<Output, "isTerminal" | "columns">;
}

/**
 * Cost, latency and quality of a run as plain text: one table by model and endpoint, and one by each parameter that
 * varies. Seeds are repeats under another name and get none.
 */
export async function runTables(
  ledger: Pick<Ledger, "attempts">,
  runId: string,
  { plan, output }: RunTablesOptions,
): Promise<string> {
  const axes = Object.fromEntries(plan.axes.map((axis) => [axis.name, shownValues(axis)]));
  const reduction = repeatReduction(plan.score);
  const columns = resultColumns(runShape(axes, reduction === null ? [] : describeScoring(plan.score).scorers));
  const options = { columns, ...(reduction === null ? {} : { reduction }) };
  const summary = (by: readonly string[]) => summarizeAttempts(ledger.attempts(runId), { ...options, by });
  const figures = [...FIGURES, ...(reduction === null ? [SCORE] : reducedFigures(reduction))];
  const tables = [
    table(await summary(["model", "endpoint"]), {
      figures,
      titles: ["model", "endpoint"],
      namesOf: (row) => [String(row.model), behindModel(String(row.endpoint))],
      output,
    }),
  ];
  const endpointName = endpointNames(plan.endpoints.map(({ key }) => key));
  for (const { name, values } of plan.axes) {
    if (values.length < 2 || name === "seed") continue;
    const rows = await summary([`param_${name}`, "endpoint"]);
    tables.push(table(rows, {
      figures,
      titles: [name, "endpoint"],
      namesOf: (row) => [valueText(row[`param_${name}`]), endpointName(String(row.endpoint))],
      output,
    }));
  }
  if (reduction !== null) tables.push(reductionLine(reduction, await summary([])));
  return tables.join("\n");
}

function table(
  rows: readonly SummaryRow[],
  { figures, titles, namesOf, output }: Pick<RunTablesOptions, "output"> & {
    readonly figures: readonly Figure[];
    readonly titles: readonly string[];
    readonly namesOf: (row: SummaryRow) => string[];
  },
): string {
  const names = rows.map(namesOf);
  const columns: FittedColumn[] = [
    ...titles.map((title, i): FittedColumn => ({
      title,
      align: names.every((row) => isNumber(row[i])) ? "right" : "left",
    })),
    ...figures.map(({ title, leaves }): FittedColumn => ({ title, align: "right", leaves })),
  ];
  const shown = rows.slice(0, MAX_ROWS).map((row, i) => [...names[i], ...figures.map(({ text }) => text(row))]);
  const rest = rows.length - shown.length;
  return fittedTable(columns, shown, output) + (rest > 0 ? `and ${rest} more, which results.csv has\n` : "");
}

/** Whoever reads a score must see what it is of. */
function reductionLine(
  { reduce = "mean", reductions = {}, failed = "skip" }: RepeatReduction,
  all: readonly SummaryRow[],
) {
  const others = Object.entries(reductions).map(([name, own]) => `, ${name} by ${own}`).join("");
  const cells = failed === "zero" ? "a cell without an answer counts 0" : "cells without an answer are left out";
  const few = numeric(all.at(0)?.score_too_few ?? null) ?? 0;
  const tooFew = few === 0 ? "" : `; ${formatCount(few, "prompt")} had too few answers for that`;
  return `score: repeats of a prompt by ${reduce}${others}, then the mean over prompts; ${cells}${tooFew}\n`;
}

function isNumber(text: string): boolean {
  return text !== "" && !Number.isNaN(Number(text));
}

function numeric(value: SummaryRow[string]): number | null {
  return typeof value === "number" ? value : null;
}

/** `llama.cpp/q4_1` of `author/slug@llama.cpp/q4_1`. */
function behindModel(endpoint: string): string {
  return endpoint.slice(endpoint.indexOf("@") + 1);
}

/** Endpoints as the first table names them, without their models, where that leaves them different. */
function endpointNames(endpoints: readonly string[]): (endpoint: string) => string {
  const areDifferent = new Set(endpoints.map(behindModel)).size === endpoints.length;
  return areDifferent ? behindModel : (endpoint) => endpoint;
}

const MAX_VALUE_CHARS = 40;

function valueText(value: SummaryRow[string]): string {
  const text = value === null ? UNKNOWN : String(value);
  return text.length <= MAX_VALUE_CHARS ? text : `${text.slice(0, MAX_VALUE_CHARS)}…`;
}
