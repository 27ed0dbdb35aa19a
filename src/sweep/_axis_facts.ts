import type { JsonObject, JsonValue } from "../spec/mod.ts";
import type { Axis } from "./axis.ts";

/** What rows do not tell of the axes of a run. */
interface AxisFacts {
  /** By axis, what the names stand for that rows have. */
  readonly named?: { readonly [axis: string]: { readonly [name: string]: JsonValue } };
  /** Axes that are texts of the prompts, and no parameters. */
  readonly texts?: readonly string[];
}

/** What a run's manifest keeps of its axes, so that rows can be read as parameters again; nothing where rows tell all. */
export function axisFacts(axes: readonly Axis[]): JsonObject {
  const texts = axes.filter(isText).map(({ name }) => name);
  const named = axes.filter((axis) => axis.names !== undefined && !isText(axis)).map(({ name, names, values }) =>
    [name, Object.fromEntries(names!.map((one, i) => [one, values[i]]))] as const
  );
  return {
    ...(named.length === 0 ? {} : { named: Object.fromEntries(named) }),
    ...(texts.length === 0 ? {} : { texts }),
  };
}

/** The values of a row's axes that are parameters, with what their names stand for. */
export function parameterAxes(
  axes: { readonly [axis: string]: JsonValue },
  manifest: JsonObject,
): (readonly [axis: string, value: JsonValue])[] {
  const { named = {}, texts = [] } = manifest as AxisFacts;
  return Object.entries(axes).flatMap(([axis, value]) => {
    if (texts.includes(axis)) return [];
    const values = Object.hasOwn(named, axis) ? named[axis] : undefined;
    return [[axis, values?.[String(value)] ?? value] as const];
  });
}

function isText({ field }: Axis): boolean {
  return field === "system" || field === "template";
}
