import { canonicalJson, isTable } from "../../base/mod.ts";
import type { FileProblems } from "../../config/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";
import type { Axis } from "../axis.ts";
import { idleRules } from "./idle_rules.ts";
import type { GlobbedEndpoint } from "./endpoint_globs.ts";
import type { GridRules, PointCondition } from "./grid_rules.ts";
import { type AxesDraft, readAxes } from "./_read_axes.ts";
import type { ConditionDraft } from "./_read_condition.ts";
import { readRules, type RulesDraft } from "./_read_rules.ts";
import { samplePoints } from "./_sample_points.ts";

/** What a plan says of its grid. */
export interface ReadGrid {
  /** In file order, `seeds` last. */
  readonly axes: readonly Axis[];
  /** Absent: every point of their product. */
  readonly rules?: GridRules;
}

/**
 * `[grid]` with its rules, and `seeds`. What is wrong goes to `problems`, a rule that changes nothing too; `endpoints` are
 * those that rules can name, `null` where not all are known yet.
 */
export function readGrid(
  raw: { readonly grid: unknown; readonly seeds: unknown },
  { endpoints, problems }: {
    readonly endpoints: readonly GlobbedEndpoint[] | null;
    readonly problems: FileProblems;
  },
): ReadGrid {
  const before = problems.count;
  const drafts = readAxes(raw, problems);
  if (problems.count > before) return withoutRules(drafts);
  const grid = isTable(raw.grid) ? raw.grid : {};
  const rules = readRules(grid, { ...drafts, endpoints, problems });
  if (problems.count > before) return withoutRules(drafts);
  for (const { path, continuum } of drafts.axes) {
    if (continuum !== null && rules.sample === null) {
      problems.add(path, "must have start, stop and steps: a range without them is for a grid with [grid.sample]");
    }
  }
  if (problems.count > before) return withoutRules(drafts);
  const sampled = rules.sample === null ? null : samplePoints(drafts, { rules, sample: rules.sample, problems });
  if (problems.count > before) return withoutRules(drafts);
  const read = assemble(drafts, rules, sampled);
  if (read.rules !== undefined && sampled === null && endpoints !== null && endpoints.length > 0) {
    for (const { kind, which, rule } of idleRules(read.axes, read.rules, endpoints)) {
      problems.add(kind === "grid" ? ["grid"] : ["grid", kind, which!], rule);
    }
  }
  return read;
}

/** What is left to go by where something is wrong with the grid: which texts prompts are rendered with. */
function withoutRules({ axes }: AxesDraft): ReadGrid {
  return { axes: axes.map(({ name, field, values }) => ({ name, field, values })) };
}

/** The drafts with their last values: those that were drawn, and those that includes bring. */
function assemble(drafts: AxesDraft, rules: RulesDraft, sampled: ReturnType<typeof samplePoints> | null): ReadGrid {
  const product: { [axis: string]: number } = {};
  const axes = drafts.axes.map((draft, i): Axis => {
    const own = sampled?.values[i] ?? draft.values;
    const known = new Set(own.map((value) => canonicalJson(value)));
    const added = new Map<string, JsonValue>();
    for (const { values } of rules.include) {
      for (const value of values.get(draft.name) ?? []) {
        const text = canonicalJson(value);
        if (!known.has(text)) added.set(text, value);
      }
    }
    if (added.size > 0) product[draft.name] = own.length;
    const { name, field, names } = draft;
    return { name, field, values: [...own, ...added.values()], ...(names === undefined ? {} : { names }) };
  });
  const condition = (draft: ConditionDraft) => pointCondition(draft, axes);
  const whole: GridRules = {
    ...(Object.keys(product).length === 0 ? {} : { product }),
    ...(drafts.zip.length === 0 ? {} : { zip: drafts.zip }),
    ...(rules.exclude.length === 0 ? {} : { exclude: rules.exclude.map(condition) }),
    ...(rules.include.length === 0 ? {} : {
      include: rules.include.map(({ at, values }): PointCondition => ({
        ...(at === undefined ? {} : { at }),
        axes: Object.fromEntries([...values].map(([name, list]) => [name, placesOf(list, name, axes)])),
      })),
    }),
    ...(rules.when.size === 0 ? {} : {
      when: Object.fromEntries([...rules.when].map(([name, list]) => [name, list.map(condition)])),
    }),
    ...(sampled === null ? {} : { points: sampled.points }),
  };
  return Object.keys(whole).length === 0 ? { axes } : { axes, rules: whole };
}

function pointCondition({ at, tests }: ConditionDraft, axes: readonly Axis[]): PointCondition {
  return {
    ...(at === undefined ? {} : { at }),
    axes: Object.fromEntries([...tests].map(([name, test]) => {
      const { values, names } = axes.find((axis) => axis.name === name)!;
      return [name, values.flatMap((value, i) => test(value, names?.[i]) ? [i] : [])];
    })),
  };
}

function placesOf(list: readonly JsonValue[], name: string, axes: readonly Axis[]): number[] {
  const texts = axes.find((axis) => axis.name === name)!.values.map((value) => canonicalJson(value));
  return list.map((value) => texts.indexOf(canonicalJson(value)));
}
