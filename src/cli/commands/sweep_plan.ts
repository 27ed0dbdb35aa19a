import { z } from "zod";
import { loadPlan } from "../../sweep/mod.ts";
import { commandPath } from "../_command_path.ts";
import { planOverview } from "../_plan_overview.ts";
import { defineCommand } from "../command.ts";

/** Counts the cells of a plan. */
export const sweepPlan = defineCommand({
  name: "sweep plan",
  summary: "Count the cells of a sweep plan and show its axes, without a call",
  description: "Checks the whole plan, says every mistake in it with its line, and counts without making the cells.",
  args: [{ name: "PLAN", description: "The TOML file of the plan" }],
  flags: z.strictObject({}),
  examples: [{ line: "tapedeck sweep plan sweeps/million.toml", does: "A plan of a million cells" }],
  async run({ io }, { args: [path] }) {
    return planOverview(await loadPlan(commandPath(io, path)));
  },
});
