import { hash } from "node:crypto";
import type { JsonValue } from "../spec/mod.ts";
import { HASH_CHARS } from "./_hash_chars.ts";
import { canonicalJson } from "./canonical_json.ts";

/**
 * An id made from content: `tag_` and 32 characters of the SHA-256 of the content, in base64url. A string is hashed as
 * it is, any other value by its canonical JSON.
 *
 * @example The same content gives the same id
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { taggedHash } from "@tapedeck/tapedeck";
 *
 * assertEquals(taggedHash("cell", { a: 1, b: 2 }), taggedHash("cell", { b: 2, a: 1 }));
 * ```
 */
export function taggedHash(tag: string, value: JsonValue | string): string {
  const text = typeof value === "string" ? value : canonicalJson(value);
  return `${tag}_${hash("sha256", text, "base64url").slice(0, HASH_CHARS)}`;
}
