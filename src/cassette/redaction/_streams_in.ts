import { jsonStrings } from "./_json_strings.ts";
import { fromLatin1, type Range, toLatin1 } from "../../base/mod.ts";

/** A stream that a file holds: the file itself, or one of its JSON strings. */
export interface Stream extends Range {
  /** With the escapes undone, as Latin-1. */
  readonly text: string;
  /** Whether it stands in a JSON string. */
  readonly isString: boolean;
}

/** Events, or values in lines: what may say a text in pieces. */
const STREAM = /(?:^|\\n|\n)(?:data:|[{[])/;

/** The streams in a file of JSON, JSON Lines or something else. */
export function streamsIn(latin1: string): Stream[] {
  const found: Stream[] = [{ start: 0, end: latin1.length, text: latin1, isString: false }];
  for (const { start, end } of jsonValues(latin1)) {
    for (const string of jsonStrings(latin1, start, end)) {
      if (string.isBytes || !STREAM.test(latin1.slice(string.start + 1, string.end - 1))) continue;
      const text = textOf(latin1.slice(string.start, string.end));
      if (text !== null) found.push({ start: string.start, end: string.end, text, isString: true });
    }
  }
  return found;
}

/** Where a file has JSON: all of it, or some of its lines. */
function jsonValues(latin1: string): Range[] {
  if (!/^\s*[{[]/.test(latin1)) return [];
  try {
    JSON.parse(latin1);
    return [{ start: 0, end: latin1.length }];
  } catch {
    return [...latin1.matchAll(/^[{[].*[}\]]\r?$/gm)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
    }));
  }
}

function textOf(literal: string): string | null {
  try {
    return toLatin1(JSON.parse(fromLatin1(literal)));
  } catch {
    return null;
  }
}
