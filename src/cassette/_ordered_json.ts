import type { JsonValue } from "../spec/mod.ts";

const ZERO = 48;
const NINE = 57;

/**
 * The canonical JSON of a value that has just been parsed, printed by the runtime itself, which is fast from the first
 * call on. The value's objects are put in order for it and must not be used afterwards.
 *
 * `null` where the runtime would not print what RFC 8785 asks for, or would lose something: names that look like array
 * indexes (objects keep those in an order of their own), `__proto__`, names that begin with U+0000, numbers that a
 * double does not hold, and halves of characters.
 */
export function orderedJson(value: JsonValue): string | null {
  const ordered = inOrder(value);
  if (ordered === undefined) return null;
  const text = JSON.stringify(ordered);
  return text.includes("\\ud") ? null : text;
}

/** `undefined`: this cannot be put in order. */
function inOrder(value: JsonValue): JsonValue | undefined {
  if (typeof value === "number") return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : undefined;
  if (typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? itemsInOrder(value) : namesInOrder(value);
}

function itemsInOrder(items: JsonValue[]): JsonValue[] | undefined {
  for (let i = 0; i < items.length; i++) {
    const item = inOrder(items[i]);
    if (item === undefined) return undefined;
    items[i] = item;
  }
  return items;
}

function namesInOrder(object: { [name: string]: JsonValue }): { [name: string]: JsonValue } | undefined {
  const names = Object.keys(object);
  let isSorted = true;
  for (let i = 0; i < names.length; i++) {
    const first = names[i].charCodeAt(0);
    if ((first >= ZERO && first <= NINE) || first === 0 || names[i] === "__proto__") return undefined;
    if (i > 0 && names[i - 1] > names[i]) isSorted = false;
  }
  const ordered: { [name: string]: JsonValue } = isSorted ? object : {};
  if (!isSorted) names.sort();
  for (const name of names) {
    const value = inOrder(object[name]);
    if (value === undefined) return undefined;
    ordered[name] = value;
  }
  return ordered;
}
