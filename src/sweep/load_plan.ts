import { UserError } from "../base/mod.ts";
import { parsePlan } from "./parse_plan.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/**
 * Reads a sweep plan from a TOML file, with the prompts that it names. See {@linkcode parsePlan} for what is checked.
 *
 * @throws {UserError} with exit code 2 when there is no such file, or it is no valid plan.
 *
 * @example The plan that ships
 * ```ts no-assert
 * import { loadPlan } from "@tapedeck/tapedeck";
 *
 * const plan = await loadPlan("sweeps/quickstart.toml");
 * console.log(plan.name);
 * ```
 */
export async function loadPlan(path: string): Promise<SweepPlan> {
  let toml: string;
  try {
    toml = await Deno.readTextFile(path);
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound ? "there is no such file" : (error as Error).message;
    throw new UserError(`Cannot read the plan as ${reason}: current value is ${path}`, { cause: error, exitCode: 2 });
  }
  return await parsePlan(toml.replace(/^\uFEFF/, ""), { path });
}
