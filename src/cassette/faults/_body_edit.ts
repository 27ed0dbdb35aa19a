import { joinBytes } from "../../base/mod.ts";
import type { Cut } from "../../spec/mod.ts";
import { type Block, EventScanner, type StreamFormat } from "./_event_scanner.ts";

/** What becomes of a body while it passes. An edit is for one pass. */
export interface BodyEdit {
  /** What is handed on in place of a chunk. */
  feed(chunk: Uint8Array): Uint8Array[];
  /** What is handed on when the body ends; not to be asked where the edit has stopped. */
  end(): Uint8Array[];
  /** Whether the body is over for its reader, whatever else comes. */
  readonly stopped: boolean;
  /** Whether the fault has come. */
  readonly injected: boolean;
}

/** What becomes of a block. */
export interface EditedBlock {
  readonly pieces: readonly Uint8Array[];
  /** The body is over behind these pieces. */
  readonly stops?: boolean;
  /** The fault has come. */
  readonly injects?: boolean;
}

/** `number` counts the events from 1; it is that of the last one for a block that is none, and 0 before the first. */
export type BlockEdit = (block: Block, number: number) => EditedBlock;

/** An edit of events, wherever chunks begin and end: what is no whole event yet waits for the rest. */
export class EventEdit implements BodyEdit {
  stopped = false;
  injected = false;
  readonly #scanner: EventScanner;
  readonly #edit: BlockEdit;
  readonly #keepsApart: boolean;
  #events = 0;

  /** `keepsApart`: each piece is a chunk of its own; otherwise those of one chunk stay together. */
  constructor(format: StreamFormat, edit: BlockEdit, keepsApart: boolean = false) {
    this.#scanner = new EventScanner(format);
    this.#edit = edit;
    this.#keepsApart = keepsApart;
  }

  feed(chunk: Uint8Array): Uint8Array[] {
    return this.#edited(this.#scanner.feed(chunk));
  }

  end(): Uint8Array[] {
    return this.#edited(this.#scanner.end());
  }

  #edited(blocks: readonly Block[]): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    for (const block of blocks) {
      if (block.isEvent) this.#events++;
      const edited = this.#edit(block, this.#events);
      pieces.push(...edited.pieces);
      this.injected ||= edited.injects ?? false;
      this.stopped = edited.stops ?? false;
      if (this.stopped) break;
    }
    const full = pieces.filter((piece) => piece.length > 0);
    return this.#keepsApart || full.length < 2 ? full : [joinBytes(full)];
  }
}

/** An edit that hands on so many bytes and stops before the next one. */
export class ByteEdit implements BodyEdit {
  stopped = false;
  injected = false;
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  feed(chunk: Uint8Array): Uint8Array[] {
    if (chunk.length <= this.#left) {
      this.#left -= chunk.length;
      return [chunk];
    }
    this.stopped = true;
    this.injected = true;
    return this.#left === 0 ? [] : [chunk.slice(0, this.#left)];
  }

  end(): Uint8Array[] {
    return [];
  }
}

/** A body that went through an edit, with the times of its chunks. */
export interface EditedBody {
  readonly bytes: Uint8Array;
  readonly cuts: Cut[];
}

/** How a whole body with timed chunks comes out of an edit. `time` tells when a piece comes, by its chunk's time. */
export function editedBody(
  body: { readonly bytes: Uint8Array; readonly cuts: readonly Cut[] },
  edit: BodyEdit,
  time: (chunkMs: number) => number,
): EditedBody {
  const { bytes, cuts } = body;
  const pieces: Uint8Array[] = [];
  const edited: Cut[] = [];
  let offset = 0;
  const add = (found: readonly Uint8Array[], ms: number | null) => {
    for (const piece of found) {
      if (ms !== null) edited.push([offset, time(ms)]);
      pieces.push(piece);
      offset += piece.length;
    }
  };
  const starts = cuts.length === 0 ? [0] : cuts.map(([start]) => start);
  for (let i = 0; i < starts.length && !edit.stopped; i++) {
    add(edit.feed(bytes.subarray(starts[i], starts[i + 1] ?? bytes.length)), cuts[i]?.[1] ?? null);
  }
  if (!edit.stopped) add(edit.end(), cuts.at(-1)?.[1] ?? null);
  return { bytes: joinBytes(pieces), cuts: edited };
}
