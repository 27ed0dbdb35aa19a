import { Buffer } from "node:buffer";
import fs from "node:fs";
import { UserError } from "../base/mod.ts";
import { parseHeader } from "./_header.ts";
import type { CassetteHeader, DecisionRecord, Playable, TapeRecord } from "./interaction.ts";

const NEWLINE = 10;
const BLOCK_BYTES = 1 << 20;
/** Every line behind the header begins with this, then the key, so that opening reads no further. */
const KEY_PREFIX = '{"key":"';
const REPLACES = '","replaces":true';
const NONE = -1;
/** Where an interaction's request and response begin. Neither can stand inside a string, where quotes are escaped. */
const REQUEST_MARK = ',"request":{"method":';
const RESPONSE_MARK = ',"response":{"status":';
/** How much is read at once where lines are played in the order of the file. */
const WINDOW_BYTES = 128 * 1024;

/**
 * The recordings of one file, found by key. Opening reads the file once for its line starts and keys; a line is parsed
 * when it is asked for, and none is kept.
 */
export class TapeFile {
  readonly path: string;
  readonly header: CassetteHeader;
  /** The last byte of the last whole line, plus one. */
  readonly endOffset: number;
  readonly #fd: number;
  /** Where line `i` begins; one more entry than there are lines. */
  readonly #starts: Float64Array;
  /** The first line of each key. */
  readonly #heads: Map<string, number>;
  /** The next line of the same key. */
  readonly #next: Int32Array;
  /** 1 where nothing is left to play: a call has taken the line, or a later recording has taken its place. */
  readonly #spent: Uint8Array;
  readonly #superseded: ReadonlySet<number>;
  readonly #cursors = new Map<string, number>();
  #buffer = Buffer.allocUnsafe(WINDOW_BYTES);
  /** What of the file stands in the buffer. */
  #window = { start: 0, end: 0 };
  #lastLine = NONE;

  private constructor(path: string, fd: number, header: CassetteHeader, scan: Scan) {
    this.path = path;
    this.header = header;
    this.endOffset = scan.starts.at(-1) ?? 0;
    this.#fd = fd;
    this.#starts = Float64Array.from(scan.starts);
    this.#heads = scan.heads;
    this.#next = Int32Array.from(scan.next);
    this.#superseded = scan.superseded;
    this.#spent = new Uint8Array(scan.next.length);
    for (const line of scan.superseded) this.#spent[line] = 1;
  }

  /**
   * Open a cassette for reading. A torn last line, as a killed writer leaves it, is passed over.
   * @throws {UserError} when the file is missing, is no cassette or comes from a newer version.
   */
  static open(path: string): TapeFile {
    let fd: number | undefined;
    try {
      fd = fs.openSync(path, "r");
      const scan = scanFile(path, fd);
      return new TapeFile(path, fd, parseHeader(path, scan.headerLine), scan);
    } catch (cause) {
      if (fd !== undefined) fs.closeSync(fd);
      if (cause instanceof UserError) throw cause;
      throw new UserError(`Cannot open the cassette as the file cannot be read: current value is "${path}"`, { cause });
    }
  }

  /** How many lines there are behind the header, superseded recordings included. */
  get length(): number {
    return this.#next.length;
  }

  /**
   * Take the next recording of a key that has not been played yet; `null` when there is none (left). With `run`, only
   * what that run recorded counts.
   */
  take(key: string, run?: string): Playable | DecisionRecord | null {
    const head = this.#heads.get(key);
    if (head === undefined) return null;
    for (let line = this.#cursors.get(key) ?? head; line !== NONE; line = this.#next[line]) {
      if (this.#spent[line] === 1) continue;
      const record = this.#playable(line);
      if (run !== undefined && record.run !== run) continue;
      this.#spent[line] = 1;
      // What has been played is not looked at again: a key with many recordings stays as fast as one with few.
      if (this.#next[head] !== NONE && run === undefined) this.#cursors.set(key, line);
      return record;
    }
    return null;
  }

  /** How many recordings of a key there are. */
  count(key: string): number {
    let count = 0;
    for (let line = this.#heads.get(key) ?? NONE; line !== NONE; line = this.#next[line]) count++;
    return count;
  }

  /** Whether a later recording has taken the place of the one on this line. */
  isSuperseded(line: number): boolean {
    return this.#superseded.has(line);
  }

  /** How many recordings wait to be played. */
  get unplayed(): number {
    let count = 0;
    for (const spent of this.#spent) count += 1 - spent;
    return count;
  }

  /**
   * The recording on a line, counted from 0 behind the header.
   * @throws {UserError} when the line is corrupted.
   */
  record(line: number): TapeRecord {
    return this.#parsed(line, this.#text(line));
  }

  close(): void {
    fs.closeSync(this.#fd);
  }

  /** As `record`, but a request is not parsed: playing needs no more than the response. */
  #playable(line: number): Playable | DecisionRecord {
    const text = this.#text(line);
    const requestAt = text.indexOf(REQUEST_MARK);
    const responseAt = text.lastIndexOf(RESPONSE_MARK);
    if (requestAt !== -1 && responseAt > requestAt) {
      try {
        // A mark that belongs to some body leaves brackets open on its side, and parsing fails.
        const playable = JSON.parse(text.slice(0, requestAt) + "," + text.slice(responseAt + 1));
        if (playable.kind === "http") return playable;
      } catch {
        // The whole line is parsed below.
      }
    }
    return this.#parsed(line, text);
  }

  #parsed(line: number, text: string): TapeRecord {
    let value: TapeRecord;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw corrupted(this.path, line, "is no JSON", cause);
    }
    const whole = value.kind === "http"
      ? value.request !== undefined && (value.response ?? value.failure) !== undefined
      : value.kind === "decision";
    if (!whole) throw corrupted(this.path, line, "is neither an interaction nor a decision");
    return value;
  }

  #text(line: number): string {
    const start = this.#starts[line];
    const end = this.#starts[line + 1] - 1;
    if (start < this.#window.start || end > this.#window.end) this.#read(start, end, line === this.#lastLine + 1);
    this.#lastLine = line;
    return this.#buffer.toString("utf8", start - this.#window.start, end - this.#window.start);
  }

  /** Read the bytes of a line; those behind it too, where lines are asked for in their order. */
  #read(start: number, end: number, sequential: boolean): void {
    const length = Math.min(sequential ? Math.max(end - start, WINDOW_BYTES) : end - start, this.endOffset - start);
    if (length > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(2 ** Math.ceil(Math.log2(length)));
    let read = 0;
    while (read < length) {
      const count = fs.readSync(this.#fd, this.#buffer, read, length - read, start + read);
      if (count === 0) {
        throw new UserError(`Cannot read the cassette as it became shorter while it was open: "${this.path}"`);
      }
      read += count;
    }
    this.#window = { start, end: start + length };
  }
}

/** For people, lines count from 1 and the header is the first. */
function corrupted(path: string, line: number, what: string, cause?: unknown): UserError {
  return new UserError(`Cannot read the cassette as line ${line + 2} ${what}: "${path}"`, { cause });
}

interface Scan {
  headerLine: string;
  starts: number[];
  heads: Map<string, number>;
  next: number[];
  superseded: Set<number>;
}

/** Find where the lines begin and what their keys are, block by block, so that memory does not grow with the file. */
function scanFile(path: string, fd: number): Scan {
  const scan: Scan = { headerLine: "", starts: [], heads: new Map(), next: [], superseded: new Set() };
  const tails = new Map<string, number>();
  let block = Buffer.allocUnsafe(BLOCK_BYTES);
  let kept = 0;
  let blockOffset = 0;
  let isHeader = true;
  for (;;) {
    if (kept === block.length) block = Buffer.concat([block, Buffer.allocUnsafe(block.length)]);
    const count = fs.readSync(fd, block, kept, block.length - kept, blockOffset + kept);
    if (count === 0) break;
    const length = kept + count;
    let lineStart = 0;
    for (let end = block.indexOf(NEWLINE, kept); end !== -1 && end < length; end = block.indexOf(NEWLINE, lineStart)) {
      if (isHeader) scan.headerLine = block.toString("utf8", 0, end);
      else addLine(scan, tails, path, block, lineStart, end, blockOffset);
      isHeader = false;
      lineStart = end + 1;
    }
    block.copyWithin(0, lineStart, length);
    kept = length - lineStart;
    blockOffset += lineStart;
  }
  if (isHeader) scan.headerLine = block.toString("utf8", 0, kept);
  scan.starts.push(blockOffset);
  return scan;
}

function addLine(
  scan: Scan,
  tails: Map<string, number>,
  path: string,
  block: Buffer,
  start: number,
  end: number,
  blockOffset: number,
) {
  const line = scan.next.length;
  const keyStart = start + KEY_PREFIX.length;
  const keyEnd = block.indexOf('"', keyStart, "latin1");
  if (block.toString("latin1", start, keyStart) !== KEY_PREFIX || keyEnd === -1 || keyEnd >= end) {
    throw corrupted(path, line, `does not begin with ${KEY_PREFIX}`);
  }
  const key = block.toString("latin1", keyStart, keyEnd);
  const replaces = block.toString("latin1", keyEnd, keyEnd + REPLACES.length) === REPLACES;
  if (replaces) {
    for (let old = scan.heads.get(key) ?? NONE; old !== NONE; old = scan.next[old]) scan.superseded.add(old);
  }
  const tail = replaces ? undefined : tails.get(key);
  if (tail === undefined) scan.heads.set(key, line);
  else scan.next[tail] = line;
  tails.set(key, line);
  scan.starts.push(blockOffset + start);
  scan.next.push(NONE);
}
