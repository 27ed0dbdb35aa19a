import { openLedger } from "../ledger/mod.ts";
import type { JsonObject } from "../spec/mod.ts";
import type { RunSummary, SweepPlan } from "../sweep/mod.ts";
import { adaptiveDocument, adaptiveLines } from "./_adaptive_lines.ts";
import { forecastDocument } from "./_forecast_lines.ts";
import { snakeKeys } from "./_snake_keys.ts";
import { problemDocument } from "./_plan_problems.ts";
import { budgetLines } from "./_budget_lines.ts";
import { failureLines } from "./_failure_lines.ts";
import { formatCount, formatDuration, formatUsd } from "./_format.ts";
import { forecastLine } from "./_run_money.ts";
import { spendingLines, stopLines } from "./_stop_lines.ts";
import { runTables } from "./_run_tables.ts";
import { callsLine } from "./_score_report.ts";
import type { Output } from "./io.ts";

/** What a report is made from beside the run's summary. */
export interface RunReportParts {
  readonly plan: SweepPlan;
  readonly ledgerPath: string;
  /** The command that goes on with the run. */
  readonly resume: string;
  /** What to do about a kind of failure, by its name. */
  readonly advice: { readonly [kind: string]: string };
  /** What the tables have to fit. */
  readonly output: Pick<Output, "isTerminal" | "columns">;
}

/** What a run came to, for people. */
export async function runReport(summary: RunSummary, parts: RunReportParts): Promise<string> {
  const { plan, ledgerPath, resume, advice, output } = parts;
  await using ledger = await openLedger(ledgerPath);
  const tables = await runTables(ledger, summary.runId, { plan, output });
  const results = `${summary.out}/results.csv`;
  const failures = summary.failed === 0
    ? ""
    : `\n${await failureLines(ledger.attempts(summary.runId), { results, advice })}`;
  const goOn = summary.budget === null
    ? `\nInterrupted. To go on:\n  ${resume}\n`
    : `\n${budgetLines(summary.budget, summary.mode)}To go on:\n  ${resume}\n`;
  return [
    `${plan.name} (${summary.mode}): ${countsOf(summary).join(", ")}\n\n`,
    tables,
    failures,
    warningLines(summary),
    priceLines(summary),
    scoringLines(summary),
    forecastLines(summary),
    spendingLines(summary),
    stopLines(summary),
    summary.adaptive === undefined ? "" : adaptiveLines(summary.adaptive),
    `\nresults  ${summary.out}\nhash     ${summary.resultsHash}\n`,
    ...(summary.interrupted ? [goOn] : []),
  ].join("");
}

/** What was forecast beside what this session came to. */
function forecastLines({ forecast, sessionCostUsd = null, wallMs }: RunSummary): string {
  return forecast === undefined ? "" : `\n${forecastLine(forecast, sessionCostUsd, wallMs)}`;
}

/** The most that is shown; `--json` has all. */
const WARNINGS = 10;

/** What was told before the first call is not told twice. */
function warningLines({ warnings: all, problems }: RunSummary): string {
  const warnings = all.filter(({ endpoint, message }) =>
    !problems.some((problem) => problem.endpoint === endpoint && problem.message.startsWith(message))
  );
  if (warnings.length === 0) return "";
  const lines = warnings.slice(0, WARNINGS).map(({ endpoint, message, answers }) =>
    `warning: ${endpoint}: ${message} (${formatCount(answers, "answer")})\n`
  );
  const more = warnings.length - lines.length;
  return `\n${lines.join("")}${more > 0 ? `… and ${formatCount(more, "more warning")}: --json has all\n` : ""}`;
}

/** What judges and other scorers have called, which is in no cost of the cells. */
function scoringLines({ scoring }: RunSummary): string {
  return scoring.length === 0 ? "" : `\n${scoring.map(callsLine).join("")}`;
}

/** Whoever reads a cost must see whose price it was made with. */
function priceLines({ prices }: RunSummary): string {
  return prices.length === 0
    ? ""
    : "\n" + prices.map(({ endpoint, source, asOf }) =>
      `price: ${endpoint}: the catalog's, of the ${source}${asOf === null ? "" : `, ${asOf.slice(0, 10)}`}\n`
    ).join("");
}

function countsOf(summary: RunSummary): string[] {
  const { mode, cells, ok, failed, resumed, recorded, expired, costUsd, wallMs } = summary;
  const counted = (count: number, what: string) => count === 0 ? [] : [`${count.toLocaleString("en-US")} ${what}`];
  return [
    `${ok.toLocaleString("en-US")} of ${formatCount(cells, "cell")} ok`,
    `${failed.toLocaleString("en-US")} failed`,
    ...counted(resumed, "resumed"),
    ...(mode === "append" || mode === "refresh" ? [`${recorded.toLocaleString("en-US")} recorded`] : []),
    ...counted(expired, "expired"),
    ...counted(unusedOf(summary) ?? 0, "unused"),
    costUsd === null ? "cost unknown" : `$${formatUsd(costUsd)}`,
    formatDuration(wallMs),
  ];
}

/** Recordings that nobody needs; `null` where the run did not ask for all that it has. */
function unusedOf({ mode, interrupted, resumed, unplayed }: RunSummary): number | null {
  return mode !== "replay" || interrupted || resumed > 0 ? null : unplayed;
}

/** What a run came to, for programs. */
export function runDocument(summary: RunSummary, resume: string): JsonObject {
  return {
    run_id: summary.runId,
    plan: summary.plan,
    mode: summary.mode,
    cells: summary.cells,
    ok: summary.ok,
    failed: summary.failed,
    resumed: summary.resumed,
    recorded: summary.recorded,
    expired: summary.expired,
    unused: unusedOf(summary),
    cost_usd: summary.costUsd,
    wall_ms: summary.wallMs,
    ...(summary.problems.length === 0 ? {} : { problems: summary.problems.map(problemDocument) }),
    ...(summary.warnings.length === 0 ? {} : { warnings: summary.warnings.map((one) => ({ ...one })) }),
    ...(summary.scoring.length === 0 ? {} : { scoring: snakeKeys(summary.scoring) }),
    ...(summary.prices.length === 0
      ? {}
      : { prices: summary.prices.map(({ endpoint, source, asOf }) => ({ endpoint, source, as_of: asOf })) }),
    ...(summary.adaptive === undefined ? {} : { adaptive: adaptiveDocument(summary.adaptive) }),
    results_hash: summary.resultsHash,
    out: summary.out,
    ...(summary.interrupted ? { interrupted: true, resume } : {}),
    ...(summary.budget === null ? {} : { budget: { ...summary.budget } }),
    ...(summary.stops === undefined || summary.stops.length === 0 ? {} : { stops: snakeKeys(summary.stops) }),
    ...(summary.spending === undefined || summary.spending.length === 0
      ? {}
      : { spending: snakeKeys(summary.spending) }),
    ...(summary.sessionCostUsd === undefined ? {} : { session_cost_usd: summary.sessionCostUsd }),
    ...(summary.forecast === undefined ? {} : { forecast: forecastDocument(summary.forecast) }),
  };
}
