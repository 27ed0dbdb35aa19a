import { readTomlFile } from "../config/mod.ts";
import { parseFaults } from "./parse_faults.ts";
import type { PlanFaults } from "./sweep_plan.ts";

/**
 * Reads rules for faults from a TOML file. See {@linkcode parseFaults} for what is in it.
 *
 * @throws {UserError} with exit code 2 when the file cannot be read, or is no valid file of faults.
 *
 * @example Every second try fails
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadFaults, withFaults } from "@tapedeck/tapedeck";
 *
 * const path = await Deno.makeTempFile({ suffix: ".toml" });
 * await Deno.writeTextFile(path, '[[faults]]\nfault = "overloaded"\nwhen = { probability = 0.5 }\n');
 * const faulty = withFaults(() => Promise.resolve(new Response("{}")), await loadFaults(path));
 * const calls = Array.from({ length: 100 }, () => faulty("https://api.anthropic.com/v1/messages"));
 * const refused = (await Promise.all(calls)).filter(({ status }) => status === 529);
 * assertEquals(refused.length > 30 && refused.length < 70, true);
 * ```
 */
export async function loadFaults(path: string): Promise<PlanFaults> {
  return parseFaults(await readTomlFile(path, "faults"), path);
}
