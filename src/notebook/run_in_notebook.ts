import { type RunOptions, type RunSummary, runSweep, type SweepPlan } from "../sweep/mod.ts";
import { notebookProgress, type NotebookProgressOptions } from "./notebook_progress.ts";

/** Options of {@linkcode runInNotebook}: those of `runSweep`, each with the plan's own value or a default. */
export interface RunInNotebookOptions extends Partial<RunOptions> {
  /** How the progress is shown. */
  readonly progress?: NotebookProgressOptions;
}

/**
 * Runs a plan as `runSweep` does, and shows in the notebook how far it is: one display that changes, and that ends with the
 * run. Mode, tape and concurrency are the plan's own unless given, so a recorded plan replays; results and ledger go into
 * `runs`.
 *
 * @throws {UserError} as `runSweep` does.
 *
 * @example A replay, as a cell of a notebook
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadPlan, runInNotebook } from "@tapedeck/tapedeck";
 *
 * const plan = await loadPlan("sweeps/quickstart.toml");
 * const outRoot = await Deno.makeTempDir();
 * const summary = await runInNotebook(plan, { outRoot, keepNetwork: true });
 * assertEquals(summary.ok, 256);
 * ```
 */
export async function runInNotebook(plan: SweepPlan, options: RunInNotebookOptions = {}): Promise<RunSummary> {
  const { progress: shown, onStart, ...given } = options;
  const outRoot = given.outRoot ?? "runs";
  await using progress = notebookProgress(shown);
  return await runSweep(plan, {
    mode: plan.run.mode,
    cassettePath: plan.run.cassette,
    concurrency: plan.run.concurrency,
    ledgerPath: `${outRoot}/ledger.sqlite`,
    ...given,
    outRoot,
    onStart(run) {
      onStart?.(run);
      progress.options.onStart?.(run);
    },
  });
}
