import { Buffer } from "node:buffer";
import defer * as arrow from "@uwdata/flechette";
import type { ColumnType, ResultPage } from "../../ledger/mod.ts";
import { type ColumnBuffer, columnBuffer } from "./_column_buffer.ts";

/** Rows that are handed to polars at once. */
const CHUNK_ROWS = 32_768;
/** Bytes of text that are, with long answers. */
const CHUNK_BYTES = 32 << 20;

interface OpenColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly buffer: ColumnBuffer;
}

/**
 * Pages as files of Arrow, which polars reads as frames: value by value it would take five times as long. One chunk is in
 * memory at a time. There is at least one; they can have different columns where the pages have.
 */
export async function* arrowChunks(pages: AsyncIterable<ResultPage>): AsyncGenerator<Buffer> {
  let open: readonly OpenColumn[] = [];
  let rowCount = 0;
  let isEmpty = true;
  for await (const { rows, columns } of pages) {
    const isSame = columns.length === open.length &&
      columns.every(({ name, type }, i) => name === open[i].name && type === open[i].type);
    if (!isSame) {
      if (rowCount > 0) yield arrowFile(open);
      isEmpty &&= rowCount === 0;
      rowCount = 0;
      open = columns.map(({ name, type }) => ({ name, type, buffer: columnBuffer(type) }));
    }
    columns.forEach(({ read }, i) => open[i].buffer.push(rows, read));
    rowCount += rows.length;
    const textBytes = open.reduce((sum, { buffer }) => sum + buffer.textBytes, 0);
    if (rowCount < CHUNK_ROWS && textBytes < CHUNK_BYTES) continue;
    yield arrowFile(open);
    rowCount = 0;
    isEmpty = false;
  }
  if (rowCount > 0 || isEmpty) yield arrowFile(open);
}

function arrowFile(open: readonly OpenColumn[]): Buffer {
  const types = open.map(({ type }) => arrowType(type));
  const fields = open.map(({ name }, i) => arrow.field(name, types[i]));
  const columns = open.map(({ buffer }, i) => {
    const Batch = arrow.batchType(types[i]);
    return new arrow.Column([new Batch({ type: types[i], ...buffer.take() })]);
  });
  const schema = { version: arrow.Version.V5, endianness: arrow.Endianness.Little, fields, metadata: null };
  const bytes = arrow.tableToIPC(new arrow.Table(schema, columns), { format: "file" })!;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function arrowType(type: ColumnType) {
  switch (type) {
    case "utf8":
      return arrow.utf8();
    case "i64":
      return arrow.int64();
    case "f64":
      return arrow.float64();
    case "bool":
      return arrow.bool();
  }
}
