import type { JsonObject, JsonValue } from "../spec/mod.ts";
import { isObject } from "./_read.ts";

/**
 * A body with the fields of an `extra` in it: where both have an object the two are merged, anything else replaces what
 * is there. Neither is changed, and no name is special: `__proto__` is a field like any other.
 */
export function mergeExtra(body: JsonObject, extra: { readonly [name: string]: JsonValue } | undefined): JsonObject {
  if (extra === undefined) return body;
  // A spread defines fields; an assignment to `__proto__` would set the prototype.
  let merged: JsonObject = { ...body };
  for (const [name, value] of Object.entries(extra)) {
    const before = Object.hasOwn(merged, name) ? merged[name] : undefined;
    const after = isObject(before) && isObject(value) ? mergeExtra(before, value) : value;
    if (name === "__proto__") merged = { ...merged, ["__proto__"]: after };
    else merged[name] = after;
  }
  return merged;
}

/** What is left of an object when its known fields are taken, as the field that it goes into; nothing where nothing is. */
export function extraOf(rest: JsonObject): { extra?: JsonObject } {
  return Object.keys(rest).length === 0 ? {} : { extra: rest };
}
