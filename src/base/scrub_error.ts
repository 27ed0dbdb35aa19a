import type { Credential } from "../spec/mod.ts";
import { Scrubber } from "./scrub.ts";

/** No error is about more objects than this: what lies behind is left out. */
const MOST_OBJECTS = 20_000;
/** Nor this deep. */
const MOST_DEPTH = 200;
const LEFT_OUT = "[left out]";

/**
 * What was thrown, without credentials: its message, stack, cause, the errors of an `AggregateError` and all of its own
 * properties, as deep as they go, with `[secret openai/work]` in place of each. An error is changed in place, so that it
 * keeps its class; one that cannot be changed comes back as a copy. What its properties lead to is copied where a
 * credential is in it and stays as it is otherwise: nobody else's headers are touched.
 *
 * @example An error of a client that keeps the headers
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { scrubError, Secret } from "@tapedeck/tapedeck";
 *
 * const key = new Secret("openai/work", "sk-123456");
 * const error = Object.assign(new Error("Refused: sk-123456"), { headers: { "x-api-key": "sk-123456" } });
 * const scrubbed = scrubError(error, [key]);
 * assertEquals(scrubbed.message, "Refused: [secret openai/work]");
 * assertEquals(scrubbed.headers["x-api-key"], "[secret openai/work]");
 * ```
 */
export function scrubError<T>(thrown: T, secrets: Iterable<Credential>): T {
  const scrubber = new Scrubber(secrets);
  return scrubber.isIdle ? thrown : new Cleaner(scrubber).clean(thrown) as T;
}

type AnyObject = { [name: PropertyKey]: unknown };

/** Cleans one graph of objects, in which everything may lead to everything. */
class Cleaner {
  readonly #scrubber: Scrubber;
  /** Errors that were met, and what stands for them. */
  readonly #errors = new Map<object, object>();
  readonly #copies = new Map<object, unknown>();
  /** Objects that lead to no credential. */
  readonly #clean = new Set<object>();
  #objects = 0;

  constructor(scrubber: Scrubber) {
    this.#scrubber = scrubber;
  }

  clean(value: unknown, depth = 0): unknown {
    if (typeof value === "string") return this.#scrubber.text(value);
    if (typeof value !== "object" || value === null) return value;
    if (depth > MOST_DEPTH) return LEFT_OUT;
    if (isError(value)) return this.#error(value, depth);
    const seen = new Set<object>();
    if (this.#holds(value, seen, depth)) return this.#copy(value, depth);
    for (const object of seen) this.#clean.add(object);
    return value;
  }

  #error(error: object, depth: number): object {
    const known = this.#errors.get(error);
    if (known !== undefined) return known;
    const target = this.#isFixed(error) ? this.#replacement(error) : error;
    this.#errors.set(error, target);
    for (const key of Reflect.ownKeys(error)) {
      const value = valueAt(error, key);
      const [cleanKey, cleaned] = [this.#name(key), this.clean(value, depth + 1)];
      if (cleanKey !== key && target === error) Reflect.deleteProperty(error, key);
      if (cleanKey !== key || cleaned !== value || target !== error) put(target, cleanKey, { of: error, key, cleaned });
    }
    return target;
  }

  /** Whether an error has what cannot be changed: a message of its class, or something frozen. */
  #isFixed(error: object): boolean {
    const isFrozen = Reflect.ownKeys(error).some((key) => {
      const { configurable, writable } = Reflect.getOwnPropertyDescriptor(error, key) ?? {};
      return configurable === false && writable !== true;
    });
    const message = valueAt(error, "message");
    const isInherited = !Object.hasOwn(error, "message") && typeof message === "string" &&
      this.#scrubber.text(message) !== message;
    return isFrozen || isInherited || !Object.isExtensible(error);
  }

  #replacement(error: object): object {
    const text = this.#scrubber.text(String(valueAt(error, "message")));
    if (error instanceof DOMException) return new DOMException(text, error.name);
    return Object.setPrototypeOf(new Error(text), Object.getPrototypeOf(error));
  }

  /** Whether a credential is in what a value leads to, or it leads too far. Errors on the way are cleaned. */
  #holds(value: unknown, seen: Set<object>, depth: number): boolean {
    if (typeof value === "string") return this.#scrubber.text(value) !== value;
    if (typeof value !== "object" || value === null || seen.has(value) || this.#clean.has(value)) return false;
    if (isError(value)) return this.clean(value, depth) !== value;
    seen.add(value);
    if (++this.#objects > MOST_OBJECTS || depth > MOST_DEPTH) return true;
    return partsOf(value).some(([key, part]) => this.#name(key) !== key || this.#holds(part, seen, depth + 1));
  }

  #copy(value: unknown, depth: number): unknown {
    if (typeof value !== "object" || value === null || isError(value)) return this.clean(value, depth);
    const known = this.#copies.get(value);
    if (known !== undefined) return known;
    if (this.#copies.size > MOST_OBJECTS || depth > MOST_DEPTH) return LEFT_OUT;
    if (isBytes(value)) return new TextEncoder().encode(this.#scrubber.text(bytesText(value)));
    if (value instanceof URL) return this.#scrubber.text(value.href);
    const [copy, add] = emptyCopy(value);
    this.#copies.set(value, copy);
    for (const [key, part] of partsOf(value)) add(this.#name(key), this.#copy(part, depth + 1));
    return copy;
  }

  #name<K>(key: K): K {
    return typeof key === "string" ? this.#scrubber.text(key) as K : key;
  }
}

function isError(value: object): boolean {
  return value instanceof Error || value instanceof DOMException;
}

/** What an object is made of, by name, as far as it can be seen from outside. */
function partsOf(value: object): (readonly [key: unknown, part: unknown])[] {
  if (isBytes(value)) return [["", bytesText(value)]];
  if (value instanceof Map || isPairs(value)) return [...value as Iterable<[unknown, unknown]>];
  if (value instanceof Set) return [...value].map((part, index) => [index, part]);
  if (value instanceof URL) return [["href", value.href]];
  if (value instanceof Request) return [["url", value.url], ["method", value.method], ["headers", value.headers]];
  if (value instanceof Response) return [["url", value.url], ["status", value.status], ["headers", value.headers]];
  return Reflect.ownKeys(value).filter((key) => !(Array.isArray(value) && key === "length"))
    .map((key) => [key, valueAt(value, key)]);
}

function isPairs(value: object): boolean {
  return value instanceof Headers || value instanceof URLSearchParams || value instanceof FormData;
}

/** A copy without content, and what adds to it. An object of a class that is not known becomes a plain one. */
function emptyCopy(value: object): [copy: object, add: (key: unknown, part: unknown) => void] {
  if (value instanceof Map) {
    const copy = new Map();
    return [copy, (key, part) => copy.set(key, part)];
  }
  if (value instanceof Set) {
    const copy = new Set();
    return [copy, (_key, part) => copy.add(part)];
  }
  const copy: AnyObject = Array.isArray(value) ? [] as unknown as AnyObject : {};
  return [copy, (key, part) => put(copy, key as PropertyKey, { of: value, key: key as PropertyKey, cleaned: part })];
}

function put(
  target: object,
  name: PropertyKey,
  { of, key, cleaned }: { readonly of: object; readonly key: PropertyKey; readonly cleaned: unknown },
): void {
  const enumerable = Reflect.getOwnPropertyDescriptor(of, key)?.enumerable ?? true;
  Reflect.defineProperty(target, name, { value: cleaned, enumerable, writable: true, configurable: true });
}

/** What a property says, also one that is made when it is read. */
function valueAt(object: object, key: PropertyKey): unknown {
  try {
    return (object as AnyObject)[key];
  } catch {
    return undefined;
  }
}

function isBytes(value: object): value is ArrayBufferView<ArrayBuffer> | ArrayBuffer {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer;
}

function bytesText(bytes: ArrayBufferView<ArrayBuffer> | ArrayBuffer): string {
  return new TextDecoder().decode(bytes);
}
