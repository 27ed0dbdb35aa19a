import { canonicalJson, nearestName, UserError } from "../base/mod.ts";
import type { JsonValue } from "../spec/mod.ts";
import type { Axis } from "./axis.ts";
import { axisLabels } from "./_axis_labels.ts";
import { globPattern, meetsGlobs } from "./grid/mod.ts";
import { PickedSamples } from "./_picked_samples.ts";
import type { SweepPlan } from "./sweep_plan.ts";
import { cellCount } from "./cell_count.ts";

const ENDPOINT_KEYS = ["endpoint", "model", "provider"] as const;
const KEYS = [...ENDPOINT_KEYS, "prompt", "repeat"];

/** What is asked for under one key: any of its values will do. */
interface Wanted {
  readonly key: string;
  readonly values: readonly string[];
}

/**
 * A part of a plan: the cells that meet all that is asked for, with the ids that they have in the whole, so that a tape of
 * the whole replays the part and a tape of the part can be merged into that of the whole.
 *
 * Each text is `KEY=VALUE`: an axis (`temperature=0.2`, `template=short`, `extra.top_a=0.1`), `endpoint`, `model`,
 * `provider` or `prompt` with a pattern (`*` is any text, `?` any character), or `repeat` from 1. Of several values of one
 * key any will do. Cells in which an axis is absent are in no part that asks for a value of it. That a replay leaves
 * recordings over is no error for a part, whatever the plan says.
 *
 * @throws {UserError} with exit code 2 when a text names nothing that the plan has, or no cell meets all of them.
 *
 * @example One temperature of a plan
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cellCount, cellsOf, loadPlan, restrictPlan } from "@tapedeck/tapedeck";
 *
 * const whole = await loadPlan("sweeps/quickstart.toml");
 * const part = restrictPlan(whole, ["temperature=0", "repeat=1"]);
 * const ids = new Set([...cellsOf(whole)].map(({ id }) => id));
 * assertEquals(cellCount(part) * 8, cellCount(whole));
 * assertEquals([...cellsOf(part)].every(({ id }) => ids.has(id)), true);
 * ```
 */
export function restrictPlan(plan: SweepPlan, only: readonly string[]): SweepPlan {
  if (only.length === 0) return plan;
  const wanted = gathered(only);
  const axes: { [axis: string]: readonly number[] } = { ...plan.only?.axes };
  let { endpoints, samples } = plan;
  let repeats = plan.only?.repeats;
  for (const { key, values } of wanted) {
    if ((ENDPOINT_KEYS as readonly string[]).includes(key)) {
      const names = endpoints.map((one) => key === "endpoint" ? one.key : one[key as "model" | "provider"]);
      for (const value of values) {
        assertSome(names.some((name) => globPattern(value).test(name)), { key, value, names });
      }
      endpoints = endpoints.filter((one) => meetsGlobs(one, { [key]: values }));
    } else if (key === "prompt") samples = pickedSamples(plan, values);
    else if (key === "repeat") repeats = pickedRepeats(plan, values);
    else {
      const axis = axisOf(key, plan);
      axes[axis.name] = pickedPlaces(axis, { key, values });
    }
  }
  const written = [...plan.only?.written ?? [], ...only];
  const part = {
    ...plan,
    endpoints,
    samples,
    only: { written, axes, ...(repeats === undefined ? {} : { repeats }) },
    // The recordings of the rest are left over, and nobody is to blame for that.
    cassette: withoutUnused(plan.cassette),
  };
  if (cellCount(part) === 0) {
    throw new UserError(
      `Cannot restrict the plan as none of its cells meets all of it: current value is ${
        written.map(quoted).join(" ")
      }`,
      { exitCode: 2 },
    );
  }
  return part;
}

function withoutUnused({ unused: _, ...cassette }: SweepPlan["cassette"]): SweepPlan["cassette"] {
  return cassette;
}

function gathered(only: readonly string[]): Wanted[] {
  const wanted = new Map<string, string[]>();
  for (const text of only) {
    const cut = text.indexOf("=");
    const key = text.slice(0, Math.max(0, cut)).trim();
    if (key === "") {
      throw new UserError(
        `Cannot restrict the plan as what to keep must be KEY=VALUE: current value is ${quoted(text)}`,
        { exitCode: 2 },
      );
    }
    wanted.set(key, [...wanted.get(key) ?? [], text.slice(cut + 1).trim()]);
  }
  return [...wanted].map(([key, values]) => ({ key, values }));
}

function axisOf(key: string, { axes }: SweepPlan): Axis {
  const name = key.replace(/^extra\./, "");
  const axis = axes.find((one) => one.name === name && (name === key || one.field === "extra"));
  if (axis !== undefined) return axis;
  const known = [...axes.map((one) => one.name), ...KEYS];
  throw unmet(`the plan has no axis of this name: it can be restricted by ${known.join(", ")}`, key, known);
}

function pickedPlaces(axis: Axis, { values }: Wanted): number[] {
  const labels = axisLabels(axis).map((label) => label.slice(axis.name.length + 1));
  const isMeant = (at: number, text: string) =>
    labels[at] === text || (axis.names === undefined ? isValue(axis.values[at], text) : isLike(axis.names[at], text));
  for (const value of values) {
    assertSome(labels.some((_, at) => isMeant(at, value)), { key: axis.name, value, names: axis.names ?? labels });
  }
  return axis.values.flatMap((_, at) => values.some((value) => isMeant(at, value)) ? [at] : []);
}

function isLike(name: string, text: string): boolean {
  return globPattern(text).test(name);
}

function isValue(value: JsonValue, text: string): boolean {
  if (typeof value === "string") return isLike(value, text);
  try {
    return canonicalJson(value) === canonicalJson(JSON.parse(text));
  } catch {
    return false;
  }
}

function pickedSamples({ samples }: SweepPlan, values: readonly string[]): SweepPlan["samples"] {
  const patterns = values.map((value) => ({ value, pattern: globPattern(value), isMet: false }));
  const places: number[] = [];
  const names: string[] = [];
  let place = 0;
  for (const { id } of samples) {
    const met = patterns.filter(({ pattern }) => pattern.test(id));
    for (const one of met) one.isMet = true;
    if (met.length > 0) places.push(place);
    names.push(id);
    place++;
  }
  for (const { value, isMet } of patterns) assertSome(isMet, { key: "prompt", value, names });
  return new PickedSamples(samples, places);
}

function pickedRepeats(plan: SweepPlan, values: readonly string[]): number[] {
  const all = plan.only?.repeats ?? Array.from({ length: plan.repeats }, (_, i) => i + 1);
  const names = all.map(String);
  for (const value of values) assertSome(names.includes(value), { key: "repeat", value, names });
  return all.filter((repeat) => values.includes(String(repeat)));
}

function assertSome(
  isMet: boolean,
  { key, value, names }: { readonly key: string; readonly value: string; readonly names: readonly string[] },
): void {
  if (!isMet) throw unmet(`the plan has no such ${key}`, `${key}=${value}`, names, value);
}

function unmet(reason: string, written: string, names: readonly string[], value: string = written): UserError {
  const nearest = nearestName(value, names);
  const hint = nearest === null ? "" : ` (did you mean ${quoted(nearest)}?)`;
  return new UserError(`Cannot restrict the plan as ${reason}${hint}: current value is ${quoted(written)}`, {
    exitCode: 2,
  });
}

function quoted(text: string): string {
  return `"${text}"`;
}
