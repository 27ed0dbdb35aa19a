import { hash } from "node:crypto";
import { canonicalJson, jsonPointerTokens, taggedHash } from "../base/mod.ts";
import type { JsonValue } from "../spec/mod.ts";

/** What a key is made of. All of it has been redacted. */
export interface KeyParts {
  readonly method: string;
  /** With the endpoint's own name in place of its base URL. */
  readonly url: string;
  /** The headers that change what the request means, one a line. */
  readonly headers: string;
  readonly body: string | Uint8Array;
  readonly scope?: string | undefined;
}

/**
 * The key of a request: one flat hash of method, URL, the headers that change meaning, the canonical body (RFC 8785
 * where it is JSON) and the scope. `ignore` holds JSON Pointers to fields of the body that do not count.
 */
export function requestKey(parts: KeyParts, ignore: readonly string[] = []): string {
  const { method, url, headers, body, scope } = parts;
  return hashedKey(
    method,
    url,
    headers,
    scope,
    typeof body === "string" ? canonicalBody(body, ignore) : bytesBody(body),
  );
}

/** A key whose body is canonical already. */
export function hashedKey(
  method: string,
  url: string,
  headers: string,
  scope: string | undefined,
  body: string,
): string {
  return taggedHash("key", `${method} ${url}\n${headers}\n${scope ?? ""}\n${body}`);
}

/** The key of a decision. */
export function decisionKey(scope: string, name: string): string {
  return taggedHash("key", `decision ${name}\n${scope}`);
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
    const value = parseExactly(text);
    for (const pointer of ignore) remove(value, pointer);
    return `json ${canonicalJson(value)}`;
  } catch {
    return `text ${text}`;
  }
}

/** As `JSON.parse`, but whole numbers that a double cannot hold keep their digits: no two of them look the same. */
function parseExactly(text: string): JsonValue {
  const value: JsonValue = JSON.parse(text);
  if (!hasUnsafeNumber(value)) return value;
  const exact = (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === "number" && !isSafe(value) ? { "\u0000number": context?.source ?? String(value) } : value;
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
  for (const token of tokens) {
    if (typeof current !== "object" || current === null) return;
    current = Array.isArray(current) ? current[Number(token)] : current[token];
  }
  if (last === undefined || typeof current !== "object" || current === null) return;
  if (Array.isArray(current)) current.splice(Number(last), 1);
  else delete current[last];
}
