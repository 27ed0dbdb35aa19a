/** An object of values and further objects. */
export interface Nested {
  [key: string]: unknown;
}

/**
 * Sets the value under a dotted key, or adds it to the array that is there. Only own properties are followed, so that
 * no argument reaches a prototype.
 */
export function setNested(target: Nested, dottedKey: string, value: unknown, collect: boolean): void {
  const keys = dottedKey.split(".");
  const last = keys.pop() as string;
  const owner = keys.reduce(child, target);
  const current = own(owner, last);
  if (collect && Array.isArray(current)) current.push(value);
  else define(owner, last, collect ? (current ? [current, value] : [value]) : value);
}

/** Whether there is a value under a dotted key. */
export function hasNested(target: Nested, dottedKey: string): boolean {
  let object: unknown = target;
  for (const key of dottedKey.split(".")) {
    if (!isObject(object) || !Object.hasOwn(object, key)) return false;
    object = object[key];
  }
  return true;
}

function child(object: Nested, key: string): Nested {
  const value = own(object, key);
  if (isObject(value)) return value;
  return define(object, key, {}) as Nested;
}

function own(object: Nested, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function define(object: Nested, key: string, value: unknown): unknown {
  Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
  return value;
}

function isObject(value: unknown): value is Nested {
  return typeof value === "object" && value !== null;
}
