import { assertEquals, assertGreater, assertRejects } from "@std/assert";
import fc from "fast-check";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import pl from "nodejs-polars";
import { collectShape, type ResultColumn, resultColumns, writeParquet } from "../../src/ledger/mod.ts";
import type { Attempt } from "../../src/spec/mod.ts";
import { arbitraryAttempts } from "../support/arbitrary_attempt.ts";
import { makeAttempt, makeAttempts } from "../support/attempts.ts";
import { iterate } from "../support/iterate.ts";
import { tempDir } from "../support/temp_dir.ts";

const POLARS_TYPES = { utf8: "String", i64: "Int64", f64: "Float64", bool: "Bool" };

/** The rows as the columns read them. */
function table(attempts: readonly Attempt[], columns: readonly ResultColumn[]): { [name: string]: unknown }[] {
  return attempts.map((attempt) => Object.fromEntries(columns.map((column) => [column.name, column.read(attempt)])));
}

/** What hyparquet reads, with its big integers as numbers. */
async function readBack(path: string): Promise<{ [name: string]: unknown }[]> {
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, typeof value === "bigint" ? Number(value) : value]),
    )
  );
}

Deno.test("any rows are read back by hyparquet and by polars as they were written", async () => {
  using dir = tempDir();
  const path = `${dir.path}/results.parquet`;
  await fc.assert(
    fc.asyncProperty(arbitraryAttempts, async (attempts) => {
      const columns = resultColumns(await collectShape(iterate(attempts)));
      await writeParquet(path, iterate(attempts), { columns });
      assertEquals(await readBack(path), table(attempts, columns));
      assertEquals(pl.readParquet(path).toRecords(), table(attempts, columns));
    }),
    { numRuns: 40 },
  );
});

Deno.test("many row groups hold all rows in order, with the declared types", async () => {
  using dir = tempDir();
  const path = `${dir.path}/results.parquet`;
  const attempts = [...makeAttempts({ cells: 2500, seed: "groups", outputChars: 6_000 })];
  const columns = resultColumns(await collectShape(iterate(attempts)));
  await writeParquet(path, iterate(attempts), { columns });
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path));
  assertGreater(metadata.row_groups.length, 2);
  assertEquals(metadata.num_rows, BigInt(attempts.length));
  assertEquals(metadata.row_groups.reduce((sum, group) => sum + group.num_rows, 0n), BigInt(attempts.length));
  assertEquals(metadata.created_by, "tapedeck");
  const frame = pl.readParquet(path);
  assertEquals(frame.toRecords(), table(attempts, columns));
  assertEquals(
    frame.dtypes.map((type) => type.variant),
    columns.map(({ type }) => POLARS_TYPES[type]),
  );
});

Deno.test("a run without rows is a table without rows, with all its columns", async () => {
  using dir = tempDir();
  const path = `${dir.path}/results.parquet`;
  const columns = resultColumns({ axes: { temperature: "f64" }, scorers: ["exact"] });
  await writeParquet(path, iterate<Attempt>([]), { columns });
  assertEquals(pl.readParquet(path).columns, columns.map(({ name }) => name));
  assertEquals(await readBack(path), []);
});

Deno.test("the same rows give the same bytes", async () => {
  using dir = tempDir();
  const attempts = [...makeAttempts({ cells: 30, seed: "bytes" })];
  const columns = resultColumns(await collectShape(iterate(attempts)));
  for (const name of ["a", "b"]) await writeParquet(`${dir.path}/${name}`, iterate(attempts), { columns });
  assertEquals(await Deno.readFile(`${dir.path}/a`), await Deno.readFile(`${dir.path}/b`));
});

Deno.test("a failure on the way leaves the file that was there, and nothing beside it", async () => {
  using dir = tempDir();
  const path = `${dir.path}/results.parquet`;
  await Deno.writeTextFile(path, "what was there");
  const failing = async function* (): AsyncGenerator<Attempt> {
    yield* makeAttempts({ cells: 3, seed: "failing" });
    await Promise.reject(new RangeError("the disk is on fire"));
  };
  const columns = resultColumns({ axes: {}, scorers: [] });
  await assertRejects(() => writeParquet(path, failing(), { columns }), RangeError, "on fire");
  assertEquals(await Deno.readTextFile(path), "what was there");
  assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name), ["results.parquet"]);
});

Deno.test("any number of row groups makes a footer that is read, and takes a fixed room for each", async () => {
  using dir = tempDir();
  const path = `${dir.path}/results.parquet`;
  const columns = resultColumns({ axes: {}, scorers: [] }).filter(({ name }) =>
    ["cell_index", "output"].includes(name)
  );
  const output = "x".repeat(5 << 20);
  const sizes: number[] = [];
  for (const count of [1, 14, 15, 16, 150]) {
    const rows = Array.from({ length: count }, (_, cellIndex) => makeAttempt({ cellIndex, output }));
    await writeParquet(path, iterate(rows), { columns });
    const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path));
    assertEquals([metadata.row_groups.length, metadata.num_rows], [count, BigInt(count)]);
    assertEquals(pl.readParquet(path, { columns: ["cell_index"] }).toRecords().map((row) => row.cell_index), [
      ...rows.keys(),
    ]);
    sizes.push(metadata.metadata_length);
  }
  assertGreater(200 * (150 - 16), sizes[4] - sizes[3]);
});
