import { writeAtomically } from "../base/mod.ts";
import { collectShape, resultColumns, writeCsv, writeJsonLines, writeParquet } from "../ledger/mod.ts";
import { scoredAttempts } from "../scoring/mod.ts";
import type { Ledger } from "../spec/mod.ts";
import type { PlanGate } from "../sweep/mod.ts";
import { htmlReport } from "./html_report.ts";
import { junitReport } from "./junit_report.ts";
import { markdownReport } from "./markdown_report.ts";
import { reportCharts } from "./report_charts.ts";
import { runReport } from "./run_report.ts";

/** The formats that a run can be written in, with the names of their files. */
export const REPORT_FORMATS = {
  html: "report.html",
  markdown: "report.md",
  junit: "junit.xml",
  jsonl: "results.jsonl",
  csv: "results.csv",
  parquet: "results.parquet",
} as const;

/** A format that a run can be written in. */
export type ReportFormat = keyof typeof REPORT_FORMATS;

/** Options of {@linkcode writeReport}. */
export interface WriteReportOptions {
  /** The run's id. */
  readonly runId: string;
  /** What is written. */
  readonly format: ReportFormat;
  /** A run to hold it against, in the formats that show the gate. */
  readonly against?: string;
  /** What is asked of it; what its plan asked when it began unless given. */
  readonly gate?: PlanGate | null;
  /** A cell with a lower score is a failed test of `junit`. 0.5 unless given. */
  readonly passScore?: number;
}

/**
 * Write a run into a file: as a page for people (`html`, `markdown`), as test results for CI (`junit`), or all rows of
 * its table (`jsonl`, `csv`, `parquet`). A file that was there is replaced when all is written.
 *
 * @throws {UserError} when the ledger has no such run.
 */
export async function writeReport(ledger: Ledger, path: string, options: WriteReportOptions): Promise<void> {
  const { runId, format } = options;
  if (format === "html" || format === "markdown" || format === "junit") {
    const encoder = new TextEncoder();
    return await writeAtomically(path, async (write) => {
      for await (const text of reportText(ledger, { ...options, format })) await write(encoder.encode(text));
    });
  }
  const columns = resultColumns(await collectShape(scoredAttempts(ledger, runId)));
  const write = { jsonl: writeJsonLines, csv: writeCsv, parquet: writeParquet }[format];
  await write(path, scoredAttempts(ledger, runId), { columns });
}

/** A run as text for people or for CI, in pieces. */
export async function* reportText(
  ledger: Ledger,
  options: WriteReportOptions & { readonly format: "html" | "markdown" | "junit" },
): AsyncGenerator<string> {
  const { runId, format, against, gate, passScore } = options;
  const report = await runReport(ledger, {
    runId,
    ...(against === undefined ? {} : { against }),
    ...(gate === undefined ? {} : { gate }),
  });
  if (format === "markdown") yield markdownReport(report);
  else if (format === "html") yield htmlReport(report, { charts: await reportCharts(ledger, runId) });
  else yield* junitReport(ledger, { runId, gate: report.gate, ...(passScore === undefined ? {} : { passScore }) });
}
