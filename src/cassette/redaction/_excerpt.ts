import { fromLatin1, type Range } from "../../base/mod.ts";

/** How much of the text around a find is shown on each side. */
const AROUND = 40;

/** The line and the column of a place, counted from 1. */
export function lineOf(text: string, place: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf("\n"); end !== -1 && end < place; end = text.indexOf("\n", start)) {
    line++;
    start = end + 1;
  }
  return { line, column: place - start + 1 };
}

/** The line around a find, cut short, with every one of the ranges (in order) masked. */
export function maskedExcerpt(text: string, { start, end }: Range, ranges: readonly Range[], mask: string): string {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const next = text.indexOf("\n", end);
  const from = Math.max(lineStart, start - AROUND);
  const to = Math.min(next === -1 ? text.length : next, end + AROUND);
  let excerpt = "";
  let at = from;
  for (const range of ranges) {
    if (range.end <= at || range.start >= to) continue;
    excerpt += text.slice(at, Math.max(at, range.start)) + mask;
    at = range.end;
  }
  // A cut through a character of several bytes leaves a part that is none.
  return fromLatin1(excerpt + text.slice(at, Math.max(at, to))).replace(/\ufffd/g, "").replace(/[\r\n\t]+/g, " ")
    .trim();
}
