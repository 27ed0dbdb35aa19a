import type { JsonValue } from "../spec/mod.ts";

/**
 * What a sample expects, as texts: of a list, every item. `null` where it expects nothing, or something that is not
 * written as a text: a table, or a list with anything but texts, numbers and booleans.
 */
export function expectedTexts(expected: JsonValue): string[] | null {
  const items = Array.isArray(expected) ? expected : [expected];
  if (items.length === 0 || items.some((item) => item === null || typeof item === "object")) return null;
  return items.map(String);
}
