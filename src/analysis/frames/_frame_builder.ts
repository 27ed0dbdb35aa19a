import { Buffer } from "node:buffer";
// Deferred: the native library is loaded when a frame is first made, not when this room is imported.
import defer * as polars from "nodejs-polars";
import defer * as arrow from "@uwdata/flechette";
import type { ColumnType, ResultPage } from "../../ledger/mod.ts";
import { type ColumnBuffer, columnBuffer } from "./_column_buffer.ts";
import type { DataFrame } from "./data_frame.ts";

/** Rows that are handed to polars at once. */
const CHUNK_ROWS = 32_768;
/** Bytes of text that are, with long answers. */
const CHUNK_BYTES = 32 << 20;

/**
 * Makes data frames out of pages. Values are written into buffers as Arrow lays them out, and polars reads those: value by
 * value it would take five times as long. Beside the frame, one chunk is in memory at a time.
 */
export class FrameBuilder {
  readonly #take: (frame: DataFrame) => void;
  #columns: readonly { readonly name: string; readonly type: ColumnType; readonly buffer: ColumnBuffer }[] = [];
  #rows = 0;
  #frameCount = 0;

  /** `take` is given the frames, in order; they can have different columns where the pages have. */
  constructor(take: (frame: DataFrame) => void) {
    this.#take = take;
  }

  /** Takes a page. Its columns may be others than those of the page before. */
  add({ rows, columns }: ResultPage): void {
    const isSame = columns.length === this.#columns.length &&
      columns.every(({ name, type }, i) => name === this.#columns[i].name && type === this.#columns[i].type);
    if (!isSame) {
      if (this.#rows > 0) this.#flush();
      this.#columns = columns.map(({ name, type }) => ({ name, type, buffer: columnBuffer(type) }));
    }
    columns.forEach(({ read }, i) => this.#columns[i].buffer.push(rows, read));
    this.#rows += rows.length;
    const bytes = this.#columns.reduce((sum, { buffer }) => sum + buffer.textBytes, 0);
    if (this.#rows >= CHUNK_ROWS || bytes >= CHUNK_BYTES) this.#flush();
  }

  /** Gives the last frame. */
  finish(): void {
    if (this.#rows > 0 || this.#frameCount === 0) this.#flush();
  }

  #flush(): void {
    const types = this.#columns.map(({ type }) => arrowType(type));
    const fields = this.#columns.map(({ name }, i) => arrow.field(name, types[i]));
    const columns = this.#columns.map(({ buffer }, i) => {
      const Batch = arrow.batchType(types[i]);
      return new arrow.Column([new Batch({ type: types[i], ...buffer.take() })]);
    });
    const schema = { version: arrow.Version.V5, endianness: arrow.Endianness.Little, fields, metadata: null };
    const bytes = arrow.tableToIPC(new arrow.Table(schema, columns), { format: "file" })!;
    this.#take(polars.readIPC(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
    this.#rows = 0;
    this.#frameCount++;
  }
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
