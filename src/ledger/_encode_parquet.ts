import type { ColumnSource } from "hyparquet-writer";
import type { ByteSink } from "../base/mod.ts";
import type { Attempt } from "../spec/mod.ts";
import type { ColumnType, ColumnValue, ResultColumn } from "./columns.ts";

/** Rows held in memory at once; some megabytes with answers of two kilobytes. */
const ROWS_PER_GROUP = 1024;

/** Columns whose values hardly repeat: looking for a dictionary in them is time lost. */
const DISTINCT: ReadonlySet<string> = new Set(["output", "output_hash", "cell_id", "cassette_key", "started_at"]);

const PHYSICAL = {
  utf8: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  i64: { type: "INT64" },
  f64: { type: "DOUBLE" },
  bool: { type: "BOOLEAN" },
} as const;

/** Write Parquet, a row group at a time. */
export async function encodeParquet(
  attempts: AsyncIterable<Attempt>,
  columns: readonly ResultColumn[],
  sink: ByteSink,
): Promise<void> {
  const { ByteWriter, ParquetWriter } = await import("hyparquet-writer");
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({
    writer,
    createdBy: "tapedeck",
    schema: [
      { name: "results", num_children: columns.length },
      ...columns.map(({ name, type }) => ({ name, ...PHYSICAL[type], repetition_type: "OPTIONAL" as const })),
    ],
  });
  const drain = async () => {
    await sink(writer.getBytes());
    // The writer counts what is written before in `offset`; its buffer can start anew.
    writer.index = 0;
  };
  let group = emptyGroup(columns);
  for await (const attempt of attempts) {
    columns.forEach((column, i) => group[i].data.push(toParquet(column.read(attempt), column.type)));
    if (group[0].data.length < ROWS_PER_GROUP) continue;
    parquet.write({ columnData: group, rowGroupSize: ROWS_PER_GROUP });
    await drain();
    group = emptyGroup(columns);
  }
  if (group[0].data.length > 0) parquet.write({ columnData: group, rowGroupSize: ROWS_PER_GROUP });
  parquet.finish();
  await drain();
}

function emptyGroup(columns: readonly ResultColumn[]): (ColumnSource & { data: unknown[] })[] {
  return columns.map(({ name }) => DISTINCT.has(name) ? { name, data: [], encoding: "PLAIN" } : { name, data: [] });
}

function toParquet(value: ColumnValue, type: ColumnType): ColumnValue | bigint {
  return type === "i64" && value !== null ? BigInt(value) : value;
}
