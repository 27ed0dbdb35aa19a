import { z } from "zod";
import { isThere, UserError } from "../../base/mod.ts";
import type { JsonObject, RunRecord } from "../../spec/mod.ts";
import { placesOf, runState, tellRun } from "../../sweep/mod.ts";
import { ageFlag } from "../_amounts.ts";
import { chosenRun, ledgerFlag, openExistingLedger, runArgument } from "../_chosen_run.ts";
import { commandPath } from "../_command_path.ts";
import { type CommandResult, defineCommand } from "../command.ts";
import { sweepRun } from "./sweep_run.ts";

const flags = z.strictObject({
  plan: z.string().optional()
    .meta({ placeholder: "PLAN", description: "The plan, where it is not where the run left it" }),
  cassette: z.string().optional()
    .meta({ placeholder: "PATH", description: "The tape, where it is not where the run left it" }),
  concurrency: z.int().min(1).optional()
    .meta({ alias: "n", placeholder: "N", description: "Calls in flight at once; the plan's own number unless given" }),
  allowLiveInCi: z.boolean().default(false).describe("Let a run that calls live go on where CI is set"),
  out: z.string().default("runs").meta({ placeholder: "DIR", description: "Where the run has its folder of results" }),
  ...ledgerFlag,
});

/** Goes on with a run. */
export const runResume = defineCommand({
  name: "run resume",
  summary: "Go on with a run: let a paused one call again, or run here what is left of it",
  description:
    "A run that another process has makes new calls again. One that no process has, as it was ended, cancelled " +
    "or killed, goes on in this one, with its own plan, tape and mode.",
  args: [runArgument],
  flags,
  examples: [
    { line: "tapedeck run resume last", does: "Go on with the newest run, wherever it stopped" },
  ],
  async run(context, { args: [given], flags: chosen }): Promise<CommandResult> {
    const { io } = context;
    const path = commandPath(io, chosen.ledger);
    let run: RunRecord;
    {
      await using ledger = await openExistingLedger(path, "resume the run");
      run = await chosenRun(ledger, given, "resume the run");
      const state = await runState(run, ledger);
      // What no process has goes on in this one.
      if (state !== "interrupted" && state !== "cancelled") {
        const { control } = await tellRun(ledger, run, "resume");
        return { text: `${run.runId} goes on.\n`, document: { run_id: run.runId, control } };
      }
    }
    const places = await placesOf(run, path);
    const plan = chosen.plan ?? places.planPath;
    if (chosen.plan === undefined && !await isThere(plan)) {
      throw new UserError(
        `Cannot resume the run as its plan is not where it was: name it with --plan: current value is "${
          plan === "" ? run.plan : plan
        }"`,
        { exitCode: 2 },
      );
    }
    const tape = chosen.cassette ?? places.cassettePath ?? undefined;
    const words = sweepRun.flags.safeParse({
      resume: run.runId,
      mode: run.mode,
      ledger: chosen.ledger,
      out: chosen.out,
      allowLiveInCi: chosen.allowLiveInCi,
      ...(tape === undefined ? {} : { cassette: tape }),
      ...(chosen.concurrency === undefined ? {} : { concurrency: chosen.concurrency }),
      ...refreshFlagsOf(run),
    });
    if (!words.success) throw words.error;
    return await sweepRun.run(context, { args: [plan], flags: words.data });
  },
});

/** What the run refreshed, as the flags of a sweep say it. */
function refreshFlagsOf({ manifest: { refresh } }: RunRecord): JsonObject {
  if (typeof refresh !== "object" || refresh === null || Array.isArray(refresh)) return {};
  const { keys, endpoints, olderThanMs, failures } = refresh;
  return {
    ...(keys === undefined ? {} : { refreshKeys: keys }),
    ...(endpoints === undefined ? {} : { refreshEndpoints: endpoints }),
    ...(typeof olderThanMs === "number" ? { refreshOlderThan: ageFlag(olderThanMs) } : {}),
    ...(failures === undefined ? {} : { refreshFailures: failures }),
  };
}
