import type { JsonValue } from "../spec/mod.ts";
import type { Axis } from "./axis.ts";

/** The values of an axis as rows and tables have them: their names, where the plan gives some. */
export function shownValues({ values, names }: Pick<Axis, "values" | "names">): readonly JsonValue[] {
  return names ?? values;
}
