import { readTomlFile } from "../config/mod.ts";
import { loadProvider } from "../provider/mod.ts";
import { parsePlan, type ParsePlanOptions } from "./parse_plan.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/**
 * Reads a sweep plan from a TOML file, with the prompts that it names. See {@linkcode parsePlan} for what is checked.
 * The modules of its `plugins` are run.
 *
 * @throws {UserError} with exit code 2 when the file cannot be read, or is no valid plan.
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
  return await parsePlan(await readTomlFile(path, "plan"), { loadPlugin: loadProvider, ...options, path });
}
