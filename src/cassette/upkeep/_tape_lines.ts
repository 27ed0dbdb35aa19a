import { Buffer } from "node:buffer";

const NEWLINE = 10;

/** A line of a file, without its newline. */
export interface FileLine {
  /** From 1. */
  readonly number: number;
  readonly bytes: Buffer;
  /** Whether a newline ends it. */
  readonly isWhole: boolean;
}

/** The lines of a file, one at a time: memory holds one line and one block. */
export async function* tapeLines(path: string): AsyncGenerator<FileLine> {
  let pieces: Uint8Array[] = [];
  let number = 1;
  const file = await Deno.open(path);
  for await (const block of file.readable) {
    let start = 0;
    for (let end = block.indexOf(NEWLINE); end !== -1; end = block.indexOf(NEWLINE, start)) {
      yield { number, bytes: Buffer.concat([...pieces, block.subarray(start, end)]), isWhole: true };
      number++;
      pieces = [];
      start = end + 1;
    }
    if (start < block.length) pieces.push(block.subarray(start));
  }
  if (pieces.length > 0) yield { number, bytes: Buffer.concat(pieces), isWhole: false };
}

/** What an error says, for people. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
