import { z } from "zod";
import { forecast, loadHistory, loadPlan } from "../../sweep/mod.ts";
import { commandPath } from "../_command_path.ts";
import { planOverview } from "../_plan_overview.ts";
import { defineCommand } from "../command.ts";

/** Counts the cells of a plan. */
export const sweepPlan = defineCommand({
  name: "sweep plan",
  summary: "Count the cells of a sweep plan and forecast its cost, without a call",
  description:
    "Checks the whole plan, says every mistake in it with its line, and counts without making the cells. Forecasts " +
    "tokens and cost from past calls, in the ledger or else on the plan's tape, and from a tokenizer.",
  args: [{ name: "PLAN", description: "The TOML file of the plan" }],
  flags: z.strictObject({
    ledger: z.string().default("runs/ledger.sqlite")
      .meta({ placeholder: "PATH", description: "Where past calls are looked for, if it is there" }),
  }),
  examples: [
    { line: "tapedeck sweep plan sweeps/million.toml", does: "A plan of a million cells" },
    { line: "tapedeck sweep plan my.toml --json", does: "What it would cost, for programs" },
  ],
  async run({ io }, { args: [path], flags: { ledger } }) {
    const plan = await loadPlan(commandPath(io, path));
    const places = { ledgerPath: commandPath(io, ledger), cassettePath: plan.run.cassette };
    const history = await loadHistory(plan, places);
    return planOverview(plan, await forecast(plan, { history, at: io.clock.date().toISOString() }));
  },
});
