import { Buffer } from "node:buffer";
import { lockFile, systemClock, UserError } from "../base/mod.ts";
import type { Clock } from "../spec/mod.ts";
import { assertWritable, isTornHeader, parseHeader } from "./_header.ts";
import { DiskSync } from "./_disk_sync.ts";
import { isWholeLine } from "./_line_problem.ts";
import { RenewedKeys } from "./_renewed_keys.ts";
import type { CassetteHeader } from "./interaction.ts";

const NEWLINE = 10;
const BLOCK_BYTES = 64 * 1024;
/** Where so many lines come while a group is written, the next group waits a little for more. */
const BUSY_LINES = 4;
const BUSY_PAUSE_MS = 5;
// Not in append mode: a torn line is repaired by writing at a place of our own choice, under the lock.
const OPEN: Deno.OpenOptions = { read: true, write: true, create: true };

/** A line without its newline: as text, or where it is very long, as the bytes of its pieces. */
export type TapeLine = string | Iterable<Uint8Array>;

/**
 * Appends whole lines to a cassette. Every append happens under the file's lock and begins by repairing a torn last
 * line, so that several processes may write to one file while any of them is killed at any time.
 */
export class TapeWriter {
  readonly #path: string;
  readonly #header: CassetteHeader;
  #file: Deno.FsFile;
  #pending: TapeLine[] = [];
  /** The group that lines may still join. */
  #open: Promise<void> | null = null;
  /** Settles when all groups so far have been written. One after the other: a lock does not part a process from itself. */
  #written: Promise<void> = Promise.resolve();
  readonly #sync: DiskSync;
  #isBusy = false;
  #renewed: RenewedKeys | null = null;

  private constructor(path: string, header: CassetteHeader, { file, clock }: { file: Deno.FsFile; clock: Clock }) {
    this.#path = path;
    this.#header = header;
    this.#file = file;
    this.#sync = new DiskSync(clock);
  }

  /**
   * Open a cassette for appending; it is made where there is none, with this header.
   * @throws {UserError} when the file cannot be written, or is there and is no cassette: it is then left as it is.
   */
  static async open(path: string, header: CassetteHeader, clock: Clock = systemClock): Promise<TapeWriter> {
    let file: Deno.FsFile;
    try {
      file = await Deno.open(path, OPEN);
    } catch (cause) {
      // Where the file is not there it would be made: what is missing is the folder.
      const reason = cause instanceof Deno.errors.NotFound ? " (its folder is not there)" : "";
      throw new UserError(`Cannot record as the cassette cannot be written${reason}: current value is "${path}"`, {
        cause,
      });
    }
    const writer = new TapeWriter(path, header, { file, clock });
    try {
      await writer.#locked(async () => {
        await writer.#assertCassette();
        await writer.#appendLines([]);
      });
    } catch (error) {
      writer.#file.close();
      throw error;
    }
    return writer;
  }

  /** Append a line (without its newline); resolves when it is in the file. */
  append(line: TapeLine): Promise<void> {
    this.#pending.push(line);
    if (this.#open === null) {
      this.#open = this.#written.then(() => this.#writeGroup());
      this.#written = this.#open.catch(() => {});
    }
    return this.#open;
  }

  /** @throws {UserError} when the disk does not take what was written. */
  async close(): Promise<void> {
    await this.#written;
    try {
      await this.#sync.end(this.#file);
    } catch (cause) {
      throw this.#failure(cause);
    } finally {
      this.#file.close();
    }
  }

  async #writeGroup(): Promise<void> {
    // Lines that come in the same turn of the event loop travel together, and under load those of some milliseconds.
    if (this.#isBusy) await systemClock.sleep(BUSY_PAUSE_MS);
    else await new Promise((resolve) => setTimeout(resolve, 0));
    const group = this.#open;
    try {
      await this.#locked(() => this.#appendLines(this.#takeGroup()));
    } catch (cause) {
      // Without the lock nothing was taken, and these lines have failed all the same.
      if (this.#open === group) this.#takeGroup();
      throw this.#failure(cause);
    }
    // Nobody waits for it, and the file is not locked: no call and no other process gets slower.
    this.#sync.written(this.#file);
  }

  #failure(cause: unknown): UserError {
    return new UserError(`Cannot record as writing to the cassette failed (${message(cause)}): "${this.#path}"`, {
      cause,
    });
  }

  #takeGroup(): TapeLine[] {
    const lines = this.#pending;
    this.#pending = [];
    this.#open = null;
    this.#isBusy = lines.length >= BUSY_LINES;
    return lines;
  }

  async #locked(write: () => Promise<void>): Promise<void> {
    const before = this.#file;
    this.#file = await lockFile(this.#path, before, OPEN);
    try {
      if (this.#file !== before) {
        await this.#assertCassette();
        this.#renewed?.restart();
      }
      await write();
    } finally {
      this.#file.unlockSync();
    }
  }

  /** Repairing cuts the end off a file: never off one that is something else. */
  async #assertCassette(): Promise<void> {
    const { size } = await this.#file.stat();
    const start = new TextDecoder().decode(await this.#read(0, Math.min(size, BLOCK_BYTES)));
    const end = start.indexOf("\n");
    if (end === -1 && isTornHeader(start) && !isWholeLine(start)) return;
    assertWritable(this.#path, parseHeader(this.#path, end === -1 ? start : start.slice(0, end)));
  }

  async #appendLines(lines: readonly TapeLine[]): Promise<void> {
    const end = await this.#repairedEnd();
    const header = end === 0 ? [JSON.stringify(this.#header)] : [];
    this.#renewed ??= new RenewedKeys(end);
    const settled = await this.#renewed.settle(lines, end, (offset, length) => this.#read(offset, length));
    let to = end;
    try {
      this.#file.seekSync(end, Deno.SeekMode.Start);
      for (const bytes of pieces([...header, ...settled])) {
        for (let at = 0; at < bytes.length;) at += await this.#file.write(bytes.subarray(at));
        to += bytes.length;
      }
      this.#renewed.wrote(end, to);
    } catch (error) {
      // A full disk must not leave half a line.
      await this.#file.truncate(end);
      throw error;
    }
  }

  /**
   * The end of the last whole line, which gets its newline where an editor has taken it away; what stands behind was torn
   * by a killed writer and is cut off.
   */
  async #repairedEnd(): Promise<number> {
    // Synchronous where nothing is waited for: a way through another thread takes many times as long as the question.
    const { size } = this.#file.statSync();
    if (size > 0 && this.#lastByte(size) === NEWLINE) return size;
    let end = size;
    while (end > 0) {
      const from = Math.max(0, end - BLOCK_BYTES);
      const block = await this.#read(from, end - from);
      const newline = block.lastIndexOf(NEWLINE);
      if (newline !== -1) {
        end = from + newline + 1;
        break;
      }
      end = from;
    }
    if (end === size) return end;
    if (isWholeLine(new TextDecoder().decode(await this.#read(end, size - end)))) {
      await this.#file.seek(size, Deno.SeekMode.Start);
      if (await this.#file.write(Uint8Array.of(NEWLINE)) === 1) return size + 1;
    }
    await this.#file.truncate(end);
    return end;
  }

  #lastByte(size: number): number | undefined {
    const byte = new Uint8Array(1);
    this.#file.seekSync(size - 1, Deno.SeekMode.Start);
    return this.#file.readSync(byte) === 1 ? byte[0] : undefined;
  }

  async #read(offset: number, length: number): Promise<Uint8Array> {
    const block = new Uint8Array(length);
    await this.#file.seek(offset, Deno.SeekMode.Start);
    let read = 0;
    while (read < length) {
      const count = await this.#file.read(block.subarray(read));
      if (count === null) break;
      read += count;
    }
    return block.subarray(0, read);
  }
}

/** What is written at once: lines of text together, and each piece of a long line by itself. */
function* pieces(lines: readonly TapeLine[]): Generator<Uint8Array> {
  let text = "";
  for (const line of lines) {
    if (typeof line === "string") {
      text += line + "\n";
      continue;
    }
    if (text !== "") yield Buffer.from(text, "utf8");
    yield* line;
    text = "\n";
  }
  if (text !== "") yield Buffer.from(text, "utf8");
}

function message(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
