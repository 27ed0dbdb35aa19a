import { hash } from "node:crypto";
import { canonicalJson, Decimal, jsonPointerTokens, taggedHash } from "../base/mod.ts";
import { orderedJson } from "./_ordered_json.ts";
import type { JsonArray, JsonObject, JsonValue } from "../spec/mod.ts";

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
  const canonical = typeof body === "string" ? canonicalBody(body, ignore, bound) : bytesBody(body);
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

/**
 * A body of text as it enters the key: canonical where it is JSON, with a word in front that tells the two apart. Where
 * other strings stand in place of some, the word is another one and their places are named: no body that has such
 * strings by itself looks the same.
 */
export function canonicalBody(
  text: string,
  ignore: readonly string[] = [],
  bound?: { readonly [pointer: string]: string },
): string {
  const first = text.trimStart().charCodeAt(0);
  if (first !== 0x7b && first !== 0x5b) return `text ${text}`;
  try {
    const word = bound === undefined ? "json" : `bound ${JSON.stringify(Object.keys(bound).sort())}`;
    const quick = orderedJson(prepared(JSON.parse(text), ignore, bound));
    return `${word} ${quick ?? canonicalJson(prepared(parseExactly(text), ignore, bound))}`;
  } catch {
    return `text ${text}`;
  }
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

/** As `JSON.parse`, but numbers beyond what a double holds exactly keep their digits: no two of them look the same. */
function parseExactly(text: string): JsonValue {
  const value: JsonValue = JSON.parse(text);
  if (!hasUnsafeNumber(value)) return value;
  const exact = (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === "number" && !isSafe(value)
      ? { "\u0000number": Decimal.parse(context!.source!).toString() }
      : value;
  return JSON.parse(text, exact as (key: string, value: unknown) => unknown);
}

function hasUnsafeNumber(value: JsonValue): boolean {
  if (typeof value === "number") return !isSafe(value);
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(hasUnsafeNumber);
  for (const name in value) if (hasUnsafeNumber(value[name])) return true;
  return false;
}

function isSafe(value: number): boolean {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

function remove(value: JsonValue, pointer: string): void {
  const place = placeOf(value, pointer);
  if (place === null) return;
  const { holder, token } = place;
  if (Array.isArray(holder)) holder.splice(Number(token), 1);
  else delete holder[token];
}

function replace(value: JsonValue, pointer: string, by: string): void {
  const place = placeOf(value, pointer);
  if (place !== null) (place.holder as JsonObject)[place.token] = by;
}

/** What holds the value at a pointer, and under which name; `null` where there is none. */
function placeOf(value: JsonValue, pointer: string): { holder: JsonObject | JsonArray; token: string } | null {
  const tokens = jsonPointerTokens(pointer);
  const token = tokens.pop();
  let current: JsonValue | undefined = value;
  for (const name of tokens) current = has(current, name) ? (current as JsonObject)[name] : undefined;
  return token === undefined || !has(current, token) ? null : { holder: current as JsonObject | JsonArray, token };
}

/** Whether a value has this member: a property of its own, or a place in the array. */
function has(value: JsonValue | undefined, token: string): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value)
    ? /^(?:0|[1-9]\d*)$/.test(token) && Number(token) < value.length
    : Object.hasOwn(value, token);
}
