/** Reads data sets of the tests as a plan would. */
import { join } from "node:path";
import { FileProblems, parseToml, tomlLines } from "../../../src/config/mod.ts";
import { readPrompts, type ReadPromptsOptions, type ReadPromptsResult } from "../../../src/sweep/dataset/mod.ts";
import type { PlanSample } from "../../../src/sweep/mod.ts";

/** The samples of a table `[prompts]`, with files in a folder; what is wrong is thrown. */
export async function datasetOf(
  prompts: string | object,
  { folder, ...options }: { readonly folder: string } & Partial<ReadPromptsOptions>,
): Promise<ReadPromptsResult> {
  const toml = typeof prompts === "string" ? prompts : "";
  const planPath = join(folder, "plan.toml");
  const problems = new FileProblems(planPath, tomlLines(toml), "plan");
  const raw = typeof prompts === "string" ? parseToml(`[prompts]\n${prompts}`, planPath, "plan").prompts : prompts;
  const result = await readPrompts(raw, {
    planPath,
    besidePlan: (path) => join(folder, path),
    problems,
    ...options,
  });
  problems.throwIfAny();
  return result;
}

/** The texts of the user's messages. */
export function questionsOf(samples: Iterable<PlanSample>): unknown[] {
  return Array.from(samples, ({ messages }) => messages.at(-1)!.content);
}

/** The ids of samples. */
export function idsOf(samples: Iterable<PlanSample>): string[] {
  return Array.from(samples, ({ id }) => id);
}
