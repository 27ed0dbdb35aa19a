import { isJson, isTable } from "../../base/mod.ts";
import type { JsonObject } from "../../spec/mod.ts";
import type { FileRow, RowFile } from "./_row_file.ts";
import type { RowFileOptions } from "./_open_row_file.ts";
import { sampleName as nameOf } from "./_sample_name.ts";

/** What JSON must have in it to be parsed into what JSON cannot carry: half a character, or a number that is infinite. */
const UNLIKELY = /\\u[dD][89a-fA-F]|[eE]\+?\d{3}|\d{300}/;
const NEWLINE = 10;
const decoder = new TextDecoder();

/** A file of JSON Lines. */
export function jsonLines({ file, open, chunks, problems }: RowFileOptions): RowFile {
  async function* rows(): AsyncGenerator<FileRow, void, void> {
    let count = 0;
    for await (const { at, bytes, line } of linesOf(chunks())) {
      const source = decoder.decode(bytes);
      if (source.trim() === "") continue;
      count++;
      const place = { file, line };
      let fields: unknown;
      try {
        fields = JSON.parse(source);
      } catch (error) {
        problems.addAt(place, "", `is not valid JSON: ${(error as Error).message}`);
        continue;
      }
      if (isTable(fields) && (!UNLIKELY.test(source) || isJson(fields))) {
        yield { fields: fields as JsonObject, number: count, line, span: { at, bytes } };
      } else problems.addAt(place, nameOf(count), "must be a JSON object", fields);
    }
  }
  return { file, nameOf, isText: false, rows, bytes: open(), parse: (bytes) => JSON.parse(decoder.decode(bytes)) };
}

/** The lines of a file without their ends, and where they are. */
async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ readonly at: number; readonly bytes: Uint8Array; readonly line: number }, void, void> {
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  let at = 0;
  let line = 1;
  for await (const chunk of chunks) {
    let begin = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, begin)) {
      const bytes = restBytes === 0 ? chunk.subarray(begin, end) : joined(rest, chunk.subarray(begin, end));
      yield { ...withoutMark(bytes, at), line };
      at += bytes.length + 1;
      line++;
      rest = [];
      restBytes = 0;
      begin = end + 1;
    }
    if (begin < chunk.length) rest.push(chunk.slice(begin));
    restBytes += chunk.length - begin;
  }
  if (restBytes > 0) yield { ...withoutMark(joined(rest, new Uint8Array()), at), line };
}

function joined(parts: readonly Uint8Array[], last: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, last.length));
  let at = 0;
  for (const part of [...parts, last]) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Without the byte order mark that a file may begin with. */
function withoutMark(bytes: Uint8Array, at: number): { at: number; bytes: Uint8Array } {
  const isMarked = at === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return isMarked ? { at: 3, bytes: bytes.subarray(3) } : { at, bytes };
}
