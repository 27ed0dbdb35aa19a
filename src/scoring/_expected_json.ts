import type { JsonValue } from "../spec/mod.ts";

/** What a sample expects, as JSON: a text is read as JSON. `null` where it expects nothing, or a text that is none. */
export function expectedJson(expected: JsonValue): { readonly value: JsonValue } | null {
  if (expected === null) return null;
  if (typeof expected !== "string") return { value: expected };
  try {
    return { value: JSON.parse(expected) };
  } catch {
    return null;
  }
}
