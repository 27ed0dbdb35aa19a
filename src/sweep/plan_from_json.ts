import { isTable, UserError } from "../base/mod.ts";
import type { loadScorer } from "../scoring/mod.ts";
import type { JsonValue, ProviderAdapter, Scorer } from "../spec/mod.ts";
import { pluginProblem } from "./_assert_plugins.ts";
import { linedSamples, type SampleSource } from "./_lined_samples.ts";
import { planHash } from "./plan_hash.ts";
import { PLAN_JSON_VERSION } from "./plan_to_json.ts";
import { loadedScorer } from "./scoring/read_score.ts";
import type { SweepPlan } from "./sweep_plan.ts";

export type { SampleSource };

/** Options of {@linkcode planFromJson}. */
export interface PlanFromJsonOptions {
  /** Loads a provider from outside by its module: `loadProvider`. Needed only where the plan names some. */
  readonly loadPlugin?: (specifier: string) => Promise<ProviderAdapter>;
  /** Loads a scorer from outside: `loadScorer`. Needed only where the plan names some. */
  readonly loadScorer?: typeof loadScorer;
  /** The lines of `sampleLines`, where they were written apart: how many, and one of them by its place. */
  readonly lines?: SampleSource;
}

/**
 * The plan that `planToJson` made the JSON of: it has the same hash and the same cells.
 *
 * @throws {UserError} when it is of another version, a provider from outside cannot be loaded here, or the plan is not
 * the one that was written.
 */
export async function planFromJson(json: JsonValue, options: PlanFromJsonOptions = {}): Promise<SweepPlan> {
  if (!isTable(json) || json.version !== PLAN_JSON_VERSION) {
    const version = isTable(json) ? String(json.version) : "none";
    throw new UserError(`Cannot read the plan as it was written by another Tapedeck: current value is ${version}`);
  }
  const pluginModules = json.plugins as unknown as string[];
  const plugins: ProviderAdapter[] = [];
  for (const specifier of pluginModules) {
    const plugin = await loaded(specifier, options);
    const problem = pluginProblem(plugin, plugins);
    if (problem !== null) throw new UserError(`Cannot use the plan's provider as it ${problem}: ${specifier}`);
    plugins.push(plugin);
  }
  const head = json.plan as unknown as SweepPlan;
  const scorers = await loadedScorers(head, options);
  const inline = (json.samples ?? []) as JsonValue[];
  const lines = options.lines ?? { length: inline.length, at: (index: number) => inline[index] };
  const plan = {
    ...head,
    plugins,
    ...(scorers.length === 0 ? {} : { scorers }),
    samples: linedSamples(lines, head),
    ...(pluginModules.length === 0 ? {} : { pluginModules }),
  } as unknown as SweepPlan;
  const hash = planHash(plan);
  if (hash === json.hash) return plan;
  throw new UserError(`Cannot read the plan as its hash differs from ${json.hash}: current value is ${hash}`);
}

async function loaded(specifier: string, { loadPlugin }: PlanFromJsonOptions): Promise<ProviderAdapter> {
  if (loadPlugin !== undefined) return await loadPlugin(specifier);
  throw new UserError(
    `Cannot read the plan as nobody says how its providers are loaded ("loadPlugin"): current value is "${specifier}"`,
    { exitCode: 2 },
  );
}

/** The scorers from outside, as long as their files are those that the plan was made with. */
async function loadedScorers({ score, path }: SweepPlan, { loadScorer }: PlanFromJsonOptions): Promise<Scorer[]> {
  const scorers: Scorer[] = [];
  for (const entry of score.custom ?? []) {
    const loaded = await loadedScorer(entry, { path, load: loadScorer });
    const problem = typeof loaded === "string"
      ? loaded
      : (loaded.code ?? undefined) === entry.code
      ? null
      : "is another file here than where the plan was read";
    if (problem !== null) {
      throw new UserError(
        `Cannot read the plan as its scorer "${entry.name}" ${problem}: current value is "${entry.use}"`,
        {
          exitCode: 2,
        },
      );
    }
    scorers.push((loaded as Exclude<typeof loaded, string>).scorer);
  }
  return scorers;
}
