import { isTable } from "../../base/mod.ts";
import type { FileProblems, KeyPath } from "../../config/mod.ts";
import type { AxisDraft } from "./_axis_draft.ts";
import { axisKind, extraKind, readAxis } from "./_read_axis.ts";

/** Keys of `[grid]` that are no axes. */
const RULES: ReadonlySet<string> = new Set(["zip", "exclude", "include", "when", "sample"]);

/** The axes of a grid, and which of them move together. */
export interface AxesDraft {
  /** In file order, those of a zip side by side, `seeds` last. */
  readonly axes: readonly AxisDraft[];
  readonly zip: readonly (readonly string[])[];
  /** Whether the last axis is that of `seeds`, which stands for repeats. */
  readonly hasSeeds: boolean;
}

/** The axes of `[grid]`, `[grid.extra]`, `[[grid.zip]]` and `seeds`. */
export function readAxes(raw: { readonly grid: unknown; readonly seeds: unknown }, problems: FileProblems): AxesDraft {
  const axes: AxisDraft[] = [];
  const zip: string[][] = [];
  if (raw.grid !== undefined && !isTable(raw.grid)) {
    problems.add(["grid"], "must be a table of parameters and their values", raw.grid);
    return { axes, zip, hasSeeds: false };
  }
  for (const [name, value] of Object.entries(raw.grid ?? {})) {
    if (name === "zip") {
      const groups = readZips(value, problems);
      zip.push(...groups.map((group) => group.map((axis) => axis.name)));
      axes.push(...groups.flat());
    } else if (!RULES.has(name)) axes.push(...readNamed(name, value, { path: ["grid"], problems }));
  }
  refuseDoubles(axes, problems);
  const hasSeeds = raw.seeds !== undefined;
  if (hasSeeds && axes.some((axis) => axis.name === "seed")) {
    problems.add(["seeds"], "stands for the axis seed, which is in [grid] too: give it once");
  } else if (hasSeeds) {
    const seeds = readAxis(axisKind("seed", ["seeds"], problems)!, raw.seeds, { path: ["seeds"], problems });
    if (seeds !== null) axes.push(seeds);
    if (seeds?.continuum) problems.add(["seeds"], "must be a list of values or { start, stop, steps }", raw.seeds);
  }
  return { axes, zip, hasSeeds };
}

interface Place {
  readonly path: KeyPath;
  readonly problems: FileProblems;
}

/** One axis, or those of the table `extra`. */
function readNamed(name: string, value: unknown, { path, problems }: Place): AxisDraft[] {
  const at = [...path, name];
  if (name !== "extra") {
    const kind = axisKind(name, at, problems);
    return kind === null ? [] : [readAxis(kind, value, { path: at, problems }) ?? []].flat();
  }
  if (!isTable(value)) {
    problems.add(at, "must be a table of a provider's own fields and their values", value);
    return [];
  }
  return Object.entries(value).flatMap(([field, values]) =>
    readAxis(extraKind(field), values, { path: [...at, field], problems }) ?? []
  );
}

function readZips(raw: unknown, problems: FileProblems): AxisDraft[][] {
  if (!Array.isArray(raw)) {
    problems.add(["grid", "zip"], "must be a list of tables: [[grid.zip]]", raw);
    return [];
  }
  return raw.flatMap((one, i) => {
    const path = ["grid", "zip", i];
    if (!isTable(one)) {
      problems.add(path, "must be a table of axes that advance together", one);
      return [];
    }
    const before = problems.count;
    const axes = Object.entries(one).flatMap(([name, value]) => readNamed(name, value, { path, problems }));
    if (problems.count > before) return [];
    refuseUneven(axes, path, problems);
    return [axes];
  });
}

function refuseUneven(axes: readonly AxisDraft[], path: KeyPath, problems: FileProblems): void {
  if (axes.length < 2) problems.add(path, "must have at least 2 axes: they advance together");
  const [first] = axes;
  for (const axis of axes) {
    if (axis.continuum !== null) {
      problems.add(axis.path, "must be a list of values: axes of a zip advance together, step by step");
    } else if (first.continuum === null && axis.values.length !== first.values.length) {
      problems.add(
        axis.path,
        `must have as many values as "${first.name}", which has ${first.values.length} and advances together with ` +
          `"${axis.name}": current value has ${axis.values.length}`,
      );
    }
  }
}

function refuseDoubles(axes: readonly AxisDraft[], problems: FileProblems): void {
  axes.forEach(({ name, path }, i) => {
    const before = axes.slice(0, i).find((axis) => axis.name === name);
    if (before !== undefined) problems.add(path, `is an axis already, at ${before.path.join(".")}: give it once`);
  });
}
