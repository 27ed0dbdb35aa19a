import { dirname, resolve } from "node:path";
import { readTomlFile } from "../config/mod.ts";
import { loadProvider } from "../provider/mod.ts";
import { loadScorer } from "../scoring/mod.ts";
import { parsePlan, type ParsePlanOptions } from "./parse_plan.ts";
import { projectPreferences } from "./_project_preferences.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/**
 * Reads a sweep plan from a TOML file, with the prompts that it names. See {@linkcode parsePlan} for what is checked.
 * The modules of its `plugins` and of its `[[score.custom]]` are run.
 *
 * Its endpoints inherit what the project's `tapedeck.toml` says, which is looked for from the plan's own folder upwards;
 * the user's own file has no part in a sweep, so that it comes out the same on every machine.
 *
 * @throws {UserError} with exit code 2 when the file or the project's configuration cannot be read, or is not valid.
 *
 * @example The plan that ships
 * ```ts no-assert
 * import { loadPlan } from "@tapedeck/tapedeck";
 *
 * const plan = await loadPlan("sweeps/quickstart.toml");
 * console.log(plan.name);
 * ```
 */
export async function loadPlan(path: string, options: Omit<ParsePlanOptions, "path"> = {}): Promise<SweepPlan> {
  const toml = await readTomlFile(path, "plan");
  const preferences = options.preferences ?? await projectPreferences(dirname(resolve(path)));
  return await parsePlan(toml, { loadPlugin: loadProvider, loadScorer, ...options, preferences, path });
}
