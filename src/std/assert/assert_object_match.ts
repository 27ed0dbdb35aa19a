import { assertEquals } from "./assert_equals.ts";

type Loose = Record<PropertyKey, unknown>;

/**
 * Fails, with a diff, unless everything in the expected object is, deeply, in the actual one. Classes of objects do
 * not matter; arrays are compared up to the length of the shorter one's keys.
 */
export function assertObjectMatch(
  // deno-lint-ignore no-explicit-any
  actual: Record<PropertyKey, any>,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  for (const value of [actual, expected] as unknown[]) {
    if (isObject(value) || typeof value === "function") continue;
    throw new TypeError(`Cannot assertObjectMatch ${value === null ? null : `type ${typeof value}`}`);
  }
  // The expected side is filtered by itself, which turns its objects into plain ones like those of the actual side.
  assertEquals(intersection(actual, expected), intersection(expected, expected), msg);
}

/** What of `a` has a counterpart in `b`, as plain objects. */
function intersection(a: Loose, b: Loose): Loose {
  const seen = new WeakMap<object, object>();

  function filterObject(a: Loose, b: Loose): Loose {
    if (seen.get(a) === b) return a;
    seen.set(a, b);
    const keys = Reflect.ownKeys(a);
    const others = new Set(Reflect.ownKeys(b));
    const shared = keys.filter((key) => others.has(key));
    // With nothing in common, an empty object would say little: show all of it.
    if (shared.length === 0 && others.size > 0) return fromEntries(keys.map((key) => [key, a[key]]));
    return fromEntries(shared.map((key) => [key, filterValue(a[key], b[key])]));
  }

  function filterArray(a: unknown[], b: unknown[]): unknown[] {
    if (seen.get(a) === b) return a;
    seen.set(a, b);
    return a.slice(0, b.length).map((item, index) => filterValue(item, b[index]));
  }

  function filterValue(a: unknown, b: unknown): unknown {
    if (!isObject(a) || !isObject(b) || a instanceof RegExp) return a;
    if (Array.isArray(a) && Array.isArray(b)) return filterArray(a, b);
    if (a instanceof Map && b instanceof Map) {
      return new Map(
        [...a].filter(([key]) => b.has(key)).map(([key, value]) => [key, filterMapped(value, b.get(key))]),
      );
    }
    if (a instanceof Set && b instanceof Set) return a.intersection(b);
    return filterObject(a, b);
  }

  function filterMapped(a: unknown, b: unknown): unknown {
    return isObject(a) && isObject(b) ? filterObject(a, b) : a;
  }

  return filterObject(a, b);
}

function isObject(value: unknown): value is Loose {
  return typeof value === "object" && value !== null;
}

function fromEntries(entries: (readonly [PropertyKey, unknown])[]): Loose {
  return Object.fromEntries(entries) as Loose;
}
