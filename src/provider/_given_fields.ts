import type { JsonObject, JsonValue } from "../spec/mod.ts";

/** The fields of a body that have a value, in their order. */
export function givenFields(
  fields: readonly (readonly [name: string, value: JsonValue | undefined])[],
): JsonObject {
  return Object.fromEntries(fields.filter((field): field is readonly [string, JsonValue] => field[1] !== undefined));
}
