import { hash } from "node:crypto";
import { canonicalJson, Decimal, jsonPointerTokens, taggedHash } from "../base/mod.ts";
import { orderedJson } from "./_ordered_json.ts";
import type { JsonObject, JsonValue } from "../spec/mod.ts";

/** In an ignored pointer: every item of an array, every member of an object. */
const EVERY = "*";
/** What the name begins with under which the digits of a number stand that no double holds. */
const NUL = "\u0000";

/** What a key is made of. All of it has been redacted. */
export interface KeyParts {
  /** In capitals. */
  readonly method: string;
  /** With the endpoint's own name in place of its base URL. */
  readonly url: string;
  /** The headers that change what the request means, as `name: value` and a newline each, in alphabetical order. */
  readonly headers: string;
  /** The body as text, or as bytes where it is no UTF-8; the empty string where there is none. */
  readonly body: string | Uint8Array;
  /** Makes the key its caller's own. The empty string is no scope. */
  readonly scope?: string | undefined;
  /** What stands in the key in place of strings of a JSON body, by the JSON Pointer of each (without what is ignored). */
  readonly bound?: { readonly [pointer: string]: string } | undefined;
}

/**
 * The key of a request: one flat hash of method, URL, the headers that change meaning, the canonical body (RFC 8785
 * where it is JSON) and the scope. `ignore` holds JSON Pointers to fields of the body that do not count. The key is
 * `key_` and 32 characters.
 *
 * @example Order and white space do not matter
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { requestKey } from "@tapedeck/tapedeck";
 *
 * const parts = { method: "POST", url: "{gpt@openai}/chat/completions", headers: "" };
 * assertEquals(
 *   requestKey({ ...parts, body: '{"model":"gpt","n":1}' }),
 *   requestKey({ ...parts, body: '{ "n": 1.0, "model": "gpt" }' }),
 * );
 * ```
 */
export function requestKey(parts: KeyParts, ignore: readonly string[] = []): string {
  const { method, url, headers, body, scope, bound } = parts;
  const canonical = typeof body === "string" ? canonicalBody(body, { ignore, bound }) : bytesBody(body);
  return hashedKey(method, url, headers, scope, canonical);
}

/** A key whose body is canonical already. */
export function hashedKey(
  method: string,
  url: string,
  headers: string,
  scope: string | undefined,
  body: string,
): string {
  return taggedHash("key", `${method} ${url}\n${headers}\n${scopeLine(scope)}\n${body}`);
}

/** The key of a decision: what the decision is about (`scope`) and which one it is (`name`). */
export function decisionKey(scope: string, name: string): string {
  return taggedHash("key", `decision ${scopeLine(name)}\n${scopeLine(scope)}`);
}

/** A scope as one line that no other scope gives. */
function scopeLine(scope: string | undefined): string {
  if (scope === undefined) return "";
  return scope[0] === '"' || scope.includes("\n") ? JSON.stringify(scope) : scope;
}

/** A body of bytes as it enters the key. */
export function bytesBody(bytes: Uint8Array): string {
  return `bytes ${hash("sha256", bytes, "hex")}`;
}

/** What of a body counts for the key. */
export interface KeyedBody {
  /** JSON Pointers to what does not count; `*` stands for every item of an array and every member of an object. */
  readonly ignore?: readonly string[];
  /** As of {@linkcode KeyParts}. */
  readonly bound?: { readonly [pointer: string]: string } | undefined;
  /** What stands in the key in place of the body that is left. */
  readonly match?: ((body: JsonValue) => JsonValue) | undefined;
}

const WHOLE: KeyedBody = {};

/**
 * A body of text as it enters the key: canonical where it is JSON, with a word in front that tells the two apart. Where
 * other strings stand in place of some, the word is another one and their places are named: no body that has such
 * strings by itself looks the same.
 */
export function canonicalBody(text: string, { ignore = [], bound, match }: KeyedBody = WHOLE): string {
  const first = text.trimStart().charCodeAt(0);
  if (first !== 0x7b && first !== 0x5b) return `text ${text}`;
  const word = bound === undefined ? "json" : `bound ${JSON.stringify(Object.keys(bound).sort())}`;
  let value: JsonValue;
  try {
    value = prepared(JSON.parse(text), ignore, bound);
    if (match === undefined) {
      const quick = orderedJson(value);
      return `${word} ${quick ?? canonicalJson(prepared(parseExactly(text), ignore, bound))}`;
    }
  } catch {
    return `text ${text}`;
  }
  // What the matcher throws is its author's to see.
  return `${word} ${canonicalJson(match(value))}`;
}

/** The value itself, without what does not count and with what stands in place of something else. */
function prepared(value: JsonValue, ignore: readonly string[], bound?: { readonly [pointer: string]: string }) {
  for (const pointer of ignore) remove(value, pointer);
  if (bound !== undefined) { for (const pointer in bound) replace(value, pointer, bound[pointer]); }
  return value;
}

/** The parsed body as it counts for the key; `null` where it is no JSON object or array. */
export function keyedValue(text: string, ignore: readonly string[]): JsonValue {
  try {
    const value: JsonValue = JSON.parse(text);
    return typeof value === "object" ? prepared(value, ignore) : null;
  } catch {
    return null;
  }
}

/**
 * As `JSON.parse`, but numbers beyond what a double holds exactly keep their digits: no two of them look the same, and
 * no object looks like one of them.
 */
function parseExactly(text: string): JsonValue {
  const value: JsonValue = JSON.parse(text);
  if (!needsExactness(value)) return value;
  const exact = (_key: string, value: JsonValue, context?: { source?: string }): JsonValue => {
    if (typeof value === "number" && !isSafe(value)) {
      return { [`${NUL}number`]: Decimal.parse(context!.source!).toString() };
    }
    return typeof value === "object" && value !== null && !Array.isArray(value) ? withMarkedNames(value) : value;
  };
  return JSON.parse(text, exact as (key: string, value: unknown) => unknown);
}

/** Names that begin like that of an exact number get a mark of their own. */
function withMarkedNames(object: JsonObject): JsonObject {
  if (!Object.keys(object).some((name) => name[0] === NUL)) return object;
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name[0] === NUL ? NUL + name : name, value]),
  );
}

function needsExactness(value: JsonValue): boolean {
  if (typeof value === "number") return !isSafe(value);
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(needsExactness);
  for (const name in value) if (name[0] === NUL || needsExactness(value[name])) return true;
  return false;
}

function isSafe(value: number): boolean {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

function remove(value: JsonValue, pointer: string): void {
  removeBelow(value, jsonPointerTokens(pointer));
}

function removeBelow(value: JsonValue, [token, ...rest]: readonly string[]): void {
  if (token === undefined) return;
  const found = token === EVERY ? namesOf(value) : has(value, token) ? [token] : [];
  // From the end: an item that goes moves those behind it.
  for (const name of found.reverse()) {
    if (rest.length > 0) removeBelow((value as JsonObject)[name], rest);
    else if (Array.isArray(value)) value.splice(Number(name), 1);
    else delete (value as JsonObject)[name];
  }
}

function namesOf(value: JsonValue): string[] {
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}

/** Here the tokens are names: nothing stands for every item. */
function replace(value: JsonValue, pointer: string, by: string): void {
  const tokens = jsonPointerTokens(pointer);
  const token = tokens.pop();
  let holder: JsonValue | undefined = value;
  for (const name of tokens) holder = has(holder, name) ? (holder as JsonObject)[name] : undefined;
  if (token !== undefined && has(holder, token)) (holder as JsonObject)[token] = by;
}

/** Whether a value has this member: a property of its own, or a place in the array. */
function has(value: JsonValue | undefined, token: string): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value)
    ? /^(?:0|[1-9]\d*)$/.test(token) && Number(token) < value.length
    : Object.hasOwn(value, token);
}
