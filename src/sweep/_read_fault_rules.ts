import { z } from "zod";
import { type FileProblems, readSection } from "../config/mod.ts";
import { type FaultRule, faultRuleFromToml } from "../cassette/mod.ts";
import { faultSchema } from "./_fault_schema.ts";

/** The seed of the faults: a number or a text. */
export const faultSeedSchema = z.union([z.int(), z.string().min(1)], { error: "must be a whole number or a text" })
  .default(0);

/** The rules of `[[faults]]`, in file order. What is wrong goes to `problems`. */
export function readFaultRules(raw: unknown, problems: FileProblems): FaultRule[] {
  if (raw === undefined) return [];
  if (!Array.isArray(raw)) {
    problems.add(["faults"], "must be a list of tables: write [[faults]]", raw);
    return [];
  }
  return raw.flatMap((value, i) => {
    const rule = readSection(faultSchema(value), value, { path: ["faults", i], problems });
    return rule === null ? [] : [faultRuleFromToml(rule as { [key: string]: unknown })];
  });
}
