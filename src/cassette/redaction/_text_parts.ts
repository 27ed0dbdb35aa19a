import { Buffer } from "node:buffer";
import { jsonStrings, type KnownPaths } from "./_json_strings.ts";
import { fromLatin1, type Range, toLatin1 } from "../../base/mod.ts";

/** A place in a body that says a piece of a text. */
export interface Part {
  readonly start: number;
  readonly end: number;
  /** Parts of one path are pieces of one text. */
  readonly path: string;
  /** As `path`, with the `index` fields around it. */
  readonly indexedPath: string;
  /** What it says, as Latin-1. */
  readonly text: string;
  /** Whether nobody who searches the body itself sees what it says. */
  readonly isHidden: boolean;
  /** What is to stand in the body where it says something else. */
  readonly print: (text: string) => string;
}

/** One event of an SSE or NDJSON body: JSON on a line of its own, behind an optional `data:`. */
const EVENT = /^(?:data:[ \t]*)?([{[].*[}\]])[ \t]*\r?$/gm;
/** An event of an SSE body that has no JSON. */
const PLAIN_EVENT = /^data: ?(?![ \t]*[{[].*[}\]][ \t]*\r?$)([^\r\n]*)/gm;
/** An array of several values: the one place where a JSON text spells something in pieces. */
const SEVERAL = /[}\]]\s*,\s*[{[]|"\s*,\s*"(?:[^"\\]|\\.)*"\s*[,\]]|"bytes"\s*:\s*\[\s*\d/;
const printString = (text: string) => toLatin1(JSON.stringify(fromLatin1(text)));
const printBytes = (text: string) => JSON.stringify([...Buffer.from(text, "latin1")]);
const asItIs = (text: string) => text;

/** Values one below the other, without an array around them. */
const LINES = /[}\]]\s*\n\s*[{[]/;

/** The pieces of texts that a body may spell across several places; none where it cannot. */
export function textParts(latin1: string): Part[] {
  if (/^\s*[{[]/.test(latin1)) {
    const hasSeveral = SEVERAL.test(latin1);
    if (hasSeveral && isJson(latin1)) return jsonParts(latin1, { start: 0, end: latin1.length });
    if (!hasSeveral && !LINES.test(latin1)) return [];
  }
  return [...eventParts(latin1), ...plainParts(latin1)];
}

function eventParts(latin1: string): Part[] {
  const paths: KnownPaths = new Map();
  const parts: Part[] = [];
  for (const match of latin1.matchAll(EVENT)) {
    const start = match.index + match[0].indexOf(match[1]);
    for (const part of jsonParts(latin1, { start, end: start + match[1].length }, paths)) parts.push(part);
  }
  return parts;
}

function plainParts(latin1: string): Part[] {
  if (!latin1.includes("data:")) return [];
  return [...latin1.matchAll(PLAIN_EVENT)].map((match) => {
    const end = match.index + match[0].length;
    const place = { start: end - match[1].length, end, path: "data", indexedPath: "data" };
    return { ...place, text: match[1], isHidden: false, print: asItIs };
  });
}

function jsonParts(latin1: string, { start, end }: Range, paths?: KnownPaths): Part[] {
  const parts: Part[] = [];
  for (const { start: from, end: to, path, indexedPath, isBytes } of jsonStrings(latin1, start, end, paths)) {
    const literal = latin1.slice(from, to);
    const text = isBytes ? textOfBytes(literal) : textOf(literal);
    if (text === null) continue;
    const print = isBytes ? printBytes : printString;
    parts.push({ start: from, end: to, path, indexedPath, text, isHidden: isBytes, print });
  }
  return parts;
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

function textOfBytes(literal: string): string | null {
  try {
    const bytes: number[] = JSON.parse(literal);
    return bytes.every((byte) => byte < 256) ? String.fromCharCode(...bytes) : null;
  } catch {
    return null;
  }
}
