import { UserError } from "../base/mod.ts";
import { parsePlan } from "./parse_plan.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/**
 * Reads a sweep plan from a TOML file, with the prompts that it names. See {@linkcode parsePlan} for what is checked.
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
export async function loadPlan(path: string): Promise<SweepPlan> {
  let toml: string;
  try {
    toml = await Deno.readTextFile(path);
  } catch (error) {
    throw new UserError(`Cannot read the plan as ${whyUnreadable(error as Error)}: current value is ${path}`, {
      cause: error,
      exitCode: 2,
    });
  }
  return await parsePlan(toml.replace(/^\uFEFF/, ""), { path });
}

function whyUnreadable(error: Error): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  if (error instanceof Deno.errors.PermissionDenied) return "it may not be read by this user";
  return error.message;
}
