import { Buffer, isUtf8 } from "node:buffer";
import fs from "node:fs";
import { UserError } from "../base/mod.ts";
import { playableIn, scopeIn } from "./_playable_line.ts";
import { corruptedLine, NONE, type Scan, scanTape } from "./_scan_tape.ts";
import type { CassetteHeader, DecisionRecord, Playable, TapeRecord } from "./interaction.ts";

/** How far a line has been played: not at all, with nothing left to play, or played and left to be played again. */
const FRESH = 0;
const SPENT = 1;
const KEPT = 2;
/** How much is read at once where lines are played in the order of the file. */
const WINDOW_BYTES = 128 * 1024;
/** A longer line is read by itself, and its memory given back. */
const MOST_KEPT_BYTES = 4 * 2 ** 20;
/** And where all lines are looked at. */
const SCAN_BYTES = 1 << 18;

/** Where a line stands in a block of bytes. */
export interface LinePlace {
  /** Counted from 0 behind the header. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** How a recording is taken. */
export interface Taking {
  /** Only what this run recorded counts. */
  readonly run?: string | undefined;
  /** Leave the last recording that could be taken to be taken again. */
  readonly keepLast?: boolean | undefined;
  /** Looks at a recording before it is taken: what it throws leaves the recording where it is. */
  readonly admit?: ((record: Playable | DecisionRecord, line: number) => void) | undefined;
  /** Only these lines count. */
  readonly among?: ReadonlySet<number> | undefined;
}

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
  /** Spent is also a line whose place a later recording has taken. */
  readonly #state: Uint8Array;
  readonly #superseded: ReadonlySet<number>;
  readonly #maybeUnscoped: readonly number[];
  readonly #cursors = new Map<string, number>();
  readonly #utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  #buffer = Buffer.allocUnsafe(WINDOW_BYTES);
  /** What of the file stands in the buffer. */
  #window = { start: 0, end: 0 };
  #lastLine = NONE;

  private constructor(path: string, fd: number, scan: Scan) {
    this.path = path;
    this.header = scan.header!;
    this.endOffset = scan.end;
    this.#fd = fd;
    this.#starts = Float64Array.from(scan.starts);
    this.#heads = scan.heads;
    this.#next = Int32Array.from(scan.next);
    this.#superseded = scan.superseded;
    this.#maybeUnscoped = scan.maybeUnscoped;
    this.#state = new Uint8Array(scan.next.length);
    for (const line of scan.superseded) this.#state[line] = SPENT;
  }

  /**
   * Open a cassette for reading. A torn last line, as a killed writer leaves it, is passed over.
   * @throws {UserError} when the file is missing, is no cassette or comes from a newer version.
   */
  static open(path: string): TapeFile {
    let fd: number | undefined;
    try {
      fd = fs.openSync(path, "r");
      const scan = scanTape(path, fd);
      return new TapeFile(path, fd, scan);
    } catch (cause) {
      if (fd !== undefined) fs.closeSync(fd);
      if (cause instanceof UserError) throw cause;
      throw new UserError(
        `Cannot open the cassette as the file cannot be read: current value is "${path}" (${whyUnread(cause)})`,
        { cause },
      );
    }
  }

  /** How many lines there are behind the header, superseded recordings included. */
  get length(): number {
    return this.#next.length;
  }

  /** Take the next recording of a key that may still be played; `null` when there is none (left). */
  take(key: string, taking: Taking = {}): Playable | DecisionRecord | null {
    const { run, keepLast, admit, among } = taking;
    const head = this.#heads.get(key);
    if (head === undefined) return null;
    for (let line = this.#cursors.get(key) ?? head; line !== NONE; line = this.#next[line]) {
      if (this.#state[line] === SPENT || among?.has(line) === false) continue;
      const record = this.#playable(line);
      // Another program wrote into the file, or a recorder repaired it while it was read.
      if (record.key !== key) throw corruptedLine(this.path, line, "became another one while the file was open");
      if (run !== undefined && record.run !== run) continue;
      admit?.(record, line);
      this.#state[line] = keepLast && !this.#hasMore(line, taking) ? KEPT : SPENT;
      // What has been played is not looked at again: a key with many recordings stays as fast as one with few.
      if (this.#next[head] !== NONE && run === undefined && among === undefined) this.#cursors.set(key, line);
      return record;
    }
    return null;
  }

  /** The keys of all lines. */
  keys(): Iterable<string> {
    return this.#heads.keys();
  }

  /** All recordings of a key, played or not. */
  recordings(key: string): (Playable | DecisionRecord)[] {
    const found: (Playable | DecisionRecord)[] = [];
    for (let line = this.#heads.get(key) ?? NONE; line !== NONE; line = this.#next[line]) {
      found.push(this.#playable(line));
    }
    return found;
  }

  /** Whether a recording that can be played has no scope, as imported ones and those of a plain client. */
  get hasUnscoped(): boolean {
    return this.#maybeUnscoped.some((line) => {
      const record = this.isSuperseded(line) ? null : this.#playable(line);
      return record?.kind === "http" && !record.scope;
    });
  }

  /** The lines of a key, counted from 0 behind the header. */
  lines(key: string): number[] {
    const found: number[] = [];
    for (let line = this.#heads.get(key) ?? NONE; line !== NONE; line = this.#next[line]) found.push(line);
    return found;
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

  /** How many recordings of each key have been played; keys of which none has are left out. */
  playedCounts(): { [key: string]: number } {
    const counts: { [key: string]: number } = {};
    for (const [key, head] of this.#heads) {
      let count = 0;
      for (let line = head; line !== NONE; line = this.#next[line]) count += this.#state[line] === FRESH ? 0 : 1;
      if (count > 0) counts[key] = count;
    }
    return counts;
  }

  /** The lines of the recordings that wait to be played. */
  unplayedLines(): number[] {
    return [...this.#state.keys()].filter((line) => this.#state[line] === FRESH);
  }

  /** The scopes of the calls whose recordings wait to be played. */
  unplayedScopes(): Set<string> {
    const scopes = this.unplayedLines().map((line) => scopeIn(this.text(line)));
    return new Set(scopes.filter((scope) => scope !== null));
  }

  /** How many recordings wait to be played. */
  get unplayed(): number {
    let count = 0;
    for (const state of this.#state) if (state === FRESH) count++;
    return count;
  }

  /**
   * The recording on a line, counted from 0 behind the header.
   * @throws {UserError} when the line is corrupted.
   */
  record(line: number): TapeRecord {
    return this.#parsed(line, this.text(line));
  }

  /**
   * Look at the bytes of all lines in their order without making texts of them. All stand in one and the same block,
   * which begins at a place that four divides. Of a line that is longer than a block only the beginning is seen.
   */
  scan(visit: (block: Uint8Array<ArrayBuffer>, place: LinePlace) => void): void {
    const starts = this.#starts;
    const block = new Uint8Array(SCAN_BYTES);
    for (let first = 0; first < this.length;) {
      const from = starts[first];
      let behind = first + 1;
      while (behind < this.length && starts[behind + 1] - from <= SCAN_BYTES) behind++;
      const length = fs.readSync(this.#fd, block, 0, Math.min(starts[behind] - from, SCAN_BYTES), from);
      for (let line = first; line < behind; line++) {
        visit(block, { line, start: starts[line] - from, end: Math.min(starts[line + 1] - from, length) });
      }
      first = behind;
    }
  }

  close(): void {
    fs.closeSync(this.#fd);
  }

  /** Whether another recording of the same key may be taken behind this line. */
  #hasMore(line: number, { run, among }: Taking): boolean {
    for (let later = this.#next[line]; later !== NONE; later = this.#next[later]) {
      if (this.#state[later] === SPENT || among?.has(later) === false) continue;
      if (run === undefined || this.#playable(later).run === run) return true;
    }
    return false;
  }

  /** As `record`, but a request is not parsed: playing needs no more than the response. */
  #playable(line: number): Playable | DecisionRecord {
    const text = this.text(line);
    return playableIn(text) ?? this.#parsed(line, text);
  }

  #parsed(line: number, text: string): TapeRecord {
    let value: TapeRecord;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw corruptedLine(this.path, line, "is no JSON", cause);
    }
    const whole = value.kind === "http"
      ? value.request !== undefined && (value.response ?? value.failure ?? value.unrecordable) !== undefined
      : value.kind === "decision";
    if (!whole) throw corruptedLine(this.path, line, "is neither an interaction nor a decision");
    return value;
  }

  /** A line as it stands in the file, counted from 0 behind the header. */
  text(line: number): string {
    const start = this.#starts[line];
    const end = this.#starts[line + 1] - 1;
    if (end - start > MOST_KEPT_BYTES) {
      return this.#text(line, this.#bytesOf(start, Buffer.allocUnsafe(end - start)), 0, end - start);
    }
    if (start < this.#window.start || end > this.#window.end) this.#read(start, end, line === this.#lastLine + 1);
    this.#lastLine = line;
    return this.#text(line, this.#buffer, start - this.#window.start, end - this.#window.start);
  }

  #text(line: number, buffer: Buffer, start: number, end: number): string {
    const text = buffer.toString("utf8", start, end);
    // It stands where a byte was no UTF-8, or was recorded.
    if (text.includes("\ufffd") && !isUtf8(buffer.subarray(start, end))) {
      throw corruptedLine(this.path, line, "is no UTF-8");
    }
    return text;
  }

  /** Read the bytes of a line; those behind it too, where lines are asked for in their order. */
  #read(start: number, end: number, sequential: boolean): void {
    const length = Math.min(sequential ? Math.max(end - start, WINDOW_BYTES) : end - start, this.endOffset - start);
    if (length > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(2 ** Math.ceil(Math.log2(length)));
    this.#bytesOf(start, this.#buffer.subarray(0, length));
    this.#window = { start, end: start + length };
  }

  /** Fill a buffer with what stands in the file from `start` on. */
  #bytesOf(start: number, into: Buffer): Buffer {
    let read = 0;
    while (read < into.length) {
      const count = fs.readSync(this.#fd, into, read, into.length - read, start + read);
      if (count === 0) {
        throw new UserError(`Cannot read the cassette as it became shorter while it was open: "${this.path}"`);
      }
      read += count;
    }
    return into;
  }
}

/** Why a file could not be read, and what to do, for people. */
function whyUnread(cause: unknown): string {
  const { code, message } = cause as { readonly code?: string; readonly message?: string };
  switch (code) {
    case "ENOENT":
      return 'there is none yet: the mode "record" or "append" makes it';
    case "EISDIR":
      return "it is a folder";
    default:
      return message ?? String(cause);
  }
}
