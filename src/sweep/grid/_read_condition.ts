import { z } from "zod";
import { canonicalJson, isTable, nearestName } from "../../base/mod.ts";
import { type FileProblems, type KeyPath, readSection } from "../../config/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";
import type { AxisDraft } from "./_axis_draft.ts";
import { type EndpointGlobs, type GlobbedEndpoint, meetsGlobs } from "./endpoint_globs.ts";
import { globPattern } from "./glob_pattern.ts";

const ENDPOINT_KEYS = ["endpoint", "model", "provider"] as const;
const BOUND_KEYS = ["above", "below", "at_least", "at_most"];

const bounds = z.strictObject({
  above: z.number().optional(),
  below: z.number().optional(),
  at_least: z.number().optional(),
  at_most: z.number().optional(),
});

/** A value of an axis, and the name that the plan gives it, if it does. */
export type ValueTest = (value: JsonValue, name: string | undefined) => boolean;

/** A condition as it is read: what it asks of values is known, and which they are comes later. */
export interface ConditionDraft {
  readonly path: KeyPath;
  readonly at?: EndpointGlobs;
  /** By the name of an axis. */
  readonly tests: ReadonlyMap<string, ValueTest>;
}

/** What conditions are read against. */
export interface ConditionPlace {
  readonly path: KeyPath;
  readonly axes: readonly AxisDraft[];
  /** `null`: not all are known yet. */
  readonly endpoints: readonly GlobbedEndpoint[] | null;
  readonly problems: FileProblems;
}

/** One condition; `null`, with problems added: it is wrong, or nothing in the plan can meet it. */
export function readCondition(raw: unknown, place: ConditionPlace): ConditionDraft | null {
  const { path, problems } = place;
  if (!isTable(raw) || Object.keys(raw).length === 0) {
    problems.add(path, "must be a table with values of axes, an endpoint, a model or a provider", raw);
    return null;
  }
  const before = problems.count;
  const tests = new Map<string, ValueTest>();
  for (const { name, value, at } of namedAxes(raw, place)) {
    const test = valueTest(value, name, { ...place, path: at });
    if (test !== null) tests.set(name.name, test);
  }
  const globs = readGlobs(raw, place);
  return problems.count > before ? null : { path, tests, ...(globs === undefined ? {} : { at: globs }) };
}

/** The axes that a table names, with what it says of them; those of `extra` may stand in a table of that name. */
export function namedAxes(
  raw: { readonly [key: string]: unknown },
  { path, axes, problems }: Pick<ConditionPlace, "path" | "axes" | "problems">,
): { readonly name: AxisDraft; readonly value: unknown; readonly at: KeyPath }[] {
  return Object.entries(raw).flatMap(([key, value]) => {
    if ((ENDPOINT_KEYS as readonly string[]).includes(key)) return [];
    const isExtra = key === "extra" && isTable(value);
    return (isExtra ? Object.entries(value) : [[key, value] as const]).flatMap(([name, value]) => {
      const at = isExtra ? [...path, key, name] : [...path, name];
      const axis = axes.find((one) => one.name === name && (!isExtra || one.field === "extra"));
      if (axis !== undefined) return [{ name: axis, value, at }];
      problems.add(at, unknownAxisRule(name, axes));
      return [];
    });
  });
}

/** The rule for a name that is no axis of the grid. */
export function unknownAxisRule(name: string, axes: readonly Pick<AxisDraft, "name">[]): string {
  const names = [...axes.map((axis) => axis.name), ...ENDPOINT_KEYS];
  const nearest = nearestName(name, names);
  const hint = nearest === null ? `it has ${names.join(", ")}` : `did you mean "${nearest}"?`;
  return `is not an axis of the grid: ${hint}`;
}

/** Patterns for endpoints in a table; `undefined`: it has none. */
export function readGlobs(
  raw: { readonly [key: string]: unknown },
  { path, endpoints, problems }: Omit<ConditionPlace, "axes">,
): EndpointGlobs | undefined {
  const globs: { -readonly [key in keyof EndpointGlobs]: EndpointGlobs[key] } = {};
  const before = problems.count;
  for (const key of ENDPOINT_KEYS) {
    const value = raw[key];
    if (value === undefined) continue;
    const list = Array.isArray(value) ? value : [value];
    if (list.length === 0 || !list.every((one) => typeof one === "string" && one !== "")) {
      problems.add([...path, key], "must be a pattern or a list of patterns", value);
      continue;
    }
    globs[key] = list;
    for (const glob of list) {
      if (endpoints?.some((one) => meetsGlobs(one, { [key]: [glob] })) ?? true) continue;
      problems.add([...path, key], noneRule(glob, key, endpoints!), glob);
    }
  }
  if (Object.keys(globs).length === 0) return undefined;
  if (problems.count === before && endpoints !== null && !endpoints.some((one) => meetsGlobs(one, globs))) {
    problems.add(path, "is met by no endpoint of the plan: none has that model and that provider together");
  }
  return globs;
}

/** The rule for a pattern that no endpoint meets. */
function noneRule(
  glob: string,
  key: typeof ENDPOINT_KEYS[number],
  endpoints: readonly GlobbedEndpoint[],
): string {
  const names = endpoints.map((one) => key === "endpoint" ? one.key : one[key]);
  const nearest = nearestName(glob, names);
  return `is met by no ${key} of the plan${nearest === null ? "" : `: did you mean "${nearest}"?`}`;
}

/** What is said of an axis's values: one, a list of which any will do, or bounds. */
function valueTest(raw: unknown, axis: AxisDraft, { path, problems }: ConditionPlace): ValueTest | null {
  const isNumeric = axis.continuum !== null || axis.values.every((value) => typeof value === "number");
  const isBounds = isTable(raw) && (isNumeric || Object.keys(raw).some((key) => BOUND_KEYS.includes(key)));
  if (!isBounds) return equalityTest(raw, { axis, path, problems });
  const test = boundsTest(raw, { axis, path, problems });
  if (test === null || axis.continuum !== null) return test;
  if (axis.values.some((value, i) => test(value, axis.names?.[i]))) return test;
  problems.add(path, `is met by no value of the axis, which has ${shownValues(axis)}`, raw);
  return null;
}

interface TestPlace {
  readonly axis: AxisDraft;
  readonly path: KeyPath;
  readonly problems: FileProblems;
}

function boundsTest(raw: unknown, { path, problems }: TestPlace): ValueTest | null {
  const checked = readSection(bounds, raw, { path, problems });
  if (checked === null) return null;
  const { above = -Infinity, below = Infinity, at_least = -Infinity, at_most = Infinity } = checked;
  return (value) =>
    typeof value === "number" && value > above && value < below && value >= at_least && value <= at_most;
}

function equalityTest(raw: unknown, { axis, path, problems }: TestPlace): ValueTest | null {
  if (axis.continuum !== null) {
    problems.add(path, "must have bounds, such as { above = 0.5 }: the axis has no values of its own", raw);
    return null;
  }
  const whole = sameTest(raw, axis);
  if (whole !== null) return whole;
  const list = Array.isArray(raw) ? raw : [raw];
  const tests = list.map((one, i) => {
    const test = sameTest(one, axis);
    if (test === null) {
      problems.add(
        Array.isArray(raw) ? [...path, i] : path,
        `is met by no value of the axis, which has ${shownValues(axis)}`,
        one,
      );
    }
    return test;
  });
  return (value, name) => tests.some((test) => test?.(value, name) ?? false);
}

/** `null`: no value of the axis is meant. */
function sameTest(raw: unknown, { values, names, valueOf }: AxisDraft): ValueTest | null {
  const value = valueOf(raw);
  const text = value === undefined ? null : canonicalJson(value);
  const pattern = typeof raw === "string" ? globPattern(raw) : null;
  const test: ValueTest = (one, name) =>
    (text !== null && canonicalJson(one) === text) ||
    (pattern !== null && (name === undefined ? typeof one === "string" && pattern.test(one) : pattern.test(name)));
  return values.some((one, i) => test(one, names?.[i])) ? test : null;
}

const MOST_SHOWN = 8;

function shownValues({ values, names }: AxisDraft): string {
  const shown = (names ?? values.map((value) => JSON.stringify(value))).slice(0, MOST_SHOWN);
  return values.length > MOST_SHOWN ? `${shown.join(", ")}, …` : shown.join(", ");
}
