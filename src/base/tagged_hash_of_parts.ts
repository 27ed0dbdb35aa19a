import { createHash } from "node:crypto";
import { HASH_CHARS } from "./_hash_chars.ts";

/** The tagged hash of a text that comes in parts, so that it is never whole in memory. */
export function taggedHashOfParts(tag: string, parts: Iterable<string>): string {
  const hash = createHash("sha256");
  // A call for each of a million short parts would be most of the work.
  let gathered = "";
  for (const part of parts) {
    gathered += part;
    if (gathered.length < 65_536) continue;
    // Half a character at an end would be hashed as another.
    const end = gathered.charCodeAt(gathered.length - 1);
    const cut = end >= 0xd800 && end < 0xdc00 ? gathered.length - 1 : gathered.length;
    hash.update(gathered.slice(0, cut));
    gathered = gathered.slice(cut);
  }
  return `${tag}_${hash.update(gathered).digest("base64url").slice(0, HASH_CHARS)}`;
}
