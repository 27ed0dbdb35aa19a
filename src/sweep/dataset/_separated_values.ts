import { Readable } from "node:stream";
import type { JsonObject, JsonValue } from "../../spec/mod.ts";
import type { RowFileOptions } from "./_open_row_file.ts";
import type { FileRow, RowFile } from "./_row_file.ts";
import { cellsOf } from "./_cells_of.ts";
import { sampleName } from "./_sample_name.ts";

const decoder = new TextDecoder();

/** A record with where it ends; it begins behind the end of the one before. */
interface EndedRecord {
  readonly record: string[];
  readonly info: { readonly lines: number; readonly bytes: number };
}

/** A file of comma-separated values, or of others with another delimiter. Cells are text. */
export function separatedValues(
  { file, open, chunks, problems }: RowFileOptions,
  delimiter: string,
): RowFile {
  let header: readonly string[] = [];
  const toFields = (record: readonly string[]): JsonObject =>
    Object.fromEntries(header.map((name, column): [string, JsonValue] => [name, record[column]]));

  async function* rows(): AsyncGenerator<FileRow, void, void> {
    let before: EndedRecord["info"] | null = null;
    const bytes = open();
    let count = 0;
    try {
      for await (const { record, info } of recordsOf(chunks(), delimiter)) {
        if (before === null) {
          header = record;
          const twice = header.find((name, i) => header.indexOf(name) !== i);
          if (twice !== undefined) {
            return problems.addAt({ file, line: 1 }, "", "each column must have its own name", twice);
          }
        } else {
          // The parser has let go of them.
          const length = info.bytes - before.bytes;
          const at = before.bytes;
          yield {
            fields: toFields(record),
            number: ++count,
            line: before.lines + 1,
            span: { at, bytes: bytes.read(at, length) },
          };
        }
        before = info;
      }
    } catch (error) {
      if (!isCsvError(error)) throw error;
      problems.addAt({ file, line: Number(error.lines) || null }, "", `is not valid CSV: ${error.message}`);
    }
  }
  const parse = (row: Uint8Array) => toFields(cellsOf(decoder.decode(row), delimiter));
  return { file, nameOf: sampleName, isText: true, rows, bytes: open(), parse };
}

async function* recordsOf(
  chunks: AsyncIterable<Uint8Array>,
  delimiter: string,
): AsyncGenerator<EndedRecord, void, void> {
  const { parse } = await import("csv-parse");
  const parser = parse({ delimiter, info: true, skip_empty_lines: true, bom: true });
  const source = Readable.from(chunks, { objectMode: false });
  source.on("error", (error) => parser.destroy(error));
  try {
    yield* source.pipe(parser) as unknown as AsyncIterable<EndedRecord>;
  } finally {
    source.destroy();
  }
}

function isCsvError(error: unknown): error is Error & { readonly lines?: number } {
  return error instanceof Error && "code" in error && String(error.code).startsWith("CSV_");
}
