const TypedArray = Object.getPrototypeOf(Uint8Array) as abstract new () => Uint8Array;

type Pairs = Map<object, object>;

/**
 * Whether two values are deeply equal. `NaN` equals itself, `0` equals `-0`, objects must be of the same class (an
 * object without a prototype counts as a plain one), sets and maps are compared without regard to order.
 * @throws {TypeError} for two WeakMaps or WeakSets, into which nobody can look.
 */
export function equal(a: unknown, b: unknown): boolean {
  return compare(a, b, new Map());
}

function compare(a: unknown, b: unknown, seen: Pairs): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime());
  if (!sameClass(a, b)) return false;
  const opaque = compareOpaque(a, b, seen);
  if (opaque !== null) return opaque;
  if (seen.get(a) === b) return true;
  if (Object.keys(a).length !== Object.keys(b).length) return false;
  seen.set(a, b);
  if (a instanceof Set) return compareSets(a, b as Set<unknown>, seen);
  if (a instanceof Map) return compareMaps(a, b as Map<unknown, unknown>, seen);
  return compareProperties(a, b, seen);
}

function sameClass(a: object, b: object): boolean {
  return (Object.getPrototypeOf(a) ?? Object.prototype) === (Object.getPrototypeOf(b) ?? Object.prototype);
}

/** Objects whose content is not in their properties; `null` for all others. */
function compareOpaque(a: object, b: object, seen: Pairs): boolean | null {
  if (a instanceof TypedArray) return sameItems(a, b as Uint8Array);
  if (a instanceof ArrayBuffer || a instanceof SharedArrayBuffer) {
    return sameItems(new Uint8Array(a), new Uint8Array(b as ArrayBuffer));
  }
  if (a instanceof WeakRef) return compare(a.deref(), (b as WeakRef<WeakKey>).deref(), seen);
  if (a instanceof WeakMap) throw new TypeError("Cannot compare WeakMap instances");
  if (a instanceof WeakSet) throw new TypeError("Cannot compare WeakSet instances");
  return isText(a) ? String(a) === String(b) : null;
}

/** Objects of built-in classes (not of classes derived from them) that their text says everything about. */
function isText(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === RegExp.prototype || prototype === URL.prototype || prototype === URLSearchParams.prototype ||
    prototype === Intl.Locale.prototype || isTemporal(prototype);
}

function isTemporal(prototype: object | null): boolean {
  return Object.values(Object.getOwnPropertyDescriptors(Temporal)).some(({ value }) =>
    typeof value === "function" && value.prototype === prototype
  );
}

function sameItems(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index] || Object.is(item, b[index]));
}

function compareSets(a: Set<unknown>, b: Set<unknown>, seen: Pairs): boolean {
  if (a.size !== b.size) return false;
  if (everyPrimitive(a)) return a.isSubsetOf(b);
  const others = [...b];
  return [...a].every((item) => others.some((other) => compare(item, other, seen)));
}

function compareMaps(a: Map<unknown, unknown>, b: Map<unknown, unknown>, seen: Pairs): boolean {
  if (a.size !== b.size) return false;
  if (everyPrimitive(a.keys())) {
    return a.entries().every(([key, value]) => b.has(key) && compare(value, b.get(key), seen));
  }
  const others = [...b];
  return a.entries().every(([key, value]) =>
    others.some(([otherKey, other]) => compare(key, otherKey, seen) && compare(value, other, seen))
  );
}

function everyPrimitive(values: Iterable<unknown>): boolean {
  return Iterator.from(values).every((value) =>
    value === null || (typeof value !== "object" && typeof value !== "function")
  );
}

function compareProperties(a: object, b: object, seen: Pairs): boolean {
  return keysOf(a, b).every((key) =>
    (key in a) === (key in b) && compare(Reflect.get(a, key), Reflect.get(b, key), seen)
  );
}

/** The enumerable own keys of plain objects and arrays; for other classes all keys, with those of their prototypes. */
function keysOf(a: object, b: object): PropertyKey[] {
  if (isPlain(a)) return Reflect.ownKeys({ ...a, ...b });
  return [...new Set([...deepKeys(a), ...deepKeys(b)])];
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || prototype === Array.prototype;
}

function deepKeys(value: object): PropertyKey[] {
  const keys: PropertyKey[] = [];
  let object: object | null = value;
  while (object !== null && object !== Object.prototype && object !== Array.prototype) {
    keys.push(...Reflect.ownKeys(object));
    object = Object.getPrototypeOf(object);
  }
  return keys;
}
