import { z } from "zod";
import { canonicalJson, isTable } from "../base/mod.ts";
import {
  checkExtra,
  type FileProblems,
  type KeyPath,
  type Parameter,
  PARAMETERS,
  readParameter,
  readSection,
  unknownParameterRule,
} from "../config/mod.ts";
import type { JsonValue } from "../spec/mod.ts";
import type { Axis } from "./axis.ts";
import { linspace } from "./_linspace.ts";

const MAX_STEPS = 1_000_000;

const range = z.strictObject({ start: z.number(), steps: z.int().min(1).max(MAX_STEPS), stop: z.number() });

/** The axes of `[grid]` and `[grid.extra]` in file order, then `seeds`. */
export function readAxes(raw: { grid: unknown; seeds: unknown }, problems: FileProblems): Axis[] {
  const axes: Axis[] = [];
  if (raw.grid !== undefined && !isTable(raw.grid)) {
    problems.add(["grid"], "must be a table of parameters and their values", raw.grid);
  } else {
    for (const [name, values] of Object.entries(raw.grid ?? {})) {
      if (name === "extra") axes.push(...readExtraAxes(values, problems));
      else axes.push(...readKnownAxis(name, values, ["grid", name], problems));
    }
  }
  if (raw.seeds !== undefined) {
    if (axes.some((axis) => axis.name === "seed")) {
      problems.add(["seeds"], "stands for the axis seed, which is in [grid] too: give it once");
    } else {
      axes.push(...readKnownAxis("seed", raw.seeds, ["seeds"], problems));
    }
  }
  return axes;
}

function readKnownAxis(name: string, raw: unknown, path: KeyPath, problems: FileProblems): Axis[] {
  const parameter = PARAMETERS.get(name);
  if (parameter === undefined) {
    problems.add(path, unknownParameterRule(name, "[grid.extra]"));
    return [];
  }
  const given = readValues(raw, { path, problems, numeric: parameter.numeric ?? null });
  const before = problems.count;
  if (!Array.isArray(raw)) refuseOutside(given, parameter, { raw, path, problems });
  if (problems.count > before) return [];
  const values = given.map((value, i) =>
    readParameter(name, value, { path: [...path, i], problems, extraTable: "[grid.extra]" })
  );
  if (problems.count > before || values.length === 0) return [];
  refuseTwins(values, path, problems);
  return [{ name, field: parameter.field, values }];
}

function readExtraAxes(raw: unknown, problems: FileProblems): Axis[] {
  if (!isTable(raw)) {
    problems.add(["grid", "extra"], "must be a table of a provider's own fields and their values", raw);
    return [];
  }
  return Object.entries(raw).flatMap(([name, given]): Axis[] => {
    const path = ["grid", "extra", name];
    const values = readValues(given, { path, problems, numeric: "number" });
    if (values.length === 0 || !checkExtra(name, values, { path, problems })) return [];
    refuseTwins(values as JsonValue[], path, problems);
    return [{ name, field: "extra", values: values as JsonValue[] }];
  });
}

/** The values of a list or a range, unchecked; none when the shape is wrong. */
function readValues(
  raw: unknown,
  { path, problems, numeric }: { path: KeyPath; problems: FileProblems; numeric: "number" | "integer" | null },
): unknown[] {
  if (Array.isArray(raw)) {
    if (raw.length === 0) problems.add(path, "must have at least 1 value", raw);
    return raw;
  }
  if (numeric === null || !isTable(raw)) {
    const shape = numeric === null ? "a list of values" : "a list of values or { start, stop, steps }";
    problems.add(path, `must be ${shape}`, raw);
    return [];
  }
  const checked = readSection(range, raw, { path, problems });
  if (checked === null) return [];
  const values = linspace(checked);
  const fraction = values.find((value) => !Number.isInteger(value));
  if (numeric === "integer" && fraction !== undefined) {
    problems.add(path, `must have steps that fall on whole numbers, and one falls on ${fraction}`, raw);
    return [];
  }
  return values;
}

/** The values of a range have no place of their own in the file: the first wrong one stands for all. */
function refuseOutside(
  values: readonly unknown[],
  { schema, rule }: Parameter,
  { raw, path, problems }: { raw: unknown; path: KeyPath; problems: FileProblems },
): void {
  const wrong = values.find((value) => !schema.safeParse(value).success);
  if (wrong === undefined) return;
  problems.add(path, `must have start, stop and steps that make each value ${rule}, and one is ${wrong}`, raw);
}

function refuseTwins(values: readonly JsonValue[], path: KeyPath, problems: FileProblems): void {
  const seen = new Set<string>();
  for (const value of values) {
    const text = canonicalJson(value);
    if (seen.has(text)) problems.add(path, "must have each value only once", value);
    seen.add(text);
  }
}
