import { z } from "zod";
import { isTable } from "../base/mod.ts";
import {
  FileProblems,
  looksLikeSecret,
  moneySchema,
  parseToml,
  Preferences,
  readSection,
  showPath,
  tomlLines,
} from "../config/mod.ts";
import { describeScoring } from "../scoring/mod.ts";
import type { loadScorer } from "../scoring/mod.ts";
import type { ProviderAdapter } from "../spec/mod.ts";
import { besidePlan } from "./_beside_plan.ts";
import { readBudget } from "./budget/mod.ts";
import { readGrid } from "./grid/mod.ts";
import { readCassette } from "./_read_cassette.ts";
import { readPrompts } from "./dataset/mod.ts";
import { templatesOf } from "./_templates_of.ts";
import { type EndpointTables, readEndpoints, refuseFixedAxes } from "./_read_endpoints.ts";
import { faultSeedSchema, readFaultRules } from "./_read_fault_rules.ts";
import { readPlugins } from "./_read_plugins.ts";
import { cellCount } from "./cell_count.ts";
import { readScoreEndpoints, refuseBaselines } from "./scoring/mod.ts";
import { refuseFewRepeats } from "./scoring/refuse_few_repeats.ts";
import { readScore } from "./scoring/read_score.ts";
import { readAdaptive } from "./adaptive/mod.ts";
import { readGate } from "./gate/mod.ts";
import type { PlanEndpoint, PlanRun, SweepPlan } from "./sweep_plan.ts";

/** Options of {@linkcode parsePlan}. */
export interface ParsePlanOptions {
  /** The plan's path: for messages, and what the paths in it start from. */
  readonly path: string;
  /** Reads the files of prompts that the plan names as texts; absent: they are in the file system. */
  readonly readText?: (path: string) => Promise<string>;
  /** Providers beside those of the table and of the plan's own `plugins`. */
  readonly plugins?: readonly ProviderAdapter[];
  /**
   * What the project prefers: parameters that the plan's endpoints inherit, profiles, providers and models under names
   * of one's own; see `Preferences.ofProject`. Nothing but the presets unless given.
   */
  readonly preferences?: Preferences;
  /**
   * Loads a provider that the plan names in `plugins`, by a path, a URL or a specifier: `loadProvider`. As that runs
   * what it loads, a plan's text loads nothing unless this is given.
   */
  readonly loadPlugin?: (specifier: string) => Promise<ProviderAdapter>;
  /**
   * Loads a scorer that the plan names in `[[score.custom]]`: `loadScorer`. As that runs what it loads, a plan's text
   * loads nothing unless this is given.
   */
  readonly loadScorer?: typeof loadScorer;
}

const planSchema = z.strictObject({
  name: z.string().min(1),
  description: z.string().optional(),
  plugins: z.unknown().optional(),
  profile: z.string().min(1).optional(),
  repeats: z.int().min(1).default(1),
  seeds: z.unknown().optional(),
  stream: z.boolean().default(true),
  parameters: z.unknown().optional(),
  models: z.unknown().optional(),
  endpoints: z.unknown().optional(),
  grid: z.unknown().optional(),
  prompts: z.unknown().optional(),
  faults: z.unknown().optional(),
  run: z.unknown().optional(),
  cassette: z.unknown().optional(),
  budget: z.unknown().optional(),
  score: z.unknown().optional(),
  gate: z.unknown().optional(),
  adaptive: z.unknown().optional(),
});

const runSchema = z.strictObject({
  concurrency: z.int().min(1).default(8),
  cassette: z.string().min(1).optional(),
  mode: z.enum(["replay", "record", "append", "passthrough"]).default("replay"),
  max_tries: z.int().min(1).default(4),
  timeout_ms: z.int().min(1).default(120_000),
  strictness: z.enum(["warn", "error"]).optional(),
  stop_after: z.union([z.int().min(1), z.literal(false)], "must be a whole number from 1, or false").optional(),
  confirm_above_usd: moneySchema.optional(),
  fault_seed: faultSeedSchema,
});

/**
 * Reads the TOML text of a sweep plan, and the file of prompts that it names. Everything that is wrong is said at once:
 * each mistake with its file and line, its key, the rule and the value.
 *
 * @throws {UserError} with exit code 2 when the text is no valid plan.
 *
 * @example A plan of eight cells
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cellCount, parsePlan } from "@tapedeck/tapedeck";
 *
 * const plan = await parsePlan(
 *   `
 * name = "tiny"
 * repeats = 2
 *
 * [[endpoints]]
 * key = "acme/parrot@local"
 * base_url = "http://127.0.0.1:8091/v1"
 *
 * [grid]
 * temperature = { start = 0, stop = 0.9, steps = 4 }
 *
 * [prompts]
 * items = [{ id = "sum", prompt = "2 + 2 = ?", expected = "4" }]
 * `,
 *   { path: "tiny.toml" },
 * );
 * assertEquals(plan.axes[0].values, [0, 0.3, 0.6, 0.9]);
 * assertEquals(cellCount(plan), 8);
 * ```
 */
export async function parsePlan(toml: string, options: ParsePlanOptions): Promise<SweepPlan> {
  const raw = parseToml(toml, options.path, "plan");
  return await readPlan(raw, { ...options, problems: new FileProblems(options.path, tomlLines(toml), "plan") });
}

/** The tables of a plan, as TOML has them or a builder makes them, as a plan. What is wrong with them goes to `problems`. */
export async function readPlan(
  raw: { readonly [key: string]: unknown },
  options: ParsePlanOptions & { readonly problems: FileProblems },
): Promise<SweepPlan> {
  const { path, readText, plugins: given = [], preferences = Preferences.of({}), loadPlugin, loadScorer, problems } =
    options;
  refuseSecrets(raw, [], problems);
  const head = readSection(planSchema, raw, { path: [], problems });
  const plugins = await readPlugins(raw.plugins, { given, planPath: path, load: loadPlugin, problems });
  const { endpoints, patterns } = readEndpoints(raw as unknown as EndpointTables, { plugins, preferences, problems });
  const { axes, ...rules } = readGrid({ grid: raw.grid, seeds: raw.seeds }, {
    endpoints: patterns === undefined ? endpoints : null,
    problems,
  });
  refuseFixedAxes(axes, raw as unknown as EndpointTables, problems);
  const runSection = readSection(runSchema, raw.run ?? {}, { path: ["run"], problems });
  const cassette = readCassette(raw.cassette, problems);
  const faultRules = readFaultRules(raw.faults, problems);
  const { score, scorers } = await readScore(raw.score, { path, load: loadScorer, problems });
  refuseFewRepeats(score, { axes, repeats: head?.repeats }, problems);
  refuseBaselines(score, { axes, endpoints, problems });
  const scoreEndpoints = readScoreEndpoints(score, raw as unknown as EndpointTables, {
    path,
    plugins,
    preferences,
    problems,
  });
  const paid = [...endpoints, ...Object.values(scoreEndpoints).flat()];
  const budget = readBudget(raw.budget, { providers: patterns === undefined ? providersOf(paid) : null, problems });
  const { samples, dataset } = await readPrompts(raw.prompts, {
    planPath: path,
    besidePlan: (name) => besidePlan(path, name),
    readText,
    problems,
    templates: templatesOf(axes),
  });
  const gate = readGate(raw.gate, problems);
  const adaptive = readAdaptive(raw.adaptive, { scorers: describeScoring(score).scorers, problems });
  problems.throwIfAny();
  const plan: SweepPlan = {
    name: head!.name,
    description: head!.description ?? null,
    path,
    plugins: plugins.list,
    ...(plugins.modules === undefined ? {} : { pluginModules: plugins.modules }),
    endpoints,
    ...(patterns === undefined ? {} : { patterns }),
    samples,
    dataset,
    axes,
    ...rules,
    repeats: head!.repeats,
    stream: head!.stream,
    run: runOf(runSection!, { path, preferences }),
    cassette,
    ...(budget === null ? {} : { budget }),
    faults: faultRules.length === 0 ? null : { seed: String(runSection!.fault_seed), rules: faultRules },
    score,
    ...(scorers.length === 0 ? {} : { scorers }),
    ...(Object.keys(scoreEndpoints).length === 0 ? {} : { scoreEndpoints }),
    gate,
    ...(adaptive === null ? {} : { adaptive }),
  };
  if (!Number.isSafeInteger(cellCount(plan))) {
    problems.add(["grid"], "makes more cells than can be counted");
    problems.throwIfAny();
  }
  return plan;
}

function runOf(
  run: z.infer<typeof runSchema>,
  { path, preferences }: { readonly path: string; readonly preferences: Preferences },
): PlanRun {
  const strictness = run.strictness ?? preferences.config.defaults?.strictness;
  return {
    concurrency: run.concurrency,
    cassette: run.cassette === undefined ? null : besidePlan(path, run.cassette),
    mode: run.mode,
    maxTries: run.max_tries,
    timeoutMs: run.timeout_ms,
    ...(strictness === undefined ? {} : { strictness }),
    ...(run.stop_after === undefined ? {} : { stopAfter: run.stop_after === false ? null : run.stop_after }),
    ...(run.confirm_above_usd === undefined ? {} : { confirmAboveUsd: run.confirm_above_usd }),
  };
}

function providersOf(endpoints: readonly Pick<PlanEndpoint, "provider">[]): string[] {
  return [...new Set(endpoints.map(({ provider }) => provider))];
}

/** Keys come by the name of an environment variable; a plan is a file that people share. Prompts may have anything. */
function refuseSecrets(value: unknown, path: readonly (string | number)[], problems: FileProblems): void {
  if (typeof value === "string" && path.at(-1) !== "api_key_env" && looksLikeSecret(value)) {
    problems.add(path, `looks like a secret: put it into an environment variable and name that by api_key_env`);
  } else if (Array.isArray(value)) {
    value.forEach((one, i) => refuseSecrets(one, [...path, i], problems));
  } else if (isTable(value)) {
    for (const [key, one] of Object.entries(value)) {
      if (showPath([...path, key]) !== "prompts") refuseSecrets(one, [...path, key], problems);
    }
  }
}
