import type { JsonValue } from "../spec/mod.ts";

/**
 * The canonical JSON text of a value (RFC 8785): object keys sorted by UTF-16 code units, no white space, numbers and
 * strings as ECMAScript writes them. Members that are `undefined` are left out.
 *
 * @throws {TypeError} on a number that JSON cannot carry (NaN, Infinity), a lone surrogate, or a value that is no JSON.
 *
 * @example Key order does not matter
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { canonicalJson } from "@tapedeck/tapedeck";
 *
 * assertEquals(canonicalJson({ b: 1, a: [true, null] }), '{"a":[true,null],"b":1}');
 * ```
 */
export function canonicalJson(value: JsonValue): string {
  switch (typeof value) {
    case "string":
      return canonicalString(value);
    case "number":
      if (!Number.isFinite(value)) {
        throw new TypeError(`Cannot write JSON as a number must be finite: current value is ${value}`);
      }
      return String(value === 0 ? 0 : value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      return value === null ? "null" : Array.isArray(value) ? canonicalArray(value) : canonicalObject(value);
    default:
      throw new TypeError(`Cannot write JSON as the value is no JSON: current value is of type ${typeof value}`);
  }
}

function canonicalString(value: string): string {
  if (!value.isWellFormed()) throw new TypeError("Cannot write JSON as a string has a lone surrogate");
  return JSON.stringify(value);
}

function canonicalArray(items: JsonValue[]): string {
  let text = "[";
  for (let i = 0; i < items.length; i++) {
    if (i > 0) text += ",";
    text += canonicalJson(items[i]);
  }
  return text + "]";
}

function canonicalObject(object: { [key: string]: JsonValue }): string {
  const keys = Object.keys(object);
  // The default order of sort() is by UTF-16 code units, which is what RFC 8785 asks for.
  if (!isSorted(keys)) keys.sort();
  let text = "{";
  for (const key of keys) {
    const value = object[key];
    if (value === undefined) continue;
    text += (text.length > 1 ? "," : "") + canonicalString(key) + ":" + canonicalJson(value);
  }
  return text + "}";
}

/** What comes out of a program is often in order already. */
function isSorted(keys: readonly string[]): boolean {
  for (let i = 1; i < keys.length; i++) if (keys[i - 1] > keys[i]) return false;
  return true;
}
