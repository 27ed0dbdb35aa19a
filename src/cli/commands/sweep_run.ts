import { z } from "zod";
import { openSqliteLedger } from "../../ledger/mod.ts";
import type { JsonObject } from "../../spec/mod.ts";
import { loadFaults, loadPlan, type RunSummary, runSweep, type SweepPlan } from "../../sweep/mod.ts";
import { commandPath } from "../_command_path.ts";
import { failureLines } from "../_failure_lines.ts";
import { formatCount, formatDuration, formatUsd } from "../_format.ts";
import { progressFace } from "../_progress_face.ts";
import { runTables } from "../_run_tables.ts";
import { shellWords } from "../_shell_words.ts";
import { type CommandContext, type CommandResult, defineCommand } from "../command.ts";
import type { Io } from "../io.ts";

const flags = z.strictObject({
  mode: z.enum(["replay", "record", "append", "passthrough"]).optional()
    .describe("What the tape does; the plan's own mode unless given"),
  cassette: z.string().optional().meta({ placeholder: "PATH", description: "The tape; the plan's own unless given" }),
  concurrency: z.int().min(1).optional()
    .meta({ alias: "n", placeholder: "N", description: "Calls in flight at once; the plan's own number unless given" }),
  faults: z.string().optional().meta({
    placeholder: "FILE",
    description: "Failures on purpose, as a TOML file of [[faults]]; the plan's own unless given",
  }),
  resume: z.string().optional().meta({ placeholder: "RUN", description: "Go on with this run" }),
  new: z.boolean().default(false).describe("Start anew, also when an interrupted run could be gone on with"),
  out: z.string().default("runs").meta({
    placeholder: "DIR",
    description: "Where each run makes its folder of results",
  }),
  ledger: z.string().optional()
    .meta({ placeholder: "PATH", description: "The SQLite file of all attempts; ledger.sqlite in --out unless given" }),
  allowLiveInCi: z.boolean().default(false).describe("Let modes that call live go on where CI is set"),
}).refine((given) => !(given.new && given.resume !== undefined), {
  message: "cannot stand beside --resume: one starts anew, the other goes on",
  path: ["new"],
});

type Flags = z.infer<typeof flags>;

/** What the command works with: tests put a runner of their own here. */
export interface SweepRunParts {
  readonly runSweep: typeof runSweep;
}

/** Runs a plan. */
export const sweepRun = sweepRunWith({ runSweep });

/** The command `sweep run` around a runner. */
export function sweepRunWith(parts: SweepRunParts) {
  return defineCommand({
    name: "sweep run",
    summary: "Run a sweep plan: call every cell, or replay its tape",
    description:
      "A live run that was interrupted is gone on with: what has ended is not called again. Ends with exit code 1 " +
      "when a cell failed or Ctrl-C ended it.",
    args: [{ name: "PLAN", description: "The TOML file of the plan", default: "sweeps/quickstart.toml" }],
    flags,
    examples: [
      { line: "tapedeck sweep run", does: "Replay the quickstart" },
      { line: "tapedeck sweep run my.toml --mode append", does: "Call what the tape does not have yet" },
    ],
    run: (context, { args: [path], flags: given }) => run(parts, { context, path, given }),
  });
}

/** The plan with the faults of another file in place of its own, where one is given. */
async function planOf(io: Io, { path, faults }: { path: string; faults: string | undefined }): Promise<SweepPlan> {
  const plan = await loadPlan(commandPath(io, path));
  return faults === undefined ? plan : { ...plan, faults: await loadFaults(commandPath(io, faults)) };
}

async function run(
  parts: SweepRunParts,
  { context, path, given }: { context: CommandContext; path: string; given: Flags },
): Promise<CommandResult> {
  const { io } = context;
  const plan = await planOf(io, { path, faults: given.faults });
  const ledgerPath = commandPath(io, given.ledger ?? `${given.out}/ledger.sqlite`);
  const controller = new AbortController();
  const stopListening = io.onInterrupt(() => {
    stopListening();
    io.stderr.write("\nEnding the calls in flight. Ctrl-C again ends at once.\n");
    controller.abort();
  });
  const progress = progressFace(io);
  let summary: RunSummary;
  try {
    summary = await parts.runSweep(plan, {
      ledgerPath,
      outRoot: commandPath(io, given.out),
      mode: given.mode ?? plan.run.mode,
      cassettePath: given.cassette === undefined ? plan.run.cassette : commandPath(io, given.cassette),
      concurrency: given.concurrency ?? plan.run.concurrency,
      signal: controller.signal,
      onProgress: progress.update,
      resume: given.resume,
      fresh: given.new,
      allowLiveInCi: given.allowLiveInCi,
      env: io.env,
      clock: io.clock,
    });
  } finally {
    stopListening();
    progress.end();
  }
  const resume = resumeLine(path, given, summary);
  if (context.json && summary.interrupted) io.stderr.write(`To go on: ${resume}\n`);
  return {
    text: context.json ? "" : await summaryText(summary, { plan, ledgerPath, resume }),
    document: summaryDocument(summary, resume),
    exitCode: summary.interrupted || summary.failed > 0 ? 1 : 0,
  };
}

function summaryDocument(summary: RunSummary, resume: string): JsonObject {
  return {
    run_id: summary.runId,
    plan: summary.plan,
    mode: summary.mode,
    cells: summary.cells,
    ok: summary.ok,
    failed: summary.failed,
    resumed: summary.resumed,
    cost_usd: summary.costUsd,
    wall_ms: summary.wallMs,
    results_hash: summary.resultsHash,
    out: summary.out,
    ...(summary.interrupted ? { interrupted: true, resume } : {}),
  };
}

async function summaryText(
  summary: RunSummary,
  { plan, ledgerPath, resume }: { plan: SweepPlan; ledgerPath: string; resume: string },
): Promise<string> {
  await using ledger = await openSqliteLedger(ledgerPath);
  const tables = await runTables(ledger, summary.runId, plan);
  const results = `${summary.out}/results.csv`;
  const failures = summary.failed === 0 ? "" : `\n${await failureLines(ledger.attempts(summary.runId), results)}`;
  const { mode, cells, ok, failed, resumed, costUsd, wallMs } = summary;
  const counts = [
    `${ok.toLocaleString("en-US")} of ${formatCount(cells, "cell")} ok`,
    `${failed.toLocaleString("en-US")} failed`,
    ...(resumed === 0 ? [] : [`${resumed.toLocaleString("en-US")} resumed`]),
    costUsd === null ? "cost unknown" : `$${formatUsd(costUsd)}`,
    formatDuration(wallMs),
  ];
  return [
    `${plan.name} (${mode}): ${counts.join(", ")}\n\n`,
    tables,
    failures,
    `\nresults  ${summary.out}\nhash     ${summary.resultsHash}\n`,
    ...(summary.interrupted ? [`\nInterrupted. To go on:\n  ${resume}\n`] : []),
  ].join("");
}

/** The command that goes on with a run: the flags of this one, and the run's id. */
function resumeLine(path: string, given: Flags, { runId }: RunSummary): string {
  const words = ["deno", "task", "tapedeck", "sweep", "run", path, "--resume", runId];
  for (const name of ["mode", "cassette", "concurrency", "faults", "ledger"] as const) {
    if (given[name] !== undefined) words.push(`--${name}`, String(given[name]));
  }
  if (given.out !== "runs") words.push("--out", given.out);
  if (given.allowLiveInCi) words.push("--allow-live-in-ci");
  return shellWords(words);
}
