import { Buffer } from "node:buffer";
import { isBase64 } from "./base64.ts";

/** A stretch of a text: from `start` up to, not including, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A text with one kind of escapes undone, which knows where each of its characters came from. */
export interface View {
  readonly text: string;
  /** The stretch of the original that a stretch of the view was made from; an escape is never cut in two. */
  source(range: Range): Range;
}

/** An escape: where it stands in the original, and what it became. */
interface Undone {
  readonly from: Range;
  readonly to: Range;
}

const JSON_ESCAPE = /\\(?:u([0-9a-fA-F]{4})(?:\\u([dD][c-fC-F][0-9a-fA-F]{2}))?|(["\\/bfnrt]))/g;
const JSON_SHORT: { readonly [letter: string]: string } = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const PERCENT_ESCAPE = /%([0-9a-fA-F]{2})/g;
/** The end of a line, as it is or escaped in a JSON string of any depth, with what the next line is indented by. */
const LINE_BREAK = /(?:\\+[rn]|[\r\n])+[ \t]*/g;
/** Shorter lines are words, not a part of a longer base64 text. */
const MIN_LINE_LENGTH = 16;

/** UTF-8 bytes seen as Latin-1 text: a place in the text is a place in the bytes. */
export function toLatin1(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** The text whose UTF-8 bytes are seen as Latin-1. */
export function fromLatin1(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("utf8");
}

/** Views of a Latin-1 text with the escapes of JSON strings and of URLs undone; none where there is nothing to undo. */
export function unescapedViews(latin1: string): View[] {
  const views: View[] = [];
  if (latin1.includes("\\")) views.push(...viewOf(latin1, JSON_ESCAPE, jsonCharacter));
  if (latin1.includes("%")) views.push(...viewOf(latin1, PERCENT_ESCAPE, ([, hex]) => byteCharacter(hex)));
  return views;
}

/** The text with the line breaks within base64 taken out; none where there are none. */
export function foldedViews(latin1: string): View[] {
  if (!isFolded(latin1)) return [];
  return viewOf(latin1, LINE_BREAK, (match) => {
    const end = match.index! + match[0].length;
    return isBase64(latin1.charCodeAt(end)) && isLineOfBase64(latin1, match.index!) ? "" : match[0];
  });
}

/** Whether base64 in a text goes on behind the end of a line. */
export function isFolded(latin1: string): boolean {
  return hasLineOfBase64(latin1, "\n") || hasLineOfBase64(latin1, "\\n");
}

function hasLineOfBase64(text: string, end: string): boolean {
  for (let at = text.indexOf(end); at !== -1; at = text.indexOf(end, at + end.length)) {
    let lineEnd = at;
    while (text[lineEnd - 1] === "\\" || text[lineEnd - 1] === "\r") lineEnd--;
    if (text[lineEnd - 1] === "r" && text[lineEnd - 2] === "\\") lineEnd -= 2;
    while (text[lineEnd - 1] === "\\") lineEnd--;
    if (isLineOfBase64(text, lineEnd)) return true;
  }
  return false;
}

/** Whether base64 stands in front of a place. */
function isLineOfBase64(text: string, end: number): boolean {
  for (let at = end - 1; at >= end - MIN_LINE_LENGTH; at--) if (!isBase64(text.charCodeAt(at))) return false;
  return end >= MIN_LINE_LENGTH;
}

function jsonCharacter([, high, low, short]: RegExpMatchArray): string {
  if (short !== undefined) return JSON_SHORT[short] ?? short;
  const units = low === undefined ? [high] : [high, low];
  return toLatin1(String.fromCharCode(...units.map((unit) => Number.parseInt(unit, 16))));
}

function byteCharacter(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

function viewOf(latin1: string, pattern: RegExp, character: (match: RegExpMatchArray) => string): View[] {
  const undone: Undone[] = [];
  const pieces: string[] = [];
  let at = 0;
  let length = 0;
  for (const match of latin1.matchAll(pattern)) {
    const plain = latin1.slice(at, match.index);
    const made = character(match);
    pieces.push(plain, made);
    at = match.index + match[0].length;
    const start = length + plain.length;
    length = start + made.length;
    undone.push({ from: { start: match.index, end: at }, to: { start, end: length } });
  }
  if (undone.length === 0) return [];
  const text = pieces.join("") + latin1.slice(at);
  return [{ text, source: ({ start, end }) => ({ start: sourceStart(undone, start), end: sourceEnd(undone, end) }) }];
}

function sourceStart(undone: readonly Undone[], at: number): number {
  const last = undone.findLast(({ to }) => to.start <= at);
  if (last === undefined) return at;
  return at < last.to.end ? last.from.start : last.from.end + at - last.to.end;
}

function sourceEnd(undone: readonly Undone[], at: number): number {
  const last = undone.findLast(({ to }) => to.start < at);
  if (last === undefined) return at;
  return at <= last.to.end ? last.from.end : last.from.end + at - last.to.end;
}
