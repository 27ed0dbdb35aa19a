import { UserError } from "../../base/mod.ts";
import { type FileProblems, readSection } from "../../config/mod.ts";
import {
  type CustomScorerConfig,
  type LoadedScorer,
  type LoadScorerOptions,
  type ScoreConfig,
  scoreConfigSchema,
} from "../../scoring/mod.ts";
import type { Scorer } from "../../spec/mod.ts";
import { besidePlan } from "../_beside_plan.ts";

/** Loads a scorer by a path from the working directory, a URL, or an `npm:` or `jsr:` specifier: `loadScorer`. */
export type LoadScorer = (specifier: string, options: LoadScorerOptions) => Promise<LoadedScorer>;

/** The `[score]` table of a plan, with what it loads. */
export interface ReadScore {
  readonly score: ScoreConfig;
  /** Those of `[[score.custom]]`, in their order. */
  readonly scorers: readonly Scorer[];
}

/** Two letters at least, as `C:` is a drive. */
const URL_START = /^[a-z][a-z0-9+.-]+:/i;

/** The table, with the scorers from outside loaded. What is wrong goes to `problems`, and comes back as an empty table. */
export async function readScore(
  raw: unknown,
  { path, load, problems }: { path: string; load: LoadScorer | undefined; problems: FileProblems },
): Promise<ReadScore> {
  const score = readSection(scoreConfigSchema, raw ?? {}, { path: ["score"], problems });
  if (score === null) return { score: {}, scorers: [] };
  const custom: CustomScorerConfig[] = [];
  const scorers: Scorer[] = [];
  for (const [i, entry] of (score.custom ?? []).entries()) {
    const loaded = await loadedScorer(entry, { path, load });
    if (typeof loaded === "string") problems.add(["score", "custom", i, "use"], loaded);
    else {
      scorers.push(loaded.scorer);
      custom.push(loaded.code === null ? entry : { ...entry, code: loaded.code });
    }
  }
  return { score: custom.length === 0 ? score : { ...score, custom }, scorers };
}

/** The scorer of an entry, or as a rule why there is none. */
export async function loadedScorer(
  { use, name, args, output }: CustomScorerConfig,
  { path, load }: { path: string; load: LoadScorer | undefined },
): Promise<LoadedScorer | string> {
  if (load === undefined) return `cannot be loaded: whoever reads a plan must say how, by "loadScorer"`;
  const options = { name, ...(args === undefined ? {} : { args }), ...(output === undefined ? {} : { output }) };
  try {
    return await load(URL_START.test(use) ? use : besidePlan(path, use), options);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `cannot be used: ${error.message}`;
  }
}
