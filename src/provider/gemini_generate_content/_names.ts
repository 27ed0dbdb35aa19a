import type { JsonObject } from "../../spec/mod.ts";

/** The name of this wire format, as it stands in native parts. */
export const WIRE = "gemini-generate-content";

/**
 * An object with the named fields in camel case: Google takes snake case as well. All others stand as they are, as only
 * Google knows which of them are names and which are data.
 */
export function camelCased(object: JsonObject, names: readonly string[]): JsonObject {
  const isSnake = (name: string) => name.includes("_");
  if (!Object.keys(object).some(isSnake)) return { ...object };
  const entries = Object.entries(object).map(([name, value]) => {
    const camel = isSnake(name) ? name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()) : name;
    return [names.includes(camel) && !Object.hasOwn(object, camel) ? camel : name, value];
  });
  return Object.fromEntries(entries);
}

/**
 * What is left of an object within another, under its name: nothing where all of it was read. An object that was empty
 * from the beginning is left as such.
 */
export function restOf(name: string, rest: JsonObject, whole: JsonObject): JsonObject {
  return Object.keys(rest).length > 0 || Object.keys(whole).length === 0 ? { [name]: rest } : {};
}
