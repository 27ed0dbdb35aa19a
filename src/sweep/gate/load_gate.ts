import { FileProblems, parseToml, readTomlFile, tomlLines } from "../../config/mod.ts";
import type { PlanGate } from "./plan_gate.ts";
import { readGate } from "./read_gate.ts";

/**
 * The `[gate]` of a plan's file; `null` where it has none. The rest of the plan is not looked at, and none of its code
 * is run.
 *
 * @throws {UserError} with exit code 2 when the file cannot be read, or its gate is not valid.
 */
export async function loadGate(path: string): Promise<PlanGate | null> {
  const toml = await readTomlFile(path, "plan");
  const problems = new FileProblems(path, tomlLines(toml), "plan");
  const gate = readGate(parseToml(toml, path, "plan").gate, problems);
  problems.throwIfAny();
  return gate;
}
