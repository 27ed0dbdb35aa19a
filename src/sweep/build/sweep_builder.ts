import { dirname, resolve } from "node:path";
import { printToml } from "../../config/mod.ts";
import { loadProvider } from "../../provider/mod.ts";
import { loadScorer } from "../../scoring/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";
import { type ParsePlanOptions, readPlan } from "../parse_plan.ts";
import { projectPreferences } from "../_project_preferences.ts";
import type { RunSummary } from "../run_summary.ts";
import type { SweepPlan } from "../sweep_plan.ts";
import { CallProblems } from "./_call_problems.ts";
import type { GridAxes, GridCondition, GridPoint, GridSample, GridWhen, SteppedRange } from "./grid_axes.ts";
import type {
  EndpointQuery,
  EndpointTable,
  ModelTable,
  PlanParameters,
  PlanTable,
  PromptsTable,
} from "./plan_tables.ts";
import { runBuilt, type RunBuiltOptions } from "./run_built.ts";

/** Options of {@linkcode SweepBuilder.plan}. */
export interface BuildPlanOptions extends Omit<ParsePlanOptions, "path"> {
  /** Where the plan would be as a file: what paths in it start from. `sweep.toml` in this folder unless given. */
  readonly path?: string;
}

/** The tables of a plan, as its file would have them. */
type Tables = { readonly [key: string]: unknown };

/**
 * A sweep plan that is put together in code. Each call gives a new builder and leaves this one as it is. What it comes to
 * is read as a plan's file is, with the same rules, ids and hash: see {@linkcode sweep}.
 */
export class SweepBuilder {
  readonly #tables: Tables;

  /** See {@linkcode sweep}. */
  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** For people; it decides nothing. */
  description(text: string): SweepBuilder {
    return this.#with({ description: text });
  }

  /** Adds endpoints by their keys, by patterns or by queries: `openai/gpt-5@openai`, `meta-llama/*@groq`. */
  models(...models: (string | EndpointQuery)[]): SweepBuilder {
    return this.#appended("endpoints", models);
  }

  /** Adds endpoints with what they are called with. */
  endpoints(endpoints: readonly (string | EndpointTable)[]): SweepBuilder {
    return this.#appended("endpoints", endpoints);
  }

  /** What holds for all endpoints of models, by the models' keys. */
  modelSettings(models: { readonly [model: string]: ModelTable }): SweepBuilder {
    return this.#merged("models", models);
  }

  /** What all cells send beside what varies. */
  parameters(parameters: PlanParameters): SweepBuilder {
    return this.#merged("parameters", parameters);
  }

  /** The profile that parameters are inherited from. */
  profile(name: string): SweepBuilder {
    return this.#with({ profile: name });
  }

  /** Providers from outside, by their modules. */
  plugins(specifiers: readonly string[]): SweepBuilder {
    return this.#with({ plugins: specifiers });
  }

  /** Adds axes, whose values are crossed with those of all others. */
  grid(axes: GridAxes): SweepBuilder {
    return this.#grid((grid) => {
      const { extra, ...rest } = axes;
      return { ...grid, ...rest, ...(extra === undefined ? {} : { extra: { ...tableOf(grid.extra), ...extra } }) };
    });
  }

  /** Adds axes that advance together: they must have as many values as each other. */
  zip(axes: GridAxes): SweepBuilder {
    return this.#grid((grid) => ({ ...grid, zip: [...listOf(grid.zip), axes] }));
  }

  /** Leaves points out. */
  exclude(condition: GridCondition): SweepBuilder {
    return this.#grid((grid) => ({ ...grid, exclude: [...listOf(grid.exclude), condition] }));
  }

  /** Adds points, outside of the product too. */
  include(point: GridPoint): SweepBuilder {
    return this.#grid((grid) => ({ ...grid, include: [...listOf(grid.include), point] }));
  }

  /** Says where axes apply; elsewhere they are absent. */
  when(conditions: GridWhen): SweepBuilder {
    return this.#grid((grid) => ({ ...grid, when: { ...tableOf(grid.when), ...conditions } }));
  }

  /** Draws points in the place of the product. */
  sample(sample: GridSample): SweepBuilder {
    return this.#grid((grid) => ({ ...grid, sample }));
  }

  /** Seeds that each point is asked with, as an axis of the grid. */
  seeds(seeds: readonly number[] | SteppedRange): SweepBuilder {
    return this.#with({ seeds });
  }

  /** What is asked: samples, the path of a file of them, or both with templates and what else the file's table has. */
  prompts(prompts: readonly { readonly [field: string]: JsonValue }[] | string | PromptsTable): SweepBuilder {
    if (typeof prompts === "string") return this.#with({ prompts: { file: prompts } });
    return this.#with({ prompts: Array.isArray(prompts) ? { items: prompts } : prompts });
  }

  /** How often each variant is asked, from 1. */
  repeats(count: number): SweepBuilder {
    return this.#with({ repeats: count });
  }

  /** Whether answers are asked for as a stream. */
  stream(isAsked: boolean): SweepBuilder {
    return this.#with({ stream: isAsked });
  }

  /** How answers are scored: `[score]` of the file. */
  score(score: PlanTable): SweepBuilder {
    return this.#merged("score", score);
  }

  /** What a run may spend: `[budget]` of the file. */
  budget(budget: PlanTable): SweepBuilder {
    return this.#merged("budget", budget);
  }

  /** What results must be: `[gate]` of the file. */
  gate(gate: PlanTable): SweepBuilder {
    return this.#merged("gate", gate);
  }

  /** Which variants are dropped while the run goes on: `[adaptive]` of the file. */
  adaptive(adaptive: PlanTable): SweepBuilder {
    return this.#merged("adaptive", adaptive);
  }

  /** What goes wrong on purpose: adds to `[[faults]]` of the file. */
  faults(...faults: PlanTable[]): SweepBuilder {
    return this.#appended("faults", faults);
  }

  /** How its tape is played: `[cassette]` of the file. */
  cassette(cassette: PlanTable): SweepBuilder {
    return this.#merged("cassette", cassette);
  }

  /** How it is run, where {@linkcode SweepBuilder.run} is not told: `[run]` of the file. */
  settings(settings: PlanTable): SweepBuilder {
    return this.#merged("run", settings);
  }

  /**
   * The plan. Its endpoints inherit what the project's `tapedeck.toml` says, as those of a file do.
   *
   * @throws {UserError} with exit code 2 when something that it was told is wrong: by the call that said it.
   */
  async plan(options: BuildPlanOptions = {}): Promise<SweepPlan> {
    const path = options.path ?? "sweep.toml";
    const preferences = options.preferences ?? await projectPreferences(dirname(resolve(path)));
    const problems = new CallProblems(String(this.#tables.name));
    return await readPlan(withoutAbsent(this.#tables) as Tables, {
      loadPlugin: loadProvider,
      loadScorer,
      ...options,
      preferences,
      path,
      problems,
    });
  }

  /**
   * The text of the file that says the same.
   * @throws {UserError} when a value is none that TOML can carry: `null`.
   */
  toToml(): string {
    return printToml(withoutAbsent(this.#tables) as Tables);
  }

  /**
   * Run it, as `tapedeck sweep run` does by default: in the plan's mode, with the plan's tape, into `runs/`, with the
   * credentials and limits that the configuration has.
   *
   * @throws {UserError} as {@linkcode SweepBuilder.plan} and `runSweep` do.
   */
  async run(options: RunBuiltOptions = {}): Promise<RunSummary> {
    const { path, preferences, readText, plugins, loadPlugin, loadScorer, ...rest } = options;
    const given = { path, preferences, readText, plugins, loadPlugin, loadScorer };
    return await runBuilt(await this.plan(withoutAbsent(given) as BuildPlanOptions), rest);
  }

  #with(change: Tables): SweepBuilder {
    return new SweepBuilder({ ...this.#tables, ...change });
  }

  #merged(key: string, table: object): SweepBuilder {
    return this.#with({ [key]: { ...tableOf(this.#tables[key]), ...table } });
  }

  #appended(key: string, list: readonly unknown[]): SweepBuilder {
    return this.#with({ [key]: [...listOf(this.#tables[key]), ...list] });
  }

  #grid(change: (grid: Tables) => Tables): SweepBuilder {
    return this.#with({ grid: change(tableOf(this.#tables.grid)) });
  }
}

function tableOf(value: unknown): Tables {
  return (value ?? {}) as Tables;
}

function listOf(value: unknown): readonly unknown[] {
  return (value ?? []) as readonly unknown[];
}

/** What is `undefined` in code is not there in a file. Functions and classes stay as they are. */
function withoutAbsent(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAbsent);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.map(([key, one]) => [key, withoutAbsent(one)]));
}
