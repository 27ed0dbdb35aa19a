import { canonicalJson, isTable } from "../../base/mod.ts";
import { type FileProblems, type KeyPath, readSection } from "../../config/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";
import type { AxisDraft } from "./_axis_draft.ts";
import { sampleSchema, type SampleSettings } from "./_draw_points.ts";
import type { EndpointGlobs, GlobbedEndpoint } from "./endpoint_globs.ts";
import type { AxesDraft } from "./_read_axes.ts";
import { type ConditionDraft, namedAxes, readCondition, readGlobs, unknownAxisRule } from "./_read_condition.ts";

/** Points that are added, as they are read. */
export interface IncludeDraft {
  readonly path: KeyPath;
  readonly at?: EndpointGlobs;
  /** By the name of an axis. */
  readonly values: ReadonlyMap<string, readonly JsonValue[]>;
}

/** The rules of a grid, as they are read. */
export interface RulesDraft {
  readonly exclude: readonly ConditionDraft[];
  readonly include: readonly IncludeDraft[];
  /** By the name of an axis. */
  readonly when: ReadonlyMap<string, readonly ConditionDraft[]>;
  readonly sample: SampleSettings | null;
}

/** What rules are read against. */
export interface RulesPlace extends AxesDraft {
  /** `null`: not all are known yet. */
  readonly endpoints: readonly GlobbedEndpoint[] | null;
  readonly problems: FileProblems;
}

/** `[[grid.exclude]]`, `[[grid.include]]`, `[grid.when]` and `[grid.sample]`. */
export function readRules(grid: { readonly [key: string]: unknown }, place: RulesPlace): RulesDraft {
  const { axes, endpoints, problems } = place;
  const exclude = tables(grid.exclude, "exclude", problems)
    .flatMap(({ raw, path }) => readCondition(raw, { path, axes, endpoints, problems }) ?? []);
  const sample = grid.sample === undefined
    ? null
    : readSection(sampleSchema, grid.sample, { path: ["grid", "sample"], problems });
  const include = tables(grid.include, "include", problems)
    .flatMap(({ raw, path }) => readInclude(raw, { ...place, path, isSampled: grid.sample !== undefined }) ?? []);
  return { exclude, include, when: readWhen(grid.when, place), sample };
}

function tables(
  raw: unknown,
  key: string,
  problems: FileProblems,
): { readonly raw: unknown; readonly path: KeyPath }[] {
  if (raw === undefined) return [];
  if (Array.isArray(raw)) return raw.map((one, i) => ({ raw: one, path: ["grid", key, i] }));
  problems.add(["grid", key], `must be a list of tables: [[grid.${key}]]`, raw);
  return [];
}

function readInclude(
  raw: unknown,
  place: RulesPlace & { readonly path: KeyPath; readonly isSampled: boolean },
): IncludeDraft | null {
  const { path, axes, zip, problems, isSampled, hasSeeds } = place;
  if (!isTable(raw)) {
    problems.add(path, "must be a table with values of axes", raw);
    return null;
  }
  const before = problems.count;
  const values = new Map(
    namedAxes(raw, place).map(({ name, value, at }) => [name.name, addedValues(value, name, { path: at, problems })]),
  );
  if (problems.count > before) return null;
  if (values.size === 0) problems.add(path, "must have a value of at least 1 axis", raw);
  const globs = readGlobs(raw, place);
  for (const names of zip) {
    const missing = names.find((name) => !values.has(name));
    if (
      missing !== undefined && missing !== names.find((name) => values.has(name)) &&
      names.some((name) => values.has(name))
    ) {
      problems.add(
        path,
        `must name "${missing}" too: it advances together with "${names.find((name) => values.has(name))}"`,
      );
    }
  }
  const drawn = hasSeeds ? axes.slice(0, -1) : axes;
  const left = drawn.find(({ name }) => !values.has(name));
  if (isSampled && left !== undefined) {
    problems.add(path, `must have a value of every axis, as the grid is a sample: it has none of "${left.name}"`);
  }
  return problems.count > before ? null : { path, values, ...(globs === undefined ? {} : { at: globs }) };
}

/** What an include says of an axis: one value or a list of values, in the form of the axis. */
function addedValues(
  raw: unknown,
  axis: AxisDraft,
  { path, problems }: { readonly path: KeyPath; readonly problems: FileProblems },
): JsonValue[] {
  const one = addedValue(raw, axis);
  if (one !== undefined) return [one];
  const list = Array.isArray(raw) ? raw : [raw];
  if (list.length === 0) problems.add(path, "must have at least 1 value", raw);
  const values = list.flatMap((value, i) => {
    const checked = addedValue(value, axis);
    if (checked !== undefined) return [checked];
    const rule = axis.names === undefined ? axis.rule : `one of ${axis.names.join(", ")}`;
    problems.add(Array.isArray(raw) ? [...path, i] : path, `must be ${rule}`, value);
    return [];
  });
  return [...new Map(values.map((value) => [canonicalJson(value), value])).values()];
}

function addedValue(raw: unknown, { names, values, valueOf, field }: AxisDraft): JsonValue | undefined {
  if (names !== undefined) {
    return typeof raw === "string" && names.includes(raw) ? values[names.indexOf(raw)] : undefined;
  }
  // For a provider's own field a list is a list of values, as it is for an axis.
  return field === "extra" && Array.isArray(raw) ? undefined : valueOf(raw);
}

function readWhen(raw: unknown, place: RulesPlace): Map<string, ConditionDraft[]> {
  const when = new Map<string, ConditionDraft[]>();
  const { problems, axes } = place;
  if (raw === undefined) return when;
  if (!isTable(raw)) {
    problems.add(["grid", "when"], "must be a table: for an axis, where it applies", raw);
    return when;
  }
  const named = Object.entries(raw).flatMap(([name, value]): [string, unknown, KeyPath][] =>
    name === "extra" && isTable(value)
      ? Object.entries(value).map(([field, one]) => [field, one, ["grid", "when", name, field]])
      : [[name, value, ["grid", "when", name]]]
  );
  for (const [name, value, path] of named) {
    const axis = axes.find((one) => one.name === name);
    const rule = axis === undefined ? unknownAxisRule(name, axes) : ruleForWhen(axis, place);
    if (rule !== null) {
      problems.add(path, rule);
      continue;
    }
    const list = Array.isArray(value) ? value : [value];
    when.set(
      name,
      list.flatMap((one, i) =>
        readCondition(one, { ...place, path: Array.isArray(value) ? [...path, i] : path }) ?? []
      ),
    );
  }
  refuseCircles(when, problems);
  return when;
}

function ruleForWhen({ name, field }: AxisDraft, { zip }: RulesPlace): string | null {
  if (field === "system" || field === "template") {
    return "cannot have a condition: every sample is rendered with one of its texts";
  }
  const group = zip.find((names) => names.includes(name));
  if (group === undefined) return null;
  return `cannot have a condition, as it advances together with "${group.find((one) => one !== name)}"`;
}

function refuseCircles(when: ReadonlyMap<string, readonly ConditionDraft[]>, problems: FileProblems): void {
  const told = new Set<string>();
  const visit = (name: string, path: readonly string[]) => {
    if (path.includes(name)) {
      const circle = [...path.slice(path.indexOf(name)), name];
      const key = [...new Set(circle)].sort().join();
      if (!told.has(key)) {
        problems.add(
          ["grid", "when", name],
          `asks in a circle whether it applies: ${circle.map((one) => `"${one}"`).join(" → ")}`,
        );
      }
      told.add(key);
      return;
    }
    for (const { tests } of when.get(name) ?? []) for (const other of tests.keys()) visit(other, [...path, name]);
  };
  for (const name of when.keys()) visit(name, []);
}
