import { hash } from "node:crypto";
import { canonicalJson, Decimal, jsonPointerTokens, taggedHash } from "../base/mod.ts";
import { orderedJson } from "./_ordered_json.ts";
import type { JsonObject, JsonValue } from "../spec/mod.ts";

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
  const { method, url, headers, body, scope } = parts;
  const canonical = typeof body === "string" ? canonicalBody(body, ignore) : bytesBody(body);
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

/** A body of text as it enters the key: canonical where it is JSON, with a word in front that tells the two apart. */
export function canonicalBody(text: string, ignore: readonly string[] = []): string {
  const first = text.trimStart().charCodeAt(0);
  if (first !== 0x7b && first !== 0x5b) return `text ${text}`;
  try {
    const value: JsonValue = JSON.parse(text);
    for (const pointer of ignore) remove(value, pointer);
    const quick = orderedJson(value);
    if (quick !== null) return `json ${quick}`;
    const exact = parseExactly(text);
    for (const pointer of ignore) remove(exact, pointer);
    return `json ${canonicalJson(exact)}`;
  } catch {
    return `text ${text}`;
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
  const tokens = jsonPointerTokens(pointer);
  const last = tokens.pop();
  let current: JsonValue | undefined = value;
  for (const token of tokens) current = has(current, token) ? (current as JsonObject)[token] : undefined;
  if (last === undefined || !has(current, last)) return;
  if (Array.isArray(current)) current.splice(Number(last), 1);
  else delete (current as JsonObject)[last];
}

/** Whether a value has this member: a property of its own, or a place in the array. */
function has(value: JsonValue | undefined, token: string): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value)
    ? /^(?:0|[1-9]\d*)$/.test(token) && Number(token) < value.length
    : Object.hasOwn(value, token);
}
