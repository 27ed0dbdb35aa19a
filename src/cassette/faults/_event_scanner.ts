import { joinBytes } from "../../base/mod.ts";

const SPACE = 0x20;
const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;

/** How a body is told apart into events. */
export type StreamFormat = "sse" | "lines" | "plain";

/** A piece of a stream: an event with its empty line, or what stands between events. */
export interface Block {
  readonly bytes: Uint8Array;
  /** Whether it is an event; comments and empty lines are none. */
  readonly isEvent: boolean;
}

/** The format of a body by its declared type, else by how it begins. */
export function streamFormat(contentType: string | null, start: Uint8Array): StreamFormat {
  if (/\bevent-stream\b/i.test(contentType ?? "")) return "sse";
  if (/\b(?:x-ndjson|ndjson|jsonl|json-lines|stream\+json)\b/i.test(contentType ?? "")) return "lines";
  const head = new TextDecoder().decode(start.subarray(0, 16)).trimStart();
  return /^(?:data|event|id|retry)?:/.test(head) ? "sse" : "plain";
}

/** Cuts a body into its blocks while it comes, wherever its chunks begin and end. Together the blocks are the body. */
export class EventScanner {
  readonly #format: StreamFormat;
  readonly #pending: Uint8Array[] = [];
  #lineBytes = 0;
  #hasField = false;
  #afterCr = false;
  /** An empty line that ended with a CR: an LF may still belong to it. */
  #ended = false;

  constructor(format: StreamFormat) {
    this.#format = format;
  }

  /** The blocks that are whole with this chunk. */
  feed(chunk: Uint8Array): Block[] {
    const blocks: Block[] = [];
    let start = 0;
    if (this.#format !== "plain") {
      for (let i = 0; i < chunk.length; i++) {
        const end = this.#endAt(chunk[i], i);
        if (end === null) continue;
        blocks.push(this.#take(chunk.subarray(start, end)));
        start = end;
        // An end that shows one byte late: that byte begins the next block.
        if (end === i) this.#endAt(chunk[i], i);
      }
    }
    // A copy: whoever reads the body owns its chunks.
    if (start < chunk.length) this.#pending.push(chunk.slice(start));
    return blocks;
  }

  /** What is left at the end of the body. */
  end(): Block[] {
    if (this.#pending.length === 0) return [];
    if (this.#format === "plain") this.#hasField = true;
    return [this.#take(new Uint8Array())];
  }

  #take(last: Uint8Array): Block {
    const block = { bytes: joinBytes([...this.#pending, last]), isEvent: this.#hasField };
    this.#pending.length = 0;
    this.#hasField = false;
    this.#lineBytes = 0;
    this.#ended = false;
    return block;
  }

  /** Where a block ends, seen from this byte; `null` where it goes on. */
  #endAt(byte: number, index: number): number | null {
    if (this.#format === "lines") {
      if (byte > SPACE) this.#hasField = true;
      return byte === LF ? index + 1 : null;
    }
    const isRest = byte === LF && this.#afterCr;
    const isEnd = this.#ended;
    this.#afterCr = false;
    if (isEnd) return isRest ? index + 1 : index;
    if (isRest) return null;
    if (byte !== LF && byte !== CR) {
      if (this.#lineBytes === 0 && byte !== COLON) this.#hasField = true;
      this.#lineBytes++;
      return null;
    }
    const isEmpty = this.#lineBytes === 0;
    this.#lineBytes = 0;
    this.#afterCr = byte === CR;
    if (!isEmpty) return null;
    if (byte === LF) return index + 1;
    this.#ended = true;
    return null;
  }
}
