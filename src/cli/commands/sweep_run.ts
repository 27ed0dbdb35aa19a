import { dirname, resolve } from "node:path";
import { z } from "zod";
import { assertModeAllowed } from "../../cassette/mod.ts";
import { ledgerIsThere, openLedger, shownLedger } from "../../ledger/mod.ts";
import type { GateResult } from "../../report/mod.ts";
import {
  checkPlan,
  loadFaults,
  loadPlan,
  partOfRun,
  type PlanProblem,
  restrictPlan,
  type RunOptions,
  type RunSummary,
  runSweep,
  settlePlan,
  type SweepPlan,
  UnusedRecordingsError,
} from "../../sweep/mod.ts";
import { ageFlag } from "../_amounts.ts";
import { budgetFlags, cassetteOptions, dollarFlag, expireFlags, refreshFlags } from "../_cassette_flags.ts";
import { commandPath } from "../_command_path.ts";
import { controlFlags, controlOptions } from "../_control_flags.ts";
import { loadedConfig } from "../_config_file.ts";
import { flagFacts } from "../_flag_facts.ts";
import { type LiveRun, openLiveRun } from "../_live_run.ts";
import { observeFlags } from "../_observe_flags.ts";
import { onlyFlag } from "../_only_flag.ts";
import { progressFace } from "../_progress_face.ts";
import { gateDocument, gateLines } from "../_gate_lines.ts";
import { listenForStops } from "../_run_control.ts";
import { runDocument, runReport } from "../_run_report.ts";
import { isShared, sharedRun, sharedRunFlags } from "../_shared_run.ts";
import { runMoney, runMoneyFlags } from "../_run_money.ts";
import { raisedFlags, retriedKinds } from "../_stop_lines.ts";
import { shellWords } from "../_shell_words.ts";
import { type CommandContext, type CommandResult, defineCommand } from "../command.ts";
import type { Io } from "../io.ts";
import { printable } from "../_printable.ts";

const flags = z.strictObject({
  mode: z.enum(["replay", "record", "append", "refresh", "passthrough"]).optional()
    .describe("What the tape does; the plan's own mode unless given"),
  cassette: z.string().optional().meta({ placeholder: "PATH", description: "The tape; the plan's own unless given" }),
  ...refreshFlags,
  ...expireFlags,
  unused: z.enum(["report", "error"]).optional()
    .describe("What it is when a replay leaves recordings over; as the plan says unless given"),
  repeat: z.enum(["last"]).optional().describe("Play the last recording of a request again, for ever"),
  speed: z.number().min(0).optional()
    .meta({ placeholder: "X", description: "Replay so many times as fast as recorded; 0 waits for nothing" }),
  usage: z.string().optional()
    .meta({ placeholder: "PATH", description: "Add what a replay played to this file, for cassette prune" }),
  ...budgetFlags,
  ...dollarFlag,
  ...runMoneyFlags,
  progress: z.enum(["auto", "json", "none"]).default("auto")
    .describe("How far it is, on stderr: drawn on a terminal and as lines elsewhere, one JSON object a second, or not"),
  concurrency: z.int().min(1).optional()
    .meta({ alias: "n", placeholder: "N", description: "Calls in flight at once; the plan's own number unless given" }),
  faults: z.string().optional().meta({
    placeholder: "FILE",
    description: "Failures on purpose, as a TOML file of [[faults]]; the plan's own unless given",
  }),
  strictness: z.enum(["warn", "error"]).optional()
    .describe("What it is when an endpoint does not take what is to be sent; as the plan or the configuration says"),
  ...onlyFlag,
  resume: z.string().optional().meta({ placeholder: "RUN", description: "Go on with this run" }),
  new: z.boolean().default(false).describe("Start anew, also when an interrupted run could be gone on with"),
  out: z.string().default("runs").meta({
    placeholder: "DIR",
    description: "Where each run makes its folder of results",
  }),
  ledger: z.string().optional()
    .meta({
      placeholder: "PATH",
      description:
        "Where all attempts are kept: an SQLite file, or postgres://user@host/database; ledger.sqlite in --out",
    }),
  ...controlFlags,
  ...sharedRunFlags,
  ...observeFlags,
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
      "A live run that was interrupted is gone on with: what has ended is not called again. A budget (--max-…) is that " +
      "of one session: it ends the run before a call could go over it, and what was recorded stays. Ends with exit " +
      "code 1 when a cell failed (or, where the plan has a [gate], when that is shut or says nothing of the error rate), Ctrl-C or a budget ended it, or " +
      "--unused error is not met.",
    args: [{ name: "PLAN", description: "The TOML file of the plan", default: "sweeps/quickstart.toml" }],
    flags,
    examples: [
      { line: "tapedeck sweep run", does: "Replay the quickstart" },
      { line: "tapedeck sweep run my.toml --mode append", does: "Call what the tape does not have yet" },
      {
        line: "tapedeck sweep run my.toml --mode record --max-usd 1.50",
        does: "Record, and stop before a call could cost more than that in all",
      },
      {
        line: "tapedeck sweep run my.toml --mode refresh --refresh-older-than 30d",
        does: "Record anew what is older than 30 days, and play the rest",
      },
      {
        line: "tapedeck sweep run my.toml --only temperature=0.2 --only endpoint='openai/*'",
        does: "Run a part, whose cells are those of the whole",
      },
      {
        line: "tapedeck sweep run my.toml --mode record --ledger postgres://evals@db.example/evals",
        does: "Share the cells with all workers of the database",
      },
      {
        line: "tapedeck sweep run my.toml --mode record --run-id nightly-7 --shard 2/4",
        does: "The second of four parts of one run; tapedeck ledger merge makes the whole of them",
      },
      {
        line: "tapedeck sweep run my.toml --mode record --retry-failed=rate_limited,timeout",
        does: "Try again what failed so in the plan's last run, and nothing else",
      },
      {
        line: "tapedeck sweep run my.toml --expire 90d --expired fail --unused error",
        does: "A strict replay, for CI",
      },
    ],
    run: (context, { args: [path], flags: given }) => run(parts, { context, path, given }),
  });
}

/** Of a run that is gone on with by its id, the part of the plan that it has, with its failures on purpose. */
async function partGoneOn(
  plan: SweepPlan,
  { ledgerPath, runId }: { readonly ledgerPath: string; readonly runId: string | undefined },
): Promise<SweepPlan> {
  if (runId === undefined || !await ledgerIsThere(ledgerPath)) return plan;
  await using ledger = await openLedger(ledgerPath);
  const run = await ledger.run(runId);
  return run === null ? plan : partOfRun(plan, run);
}

/** The plan with the faults of another file in place of its own, where one is given. */
async function planOf(
  io: Io,
  { path, faults }: { path: string; faults: string | undefined },
): Promise<SweepPlan> {
  const plan = await loadPlan(commandPath(io, path));
  return faults === undefined ? plan : { ...plan, faults: await loadFaults(commandPath(io, faults)) };
}

async function run(
  parts: SweepRunParts,
  { context, path, given }: { context: CommandContext; path: string; given: Flags },
): Promise<CommandResult> {
  const { io } = context;
  const whole = await planOf(io, { path, faults: given.faults });
  const ledgerPath = commandPath(io, given.ledger ?? `${given.out}/ledger.sqlite`);
  const chosen = optionsOf(io, given, whole);
  const settled = restrictPlan(await settlePlan(whole, { ...chosen, ledgerPath }), given.only ?? []);
  const plan = await partGoneOn(settled, { ledgerPath, runId: given.resume });
  assertModeAllowed(chosen.mode, io.env("CI"), given.allowLiveInCi);
  // Before anything else: whoever observes a run asks its providers how they are.
  const folder = dirname(resolve(commandPath(io, path)));
  const problems = chosen.mode === "replay" ? [] : await checked(plan, { io, folder, chosen });
  const live: LiveRun | null = chosen.mode === "replay"
    ? null
    : await openLiveRun(io, { plan, folder, metricsPort: given.metricsPort });
  const shared = isShared(given, { ...chosen, ledgerPath });
  const progress = progressFace(io, given.progress);
  const stops = listenForStops(io, { isShared: shared, say: progress.say });
  const options: RunOptions = {
    ...chosen,
    ...live?.options,
    ...runMoney(io, given, { say: progress.say, signal: stops.signal }),
    onStart(run) {
      live?.options.onStart?.(run);
      if (run.progress !== undefined) progress.begin(run.progress);
    },
    problems,
    ledgerPath,
    signal: stops.signal,
    control: stops.control,
    onProgress: progress.update,
  };
  let end: { summary: RunSummary; problem: string | null };
  try {
    end = await ended(
      shared ? sharedRun(plan, options, { io, given, live }) : parts.runSweep(plan, options),
    );
  } finally {
    stops.stop();
    await progress.end();
    await live?.end();
  }
  const { summary, problem } = end;
  const resume = resumeLine(path, given, summary);
  const advice = adviceFor(path, given, { ...plan.cassette, ...options });
  if (context.json && summary.interrupted) io.stderr.write(`To go on: ${resume}\n`);
  if (problem !== null) io.stderr.write(`${printable(problem)}\n`);
  // A part of a run says nothing of the whole: the gate is asked when the parts are together.
  const gate = given.shard === undefined ? await gateOf(plan, { ledgerPath, summary }) : null;
  const report = context.json ? "" : await runReport(summary, { plan, ledgerPath, resume, advice, output: io.stdout });
  return {
    text: gate === null ? report : `${report}\n${gateLines(gate, io.stdout)}`,
    document: { ...runDocument(summary, resume), ...(gate === null ? {} : { gate: gateDocument(gate) }) },
    exitCode: problem !== null || summary.interrupted || isRefused(summary, plan, gate) ? 1 : 0,
  };
}

/** A gate may say how many failures are too many. */
function isRefused({ failed, scoring }: RunSummary, plan: SweepPlan, gate: GateResult | null): boolean {
  const isUnscored = scoring.some(({ unscored }) => unscored > 0);
  return gate?.passed === false || isUnscored || (failed > 0 && plan.gate?.thresholds.error_rate === undefined);
}

/** What the plan's gate says of the run; `null` where there is none, or the run has not ended. */
async function gateOf(
  { gate }: SweepPlan,
  { ledgerPath, summary: { runId, interrupted } }: { ledgerPath: string; summary: RunSummary },
): Promise<GateResult | null> {
  if (gate === null || interrupted) return null;
  const { evaluateGate } = await import("../../report/mod.ts");
  await using ledger = await openLedger(ledgerPath);
  return await evaluateGate(ledger, { runId, gate });
}

/**
 * What endpoints do not take of what is to be sent; told here.
 * @throws {UserError} when there is something, and the flag, the plan or the configuration says that it is an error.
 */
async function checked(plan: SweepPlan, { io: { env }, folder, chosen: { strictness, warn } }: {
  readonly io: Io;
  readonly folder: string;
  readonly chosen: Pick<RunOptions, "strictness" | "warn">;
}): Promise<readonly PlanProblem[]> {
  const { config } = await loadedConfig({ cwd: folder, env });
  return await checkPlan(plan, {
    env,
    strictness: strictness ?? plan.run.strictness ?? config.defaults?.strictness,
    warn,
  });
}

function optionsOf(io: Io, given: Flags, plan: SweepPlan): Omit<RunOptions, "ledgerPath"> {
  const { unused, repeat, speed, usage } = given;
  return {
    outRoot: commandPath(io, given.out),
    mode: given.mode ?? plan.run.mode,
    cassettePath: given.cassette === undefined ? plan.run.cassette : commandPath(io, given.cassette),
    concurrency: given.concurrency ?? plan.run.concurrency,
    ...cassetteOptions(given, plan.cassette.expire),
    ...(unused === undefined ? {} : { unused }),
    ...(repeat === undefined ? {} : { repeat }),
    ...(speed === undefined ? {} : { speed }),
    ...(usage === undefined ? {} : { usage: commandPath(io, usage) }),
    ...(given.strictness === undefined ? {} : { strictness: given.strictness }),
    resume: given.resume,
    fresh: given.new,
    ...controlOptions(io, given),
    allowLiveInCi: given.allowLiveInCi,
    env: io.env,
    clock: io.clock,
    warn: (message) => io.stderr.write(`warning: ${printable(message)}\n`),
  };
}

/** A run with unused recordings has results, as any other. */
async function ended(run: Promise<RunSummary>): Promise<{ summary: RunSummary; problem: string | null }> {
  try {
    return { summary: await run, problem: null };
  } catch (error) {
    if (!(error instanceof UnusedRecordingsError)) throw error;
    return { summary: error.summary, problem: error.message };
  }
}

/** What chose the run, and what has been done once. */
const NOT_AGAIN: ReadonlySet<string> = new Set(["resume", "new", "runId", "retryFailed"]);

/** Where going on needs it again: all flags of this session, but those that choose the run. */
function resumeLine(path: string, given: Flags, summary: RunSummary): string {
  const words = ["deno", "task", "tapedeck", "sweep", "run", path, "--resume", summary.runId];
  const raised = raisedFlags(summary);
  for (const name of raised) words.push(`--${name}`, "MORE");
  const retried = retriedKinds(summary);
  if (retried.length > 0) words.push(`--retry-failed=${retried.join(",")}`);
  for (const { key, name, default: fallback } of flagFacts(flags)) {
    const value = given[key as keyof Flags];
    if (raised.has(name)) continue;
    if (NOT_AGAIN.has(key) || value === undefined || value === fallback) continue;
    for (const one of [value].flat()) words.push(`--${name}`, ...(one === true ? [] : [shownLedger(String(one))]));
  }
  return shellWords(words);
}

/** What helps where recordings are missing or too old. */
function adviceFor(path: string, given: Flags, { mode, expire }: RunOptions): { [kind: string]: string } {
  const line = (...words: string[]) => {
    const tape = given.cassette === undefined ? [] : ["--cassette", given.cassette];
    return shellWords(["deno", "task", "tapedeck", "sweep", "run", path, ...words, ...tape]);
  };
  const refresh = expire === undefined
    ? null
    : line("--mode", "refresh", "--refresh-older-than", ageFlag(expire.afterMs));
  return {
    ...(mode === "replay" ? { cassette_miss: `To record what is missing: ${line("--mode", "append")}` } : {}),
    ...(refresh === null ? {} : { recording_expired: `To record them anew: ${refresh}` }),
  };
}
