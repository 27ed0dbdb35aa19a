import type { ColumnSource, ParquetWriter } from "hyparquet-writer";
import type { ByteSink } from "../base/mod.ts";
import type { Attempt } from "../spec/mod.ts";
import { type ParquetFooter, parquetFooter } from "./_parquet_footer.ts";
import type { ColumnType, ColumnValue, ResultColumn } from "./columns.ts";

/** Rows held in memory at once, with short answers. */
const ROWS_PER_GROUP = 4096;
/** Characters held in memory at once, with long ones. */
const CHARS_PER_GROUP = 4 << 20;
/** The smallest and the greatest text of a group are for skipping it: their beginnings do. */
const BOUND_BYTES = 64;

/** Columns whose values hardly repeat: looking for a dictionary, or for bounds, in them is time lost. */
const DISTINCT: ReadonlySet<string> = new Set(["output", "output_hash", "cell_id", "cassette_key", "started_at"]);

const PHYSICAL = {
  utf8: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  i64: { type: "INT64" },
  f64: { type: "DOUBLE" },
  bool: { type: "BOOLEAN" },
} as const;

/** Write Parquet, a row group at a time. Of a group that is written, some kilobytes are kept for the end of the file. */
export async function encodeParquet(
  attempts: AsyncIterable<Attempt>,
  columns: readonly ResultColumn[],
  sink: ByteSink,
): Promise<void> {
  const { ByteWriter, ParquetWriter } = await import("hyparquet-writer");
  const newWriter = () => {
    const writer = new ByteWriter();
    const parquet = new ParquetWriter({
      writer,
      createdBy: "tapedeck",
      statisticsTruncateLength: BOUND_BYTES,
      schema: [
        { name: "results", num_children: columns.length },
        ...columns.map(({ name, type }) => ({ name, ...PHYSICAL[type], repetition_type: "OPTIONAL" as const })),
      ],
    });
    return { writer, parquet };
  };
  const { writer, parquet } = newWriter();
  const footer = parquetFooter(() => {
    const { writer, parquet } = newWriter();
    return { parquet, bytes: () => writer.getBytes() };
  });
  const flush = async (group: RowGroupBuffer) => {
    parquet.write({ columnData: group.sources, rowGroupSize: group.rows });
    takeGroups(parquet, footer);
    await sink(writer.getBytes());
    // The writer counts what is written before in `offset`; its buffer can start anew.
    writer.index = 0;
  };
  let group = new RowGroupBuffer(columns);
  for await (const attempt of attempts) {
    group.push(attempt);
    if (group.rows < ROWS_PER_GROUP && group.chars < CHARS_PER_GROUP) continue;
    await flush(group);
    group = new RowGroupBuffer(columns);
  }
  if (group.rows > 0) await flush(group);
  for (const bytes of [writer.getBytes(), ...footer.end()]) await sink(bytes);
}

/** The writer would keep all that it knows of every group, and turn all of it into bytes at once in the end. */
function takeGroups(parquet: ParquetWriter, footer: ParquetFooter): void {
  for (const group of parquet.row_groups) footer.add(group);
  parquet.row_groups = [];
  parquet.pendingIndexes = [];
}

/** The values of a row group, by columns. */
class RowGroupBuffer {
  readonly sources: (ColumnSource & { data: unknown[] })[];
  rows = 0;
  chars = 0;
  readonly #columns: readonly ResultColumn[];

  constructor(columns: readonly ResultColumn[]) {
    this.#columns = columns;
    this.sources = columns.map(({ name }) => ({
      name,
      data: [],
      offsetIndex: false,
      ...(DISTINCT.has(name) ? { encoding: "PLAIN", statistics: false } : {}),
    }));
  }

  push(attempt: Attempt): void {
    this.#columns.forEach((column, i) => {
      const value = column.read(attempt);
      if (typeof value === "string") this.chars += value.length;
      this.sources[i].data.push(toParquet(value, column.type));
    });
    this.rows++;
  }
}

function toParquet(value: ColumnValue, type: ColumnType): ColumnValue | bigint {
  return type === "i64" && value !== null ? BigInt(value) : value;
}
