import { z } from "zod";
import { canonicalJson, isJson, isTable } from "../../base/mod.ts";
import {
  checkExtra,
  type FileProblems,
  type KeyPath,
  PARAMETERS,
  readSection,
  unknownParameterRule,
} from "../../config/mod.ts";
import type { JsonValue } from "../../spec/mod.ts";
import { linspace } from "../linspace.ts";
import { logspace } from "../logspace.ts";
import type { AxisDraft, Continuum } from "./_axis_draft.ts";

const MAX_STEPS = 1_000_000;
const RANGE_KEYS = ["start", "stop", "steps", "scale"];
const CONTINUUM_KEYS = ["min", "max", "scale", "integer"];
/** Texts that are rendered with each sample. */
const TEXTS: ReadonlySet<string> = new Set(["system", "template"]);

const range = z.strictObject({
  start: z.number(),
  steps: z.int().min(1).max(MAX_STEPS),
  stop: z.number(),
  scale: z.enum(["linear", "log"]).default("linear"),
}).refine(({ scale, start, stop }) => scale === "linear" || (start > 0 && stop > 0), {
  message: "must have start and stop above 0 for a logarithmic scale",
});

const continuum = z.strictObject({
  min: z.number(),
  max: z.number(),
  scale: z.enum(["linear", "log"]).default("linear"),
  integer: z.boolean().optional(),
}).refine(({ min, max }) => min < max, { message: "must have a max above its min" })
  .refine(({ scale, min }) => scale === "linear" || min > 0, {
    message: "must have a min above 0 for a logarithmic scale",
  });

/** What the values of an axis must be, and where it goes. */
export type AxisKind = Pick<AxisDraft, "name" | "field" | "numeric" | "valueOf" | "rule">;

/** What an axis of `[grid]` is by its name; `null`, with a problem added: there is none. */
export function axisKind(name: string, path: KeyPath, problems: FileProblems): AxisKind | null {
  if (TEXTS.has(name)) {
    const valueOf = (raw: unknown) => typeof raw === "string" ? raw : undefined;
    return { name, field: name as "system" | "template", numeric: null, rule: "a text", valueOf };
  }
  const parameter = PARAMETERS.get(name);
  if (parameter === undefined) {
    problems.add(path, unknownParameterRule(name, "[grid.extra]"));
    return null;
  }
  const { field, numeric = null, rule, schema } = parameter;
  return {
    name,
    field,
    numeric,
    rule,
    valueOf: (raw) => {
      // No tools are a choice among sets of tools.
      if (field === "tools" && Array.isArray(raw) && raw.length === 0) return [];
      const result = schema.safeParse(raw);
      return result.success && isJson(result.data) ? result.data : undefined;
    },
  };
}

/** An axis of a provider's own field. */
export function extraKind(name: string): AxisKind {
  const valueOf = (raw: unknown) => isJson(raw) ? raw as JsonValue : undefined;
  return { name, field: "extra", numeric: "number", rule: "a value that JSON can carry", valueOf };
}

/** An axis and its values; `null`, with problems added: something is wrong with it. */
export function readAxis(
  kind: AxisKind,
  raw: unknown,
  { path, problems }: { readonly path: KeyPath; readonly problems: FileProblems },
): AxisDraft | null {
  const before = problems.count;
  if (kind.field === "extra" && !checkExtra(kind.name, null, { path, problems })) return null;
  const draft = { ...kind, path, continuum: null };
  if (Array.isArray(raw)) {
    const values = checkedValues(raw.map((value, i) => [[...path, i], value]), kind, problems);
    if (raw.length === 0) problems.add(path, "must have at least 1 value", raw);
    refuseTwins(values, path, problems);
    return problems.count > before ? null : { ...draft, values };
  }
  if (!isTable(raw)) {
    problems.add(path, `must be ${shapesOf(kind)}`, raw);
    return null;
  }
  const keys = Object.keys(raw);
  const isRange = keys.some((key) => RANGE_KEYS.includes(key) || CONTINUUM_KEYS.includes(key));
  if (kind.numeric === null && isRange && Object.values(raw).every((value) => typeof value === "number")) {
    problems.add(path, `must be ${shapesOf(kind)}`, raw);
    return null;
  }
  if (kind.numeric !== null && isRange) {
    return keys.some((key) => key === "min" || key === "max")
      ? readContinuum(draft, raw, problems)
      : readRange(draft, raw, problems);
  }
  if (keys.length === 0) problems.add(path, "must have at least 1 value", raw);
  const values = checkedValues(Object.entries(raw).map(([key, value]) => [[...path, key], value]), kind, problems);
  refuseTwins(values, path, problems);
  if (keys.includes("")) problems.add(path, "must give each of its values a name that is not empty");
  return problems.count > before ? null : { ...draft, values, names: keys };
}

function shapesOf({ numeric }: AxisKind): string {
  return numeric === null
    ? "a list of values, or a table with a name for each"
    : "a list of values or { start, stop, steps }";
}

function checkedValues(
  given: readonly (readonly [path: KeyPath, value: unknown])[],
  { valueOf, rule }: AxisKind,
  problems: FileProblems,
): JsonValue[] {
  return given.flatMap(([path, raw]) => {
    const value = valueOf(raw);
    if (value !== undefined) return [value];
    problems.add(path, `must be ${rule}`, raw);
    return [];
  });
}

type Draft = Omit<AxisDraft, "values">;

function readRange(draft: Draft, raw: unknown, problems: FileProblems): AxisDraft | null {
  const { path, numeric } = draft;
  const checked = readSection(range, raw, { path, problems });
  if (checked === null) return null;
  const { start, stop, steps, scale } = checked;
  const values = (scale === "log" ? logspace : linspace)(start, stop, steps);
  const fraction = values.find((value) => !Number.isInteger(value));
  if (numeric === "integer" && fraction !== undefined) {
    problems.add(path, `must have steps that fall on whole numbers, and one falls on ${fraction}`, raw);
    return null;
  }
  if (!areInside(values, draft, { of: "start, stop and steps", raw, problems })) return null;
  const before = problems.count;
  refuseTwins(values, path, problems);
  return problems.count > before ? null : { ...draft, values };
}

function readContinuum(draft: Draft, raw: unknown, problems: FileProblems): AxisDraft | null {
  const checked = readSection(continuum, raw, { path: draft.path, problems });
  if (checked === null) return null;
  const { min, max, scale, integer = draft.numeric === "integer" } = checked;
  const place = { path: draft.path, problems };
  if (integer && !(Number.isInteger(min) && Number.isInteger(max))) {
    place.problems.add(place.path, "must have a min and a max that are whole numbers", raw);
    return null;
  }
  if (draft.numeric === "integer" && !integer) {
    place.problems.add([...place.path, "integer"], "must be true: its values are whole numbers", false);
    return null;
  }
  if (!areInside([min, max], draft, { of: "min and max", raw, problems })) return null;
  return { ...draft, continuum: { min, max, scale, integer } satisfies Continuum, values: [] };
}

/** The values of a range have no place of their own in the file: the first wrong one stands for all. */
function areInside(
  values: readonly number[],
  { valueOf, path, rule }: Draft,
  { of, raw, problems }: { readonly of: string; readonly raw: unknown; readonly problems: FileProblems },
): boolean {
  const wrong = values.find((value) => valueOf(value) === undefined);
  if (wrong === undefined) return true;
  problems.add(path, `must have ${of} that make each value ${rule}, and one is ${wrong}`, raw);
  return false;
}

function refuseTwins(values: readonly JsonValue[], path: KeyPath, problems: FileProblems): void {
  const seen = new Set<string>();
  for (const value of values) {
    const text = canonicalJson(value);
    if (seen.has(text)) problems.add(path, "must have each value only once", value);
    seen.add(text);
  }
}
