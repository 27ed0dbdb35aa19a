import { dirname, join, resolve } from "node:path";
import { systemClock } from "../../base/mod.ts";
import { loadConfig } from "../../config/mod.ts";
import { settlePlan } from "../patterns/mod.ts";
import { restrictPlan } from "../restrict_plan.ts";
import type { RunOptions, RunSummary } from "../run_summary.ts";
import { runSweep } from "../run_sweep.ts";
import type { SweepPlan } from "../sweep_plan.ts";
import type { BuildPlanOptions } from "./sweep_builder.ts";

/** Options of `SweepBuilder.run`: those of a run, none of which must be given, and those of the plan. */
export interface RunBuiltOptions extends Partial<RunOptions>, BuildPlanOptions {
  /** Only the cells that meet all of it: see `restrictPlan`. */
  readonly only?: readonly string[];
}

/** Run a plan with what `tapedeck sweep run` does by default where nothing is said. */
export async function runBuilt(
  given: SweepPlan,
  { only = [], ...said }: Omit<RunBuiltOptions, keyof BuildPlanOptions>,
): Promise<RunSummary> {
  const outRoot = said.outRoot ?? "runs";
  const options: RunOptions = {
    ...said,
    outRoot,
    mode: said.mode ?? given.run.mode,
    cassettePath: said.cassettePath === undefined ? given.run.cassette : said.cassettePath,
    ledgerPath: said.ledgerPath ?? join(outRoot, "ledger.sqlite"),
    concurrency: said.concurrency ?? given.run.concurrency,
  };
  const plan = restrictPlan(await settlePlan(given, options), only);
  if (options.mode === "replay" || options.setup !== undefined) return await runSweep(plan, options);
  const { openCallSetup } = await import("../../routing/mod.ts");
  const env = options.env ?? ((name: string) => Deno.env.get(name));
  const setup = await openCallSetup({
    config: await loadConfig({ cwd: dirname(resolve(plan.path)), env }),
    plugins: plan.plugins,
    env,
    clock: options.clock ?? systemClock,
    command: "sweep run",
  });
  try {
    return await runSweep(plan, { ...options, setup });
  } finally {
    setup.close();
  }
}
