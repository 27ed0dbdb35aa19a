import type { Edit } from "./_edits.ts";
import { type JsonString, jsonStrings } from "./_json_strings.ts";
import type { SecretFinder } from "./_secret_finder.ts";
import { fromLatin1, type Range, toLatin1 } from "./_views.ts";

/** One event of an SSE or NDJSON body: JSON on a line of its own, behind an optional `data:`. */
const EVENT = /^(?:data:[ \t]*)?([{[].*[}\]])[ \t]*$/gm;

/** A string with its text, escapes undone, as Latin-1. */
interface Part extends JsonString {
  readonly text: string;
}

/**
 * Edits that remove secrets which a body spells across several JSON strings, as when a model repeats a key token by
 * token. Strings that stand at the same place of successive events, or of successive items of an array, are read as one
 * text; where several streams run through each other, each by itself too.
 */
export function splitSecretEdits(latin1: string, finder: SecretFinder, placeholder: string): Edit[] {
  const parts = jsonRanges(latin1).flatMap(({ start, end }) => jsonStrings(latin1, start, end)).flatMap((string) => {
    const text = textOf(latin1.slice(string.start, string.end));
    return text === null ? [] : [{ ...string, text }];
  });
  const groups = Map.groupBy(parts, (part) => part.path);
  const edits = editsOf(groups, finder, placeholder);
  if (edits.length > 0) return edits;
  const indexed = Map.groupBy(parts, (part) => part.indexedPath);
  return indexed.size === groups.size ? [] : editsOf(indexed, finder, placeholder);
}

function editsOf(groups: ReadonlyMap<string, readonly Part[]>, finder: SecretFinder, placeholder: string): Edit[] {
  const edits: Edit[] = [];
  for (const group of groups.values()) if (group.length > 1) edits.push(...groupEdits(group, finder, placeholder));
  return edits.sort((a, b) => a.start - b.start);
}

/** Where a body has JSON: all of it, or a part of some of its lines. */
function jsonRanges(latin1: string): Range[] {
  if (/^\s*[{[]/.test(latin1) && isJson(latin1)) return [{ start: 0, end: latin1.length }];
  return [...latin1.matchAll(EVENT)].map((match) => {
    const start = match.index + match[0].indexOf(match[1]);
    return { start, end: start + match[1].length };
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function textOf(literal: string): string | null {
  if (!literal.includes("\\")) return literal.slice(1, -1);
  try {
    return toLatin1(JSON.parse(fromLatin1(literal)));
  } catch {
    return null;
  }
}

function groupEdits(parts: readonly Part[], finder: SecretFinder, placeholder: string): Edit[] {
  const ranges = finder.ranges(parts.map(({ text }) => text).join(""));
  if (ranges.length === 0) return [];
  const edits: Edit[] = [];
  let offset = 0;
  for (const { start, end, text } of parts) {
    const clean = without(text, offset, ranges, placeholder);
    if (clean !== text) edits.push({ start, end, replacement: toLatin1(JSON.stringify(fromLatin1(clean))) });
    offset += text.length;
  }
  return edits;
}

/** A part without its share of the ranges, which count from the start of the joined text; each leaves one placeholder. */
function without(text: string, offset: number, ranges: readonly Range[], placeholder: string): string {
  let clean = "";
  let at = 0;
  for (const { start, end } of ranges) {
    const from = Math.max(start - offset, 0);
    const to = Math.min(end - offset, text.length);
    if (from >= to) continue;
    clean += text.slice(at, from) + (start >= offset ? placeholder : "");
    at = to;
  }
  return clean + text.slice(at);
}
