import { dirname } from "node:path";
import { z } from "zod";
import { isRunId, UserError } from "../../base/mod.ts";
import { REPORT_FORMATS, type ReportFormat, reportText, writeReport } from "../../report/mod.ts";
import { loadGate } from "../../sweep/mod.ts";
import { LATEST, openCommandLedger, runIdOf } from "../_command_ledger.ts";
import { commandPath } from "../_command_path.ts";
import { defineCommand } from "../command.ts";

const formats = Object.keys(REPORT_FORMATS) as ReportFormat[];

const flags = z.strictObject({
  format: z.enum(formats).default("html")
    .describe("A page for people, test results for CI, or all rows of the run's table"),
  out: z.string().optional().meta({
    placeholder: "PATH",
    description: "The file to write, - for standard output; in the run's folder under --runs unless given",
  }),
  runs: z.string().default("runs").meta({ placeholder: "DIR", description: "Where runs have their folders" }),
  against: z.string().optional()
    .meta({ placeholder: "RUN", description: "A run that it is held against, for the gate's table" }),
  plan: z.string().optional()
    .meta({ placeholder: "FILE", description: "The plan whose [gate] is asked; that of the run unless given" }),
  passScore: z.number().min(0).max(1).optional()
    .meta({ placeholder: "X", description: "A cell with a lower score is a failed test of junit; 0.5 unless given" }),
  ledger: z.string().default("runs/ledger.sqlite")
    .meta({ placeholder: "PATH", description: "The ledger that has the run" }),
});

/** Writes what a run came to. */
export const report = defineCommand({
  name: "report",
  summary: "Write what a run came to: an HTML page, Markdown, JUnit XML, or its rows",
  description:
    "The HTML page holds its charts and needs nothing else. The Markdown fits a comment on a pull request. JUnit XML has " +
    "a test for each cell and one for each check of the gate.",
  args: [{ name: "RUN", description: "The id of the run", default: LATEST }],
  flags,
  examples: [
    { line: "tapedeck report", does: "Write the page of the latest run into its folder" },
    { line: "tapedeck report --format markdown --out -", does: "Markdown on standard output, for a pull request" },
    { line: "tapedeck report --format junit --out junit.xml", does: "Test results for CI" },
  ],
  async run({ io, json }, { args: [name], flags: given }) {
    const { format, out, against, passScore } = given;
    await using ledger = await openCommandLedger(io, given.ledger);
    const runId = await runIdOf(ledger, name);
    const gate = given.plan === undefined ? undefined : await loadGate(commandPath(io, given.plan));
    const options = {
      runId,
      format,
      ...(against === undefined ? {} : { against }),
      ...(gate === undefined ? {} : { gate }),
      ...(passScore === undefined ? {} : { passScore }),
    };
    if (out === "-") {
      if (json || (format !== "html" && format !== "markdown" && format !== "junit")) {
        throw new UserError(
          `Cannot write to standard output as ${json ? "--json has it" : "rows go into a file: name it with --out"}: ` +
            `current value is "${format}"`,
          { exitCode: 2 },
        );
      }
      for await (const text of reportText(ledger, { ...options, format })) io.stdout.write(text);
      return { text: "", document: null };
    }
    if (out === undefined && !isRunId(runId)) {
      throw new UserError(`Cannot write the report as the run's id cannot name a folder: name the file by --out`, {
        exitCode: 2,
      });
    }
    const path = out ?? `${given.runs}/${runId}/${REPORT_FORMATS[format]}`;
    await Deno.mkdir(dirname(commandPath(io, path)), { recursive: true });
    await writeReport(ledger, commandPath(io, path), options);
    return { text: `${path}\n`, document: { run_id: runId, format, path } };
  },
});
