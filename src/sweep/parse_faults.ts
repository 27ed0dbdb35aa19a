import { z } from "zod";
import { FileProblems, parseToml, readSection, tomlLines } from "../config/mod.ts";
import { faultSeedSchema, readFaultRules } from "./_read_fault_rules.ts";
import type { PlanFaults } from "./sweep_plan.ts";

const faultsSchema = z.strictObject({ seed: faultSeedSchema, faults: z.unknown().optional() });

/**
 * Reads the TOML text of a file of faults: a `seed`, and rules as a plan has them in `[[faults]]`. Everything that is
 * wrong is said at once, each mistake with its file and line.
 *
 * @throws {UserError} with exit code 2 when the text is no valid file of faults, or has no rule.
 *
 * @example One call in ten is refused
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseFaults } from "@tapedeck/tapedeck";
 *
 * const faults = parseFaults(
 *   `
 * seed = 7
 *
 * [[faults]]
 * fault = "rate_limit"
 * after_ms = 2000
 * when = { probability = 0.1, provider = "openai" }
 * `,
 *   "faults.toml",
 * );
 * assertEquals(faults.seed, "7");
 * assertEquals(faults.rules[0], {
 *   fault: "rate_limit",
 *   afterMs: 2000,
 *   when: { probability: 0.1, provider: "openai" },
 * });
 * ```
 */
export function parseFaults(toml: string, path: string): PlanFaults {
  const raw = parseToml(toml, path, "faults");
  const problems = new FileProblems(path, tomlLines(toml), "faults");
  const head = readSection(faultsSchema, raw, { path: [], problems });
  const rules = readFaultRules(raw.faults, problems);
  if (raw.faults === undefined) problems.add(["faults"], "is missing: there must be at least one rule, as [[faults]]");
  problems.throwIfAny();
  return { seed: String(head!.seed), rules };
}
