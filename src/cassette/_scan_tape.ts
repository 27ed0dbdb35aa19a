import { Buffer } from "node:buffer";
import fs from "node:fs";
import { UserError } from "../base/mod.ts";
import { parseHeader } from "./_header.ts";
import { isWholeLine, KEY_PREFIX, strangeLine } from "./_line_problem.ts";
import type { CassetteHeader } from "./interaction.ts";

/** A text of more is put where only a full collection finds it, and that would come in the middle of a replay. */
const BLOCK_BYTES = 1 << 17;
const REPLACES = '","replaces":true';
/** What then follows where a line has a scope that is not empty, or needs none. */
const SCOPED = ',"kind":"http","scope":"';
const DECISION = ',"kind":"decision",';
/** No line. */
export const NONE = -1;

/** Enough of a line to tell people what it is. */
const GLIMPSE = 80;

/** Where the lines of a cassette begin, and how they hang together. */
export interface Scan {
  header: CassetteHeader | null;
  /** Where line `i` begins; one more entry than there are lines. */
  starts: number[];
  /** The last byte of the last whole line, plus one. */
  end: number;
  /** The first line of each key. */
  heads: Map<string, number>;
  /** The next line of the same key. */
  next: number[];
  /** The lines whose place a later recording has taken. */
  superseded: Set<number>;
  /** The lines of which it is not seen at a glance that they have a scope. */
  maybeUnscoped: number[];
}

/** For people, lines count from 1 and the header is the first. */
export function corruptedLine(path: string, line: number, what: string, cause?: unknown): UserError {
  const help = `\`tapedeck cassette verify ${path}\` tells of all such lines: ` +
    "bring the file back from version control, or take them out and record again";
  return new UserError(`Cannot read the cassette as line ${line + 2} ${what}: "${path}" (${help})`, { cause });
}

/** Find where the lines begin and what their keys are, block by block, so that memory does not grow with the file. */
export function scanTape(path: string, fd: number): Scan {
  const scan: Scan = {
    header: null,
    starts: [],
    end: 0,
    heads: new Map(),
    next: [],
    superseded: new Set(),
    maybeUnscoped: [],
  };
  const tails = new Map<string, number>();
  let buffer = Buffer.allocUnsafe(BLOCK_BYTES);
  let kept = 0;
  let offset = 0;
  let isHeader = true;
  for (;;) {
    if (kept === buffer.length && isHeader) buffer = Buffer.allocUnsafe(2 * buffer.length);
    else if (kept === buffer.length) {
      // Of a line that is longer than the block only its start, which is in the buffer, and its end are of interest.
      const end = newlineFrom(fd, offset + kept);
      if (end === null) {
        // Torn, or whole where an editor has taken its newline away: all of it tells.
        buffer = bytesFrom(fd, offset);
        kept = buffer.length;
        break;
      }
      if (isStill(fd, buffer, { offset, end })) {
        addLine(scan, tails, { path, buffer, text: buffer.toString("latin1"), offset }, { start: 0, end: kept });
        offset = end + 1;
      }
    }
    // With the start of the line that was kept: where that was torn, a recorder may have put another in its place meanwhile.
    const length = fs.readSync(fd, buffer, 0, buffer.length, offset);
    // There is no more: what a recorder writes from now on is another line, also where it takes the place of a torn one.
    const isEnd = length < buffer.length;
    // As Latin-1 a place in the text is a place in the bytes, and strings are searched faster than buffers.
    const block: Block = { path, buffer, text: buffer.toString("latin1", 0, length), offset };
    let lineStart = 0;
    for (let end = block.text.indexOf("\n"); end !== -1; end = block.text.indexOf("\n", lineStart)) {
      // At once: what stands below some other file's first line is of no interest.
      if (isHeader) scan.header = parseHeader(path, buffer.toString("utf8", 0, end));
      else addLine(scan, tails, block, { start: lineStart, end });
      isHeader = false;
      lineStart = end + 1;
    }
    buffer.copyWithin(0, lineStart, length);
    kept = length - lineStart;
    offset += lineStart;
    if (isEnd) break;
  }
  const rest = buffer.toString("utf8", 0, kept);
  if (isHeader) scan.header = parseHeader(path, rest);
  scan.end = offset;
  if (!isHeader && isWholeLine(rest)) {
    addLine(scan, tails, { path, buffer, text: buffer.toString("latin1", 0, kept), offset }, { start: 0, end: kept });
    scan.end += kept;
    // Where the next line would begin, behind a newline.
    offset = scan.end + 1;
  }
  scan.starts.push(offset);
  return scan;
}

/** Where the next newline is, from here on; `null` where none comes any more. */
function newlineFrom(fd: number, from: number): number | null {
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  for (let at = from;;) {
    const count = fs.readSync(fd, block, 0, block.length, at);
    if (count === 0) return null;
    const newline = block.subarray(0, count).indexOf(10);
    if (newline !== -1) return at + newline;
    at += count;
  }
}

/** All that stands in the file from here on. */
function bytesFrom(fd: number, from: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.allocUnsafe(Math.max(0, fs.fstatSync(fd).size - from));
  return bytes.subarray(0, fs.readSync(fd, bytes, 0, bytes.length, from));
}

/** Whether a line that is longer than the block is one: none other was put in its place while its end was looked for. */
function isStill(
  fd: number,
  block: Buffer,
  { offset, end }: { readonly offset: number; readonly end: number },
): boolean {
  const now = Buffer.allocUnsafe(block.length);
  return fs.readSync(fd, now, 0, now.length, offset) === block.length && now.equals(block) &&
    newlineFrom(fd, offset) === end;
}

/** A stretch of the file that is being scanned. */
interface Block {
  readonly path: string;
  readonly buffer: Buffer;
  readonly text: string;
  /** Where the block begins in the file. */
  readonly offset: number;
}

function addLine(scan: Scan, tails: Map<string, number>, block: Block, { start, end }: { start: number; end: number }) {
  const line = scan.next.length;
  const keyStart = start + KEY_PREFIX.length;
  const keyEnd = block.text.indexOf('"', keyStart);
  if (!block.text.startsWith(KEY_PREFIX, start) || keyEnd === -1 || keyEnd >= end) {
    throw corruptedLine(block.path, line, strangeLine(block.text.slice(start, Math.min(end, start + GLIMPSE))));
  }
  // Not a slice of the text, which would keep the whole block in memory.
  const key = block.buffer.toString("latin1", keyStart, keyEnd);
  const replaces = block.text.startsWith(REPLACES, keyEnd);
  if (replaces) {
    for (let old = scan.heads.get(key) ?? NONE; old !== NONE; old = scan.next[old]) scan.superseded.add(old);
  }
  const restStart = keyEnd + (replaces ? REPLACES.length : 1);
  if (!hasScope(block.text, restStart) && !block.text.startsWith(DECISION, restStart)) scan.maybeUnscoped.push(line);
  const tail = replaces ? undefined : tails.get(key);
  if (tail === undefined) scan.heads.set(key, line);
  else scan.next[tail] = line;
  tails.set(key, line);
  scan.starts.push(block.offset + start);
  scan.next.push(NONE);
}

/** An empty scope is no scope. */
function hasScope(text: string, at: number): boolean {
  return text.startsWith(SCOPED, at) && text[at + SCOPED.length] !== '"';
}
