import type { JsonObject, JsonValue } from "../spec/mod.ts";

// What providers answer is read leniently: a field of the wrong type counts as absent, and unknown fields are passed over.

/** Whether a value is a JSON object: no array and not `null`. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value when it is an object, else `null`. */
export function objectOrNull(value: unknown): JsonObject | null {
  return isObject(value) ? value : null;
}

/** The value when it is a string with anything in it, else `null`. */
export function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** The value when it is a list, else the empty list. */
export function listOf(value: unknown): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** The value when it can be a count of tokens: an integer that is not negative. */
export function countOrNull(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** The first of some values that is a count. */
export function firstCount(...values: unknown[]): number | null {
  for (const value of values) {
    const count = countOrNull(value);
    if (count !== null) return count;
  }
  return null;
}

/** The value of JSON text, or `undefined` when it is none. */
export function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
