import { dirname, resolve } from "node:path";
import { z } from "zod";
import { UserError } from "../../base/mod.ts";
import { assertModeAllowed } from "../../cassette/mod.ts";
import { isPostgresUrl } from "../../ledger/mod.ts";
import type { Ledger } from "../../spec/mod.ts";
import {
  listScorings,
  loadPlan,
  placesOf,
  type RunSetup,
  scorerAgreement,
  scoreRun,
  type SweepPlan,
} from "../../sweep/mod.ts";
import { LATEST, openCommandLedger, runIdOf } from "../_command_ledger.ts";
import { commandPath } from "../_command_path.ts";
import { loadedConfig } from "../_config_file.ts";
import { formatCount, formatScore, formatShare } from "../_format.ts";
import { scoredDocument, scoredText, scoringsText } from "../_score_report.ts";
import { snakeKeys } from "../_snake_keys.ts";
import { type CommandResult, defineCommand } from "../command.ts";
import type { Io } from "../io.ts";
import { printable } from "../_printable.ts";

const flags = z.strictObject({
  plan: z.string().optional()
    .meta({ placeholder: "FILE", description: "The plan to score by; the run's own, as it stands now, unless given" }),
  scorer: z.array(z.string()).default([])
    .meta({ placeholder: "NAME", description: "Score by this scorer of the plan; by all of them unless given" }),
  mode: z.enum(["replay", "record", "append", "passthrough"]).default("replay")
    .describe("What the tapes of judges do; the models of the run are never asked"),
  again: z.boolean().default(false).describe("Score anew also where nothing has changed since"),
  list: z.boolean().default(false).describe("List the run's scorings, and score nothing"),
  agreement: z.string().optional().refine(
    (text) => text === undefined || namesOf(text) !== null,
    'must be the names of two scorers, such as "judge,human"',
  ).meta({ placeholder: "A,B", description: "Say how far two scorers agree, and score nothing" }),
  concurrency: z.int().min(1).optional()
    .meta({ alias: "n", placeholder: "N", description: "Answers that are looked at at once; the plan's unless given" }),
  out: z.string().default("runs")
    .meta({ placeholder: "DIR", description: "Where the run has its folder of results, which is written again" }),
  ledger: z.string().optional()
    .meta({ placeholder: "PATH", description: "The ledger that has the run; ledger.sqlite in --out unless given" }),
  allowLiveInCi: z.boolean().default(false).describe("Let modes that call live go on where CI is set"),
});

type Flags = z.infer<typeof flags>;

/** Scores a run again. */
export const score = defineCommand({
  name: "score",
  summary: "Score a run again without calling its models, or list its scorings",
  description:
    "The answers come from the ledger, what they are compared with from the plan. The verdicts become the run's next " +
    "scoring: the older ones stay, and the results show the newest of each scorer. Judges play their own tapes unless " +
    "--mode lets them call. Ends with exit code 1 when a judge came to no verdict on an answer.",
  args: [{ name: "RUN", description: "The id of the run", default: LATEST }],
  flags,
  examples: [
    { line: "tapedeck score", does: "The latest run, by its plan as it stands now" },
    { line: "tapedeck score --scorer judge --mode append", does: "A judge that the plan did not have before" },
    { line: "tapedeck score --list", does: "All scorings of the run with their means" },
    { line: "tapedeck score --agreement judge,human", does: "How far the judge can be trusted" },
  ],
  async run({ io }, { args: [name], flags: given }) {
    const ledgerName = given.ledger ?? `${given.out}/ledger.sqlite`;
    await using ledger = await openCommandLedger(io, ledgerName);
    const runId = await runIdOf(ledger, name);
    if (given.list) return await listed(io, ledger, runId);
    if (given.agreement !== undefined) return await agreed(ledger, runId, namesOf(given.agreement)!);
    return await scored(io, { ledger, ledgerPath: commandPath(io, ledgerName), runId, given });
  },
});

async function listed({ stdout }: Io, ledger: Ledger, runId: string): Promise<CommandResult> {
  const scorings = await listScorings(ledger, runId);
  return { text: scoringsText(scorings, stdout), document: { run_id: runId, scorings: snakeKeys(scorings) } };
}

async function agreed(ledger: Ledger, runId: string, scorers: readonly [string, string]): Promise<CommandResult> {
  const found = await scorerAgreement(ledger, runId, { scorers });
  const kappa = found.kappa === null ? "unknown" : formatScore(found.kappa);
  return {
    text: `${scorers.join(" and ")} agree on ${formatShare(found.share)} of ${formatCount(found.answers, "answer")} ` +
      `that both have looked at (an answer passes from 0.5 on; Cohen's kappa: ${kappa}).\n`,
    document: { run_id: runId, scorers: [...scorers], ...snakeKeys(found) as object },
  };
}

async function scored(io: Io, { ledger, ledgerPath, runId, given }: {
  readonly ledger: Ledger;
  readonly ledgerPath: string;
  readonly runId: string;
  readonly given: Flags;
}): Promise<CommandResult> {
  const { mode, scorer: scorers, again, concurrency, allowLiveInCi } = given;
  assertModeAllowed(mode, io.env("CI"), allowLiveInCi);
  const planPath = given.plan === undefined ? await planOf(ledger, { ledgerPath, runId }) : commandPath(io, given.plan);
  const plan = await loadPlan(planPath);
  await using setup = mode === "replay" ? null : await callSetup(io, plan, dirname(resolve(planPath)));
  const controller = new AbortController();
  const stopListening = io.onInterrupt(() => controller.abort());
  try {
    const result = await scoreRun(runId, plan, {
      ledger,
      mode,
      again,
      outRoot: commandPath(io, given.out),
      ...(scorers.length === 0 ? {} : { scorers }),
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(setup === null ? {} : { setup: setup.setup }),
      allowLiveInCi,
      keepNetwork: isPostgresUrl(ledgerPath),
      env: io.env,
      clock: io.clock,
      warn: (message) => io.stderr.write(`warning: ${printable(message)}\n`),
      signal: controller.signal,
    });
    const isWhole = result.calls.every(({ unscored }) => unscored === 0);
    return { text: scoredText(result, io.stdout), document: scoredDocument(result), exitCode: isWhole ? 0 : 1 };
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    throw new UserError(`Cannot go on with scoring "${runId}" as it was interrupted: the same command goes on with it`);
  } finally {
    stopListening();
  }
}

/** @throws {UserError} when nothing says where the plan is. */
async function planOf(
  ledger: Ledger,
  { ledgerPath, runId }: { readonly ledgerPath: string; readonly runId: string },
): Promise<string> {
  const run = await ledger.run(runId);
  if (run === null) {
    throw new UserError(`Cannot score as the ledger has no such run: current value is "${runId}"`, { exitCode: 2 });
  }
  const { planPath } = await placesOf(run, ledgerPath);
  if (planPath !== "") return planPath;
  throw new UserError(`Cannot find the plan of the run as its ledger does not say where it is: name it by --plan`, {
    exitCode: 2,
  });
}

async function callSetup(io: Io, { plugins }: SweepPlan, folder: string) {
  // Only here: a replay needs none of it.
  const { openCallSetup } = await import("../../routing/mod.ts");
  const setup = await openCallSetup({
    config: await loadedConfig({ cwd: folder, env: io.env }),
    plugins,
    env: io.env,
    clock: io.clock,
    command: "score",
    onSecret: (secret) => io.secrets.add(secret),
  });
  return { setup: setup as RunSetup, [Symbol.asyncDispose]: () => Promise.resolve(setup.close()) };
}

function namesOf(text: string): readonly [string, string] | null {
  const names = text.split(",").map((name) => name.trim());
  return names.length === 2 && names.every((name) => name !== "") ? [names[0], names[1]] : null;
}
