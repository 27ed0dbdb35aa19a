import fc from "fast-check";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import pl from "nodejs-polars";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { datasetOf, idsOf, questionsOf } from "./_datasets.ts";

const ROW = fc.record({
  id: fc.uuid(),
  q: fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }).filter((text) => text.isWellFormed()),
  n: fc.integer(),
});

/** As RFC 4180 has it. */
function csvOf(rows: readonly Record<string, unknown>[], delimiter = ","): string {
  const cell = (value: unknown) => `"${String(value).replaceAll('"', '""')}"`;
  const names = Object.keys(rows[0]);
  return [names, ...rows.map((row) => names.map((name) => row[name]))]
    .map((cells) => cells.map(cell).join(delimiter) + "\r\n").join("");
}

Deno.test("a file that is read by parts gives the samples of one that is in memory, in any order, in every format", async () => {
  using dir = tempDir();
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(ROW, { selector: ({ id }) => id, minLength: 1, maxLength: 20 }), async (rows) => {
      const lines = rows.map((row, i) => (i % 3 === 0 ? "\n" : "") + JSON.stringify(row)).join("\n");
      await Deno.writeTextFile(join(dir.path, "a.jsonl"), (rows.length % 2 === 0 ? "\uFEFF" : "") + lines);
      await Deno.writeTextFile(join(dir.path, "a.csv"), (rows.length % 2 === 0 ? "\uFEFF" : "") + csvOf(rows));
      await Deno.writeTextFile(join(dir.path, "a.tsv"), csvOf(rows, "\t"));
      await Deno.writeFile(join(dir.path, "a.parquet"), parquetOf(rows));
      const names = ["a.jsonl", "a.csv", "a.tsv", "a.parquet"];
      const hashes = await Promise.all(names.flatMap((name) =>
        [0, 1, 1e6].map(async (mostInMemory) => {
          const toml = `file = "${name}"\ntemplate = "{{q}} {{n}}"`;
          const { samples } = await datasetOf(toml, { folder: dir.path, mostInMemory });
          const backwards = Array.from({ length: samples.length }, (_, i) => samples.at(samples.length - 1 - i)!);
          const forwards = [...samples];
          assertEquals(backwards.toReversed(), forwards);
          return forwards.map(({ id, messagesHash, twin }) => ({ id, messagesHash, twin }));
        })
      ));
      for (const other of hashes) assertEquals(other, hashes[0]);
      assertEquals(hashes[0].map(({ id }) => id), rows.map(({ id }) => id));
    }),
    { numRuns: 25 },
  );
});

function parquetOf(rows: readonly { readonly id: string; readonly q: string; readonly n: number }[]): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({
    columnData: [
      { name: "id", data: rows.map(({ id }) => id), type: "STRING" },
      { name: "q", data: rows.map(({ q }) => q), type: "STRING" },
      { name: "n", data: rows.map(({ n }) => BigInt(n)), type: "INT64" },
    ],
    rowGroupSize: 3,
  }));
}

Deno.test("values of Parquet become values of JSON", async () => {
  using dir = tempDir();
  const day = new Date("2026-02-03T00:00:00Z");
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: "prompt", data: ["a", "b"], type: "STRING" },
      { name: "small", data: [1n, null], type: "INT64", nullable: true },
      { name: "large", data: [9007199254740993n, -9007199254740993n], type: "INT64" },
      { name: "real", data: [0.5, NaN], type: "DOUBLE" },
      { name: "at", data: [new Date("2026-02-03T04:05:06.789Z"), day], type: "TIMESTAMP" },
      { name: "list", data: [{ a: [1, { b: "x" }] }, []], type: "JSON" },
      { name: "yes", data: [true, false], type: "BOOLEAN" },
    ],
  });
  await Deno.writeFile(join(dir.path, "a.parquet"), new Uint8Array(buffer));
  const { samples } = await datasetOf('file = "a.parquet"', { folder: dir.path });
  assertEquals(samples.at(0)!.fields, {
    prompt: "a",
    small: 1,
    large: "9007199254740993",
    real: 0.5,
    at: "2026-02-03T04:05:06.789Z",
    list: { a: [1, { b: "x" }] },
    yes: true,
  });
  assertEquals(samples.at(1)!.fields, {
    prompt: "b",
    small: null,
    large: "-9007199254740993",
    real: null,
    at: "2026-02-03T00:00:00Z",
    list: [],
    yes: false,
  });
});

for (const compression of ["uncompressed", "snappy", "gzip", "brotli", "zstd"] as const) {
  Deno.test(`Parquet of polars is read, ${compression}`, async () => {
    using dir = tempDir();
    const frame = pl.DataFrame({
      prompt: ["one", "two", "three"],
      tags: [["a", "b"], [], ["c"]],
      n: [1, 2, 3],
      day: pl.Series("day", [new Date("2026-02-03T04:05:06.789Z"), new Date(0), new Date(1)], pl.Datetime("us")),
    });
    const nested = frame.withColumn(
      pl.Series("meta", [{ lang: "en", n: 1 }, { lang: "de", n: 2 }, { lang: "en", n: 3 }]),
    );
    nested.writeParquet(join(dir.path, "a.parquet"), { compression });
    const { samples } = await datasetOf('file = "a.parquet"\nwhere = { meta = { lang = "en" } }', { folder: dir.path });
    assertEquals(questionsOf(samples), ["one", "three"]);
    assertEquals(samples.at(0)!.fields!.tags, ["a", "b"]);
    assertEquals(samples.at(0)!.fields!.day, "2026-02-03T04:05:06.789Z");
    assertEquals(samples.at(1)!.fields!.meta, { lang: "en", n: 3 });
  });
}

Deno.test("samples of TOML are tables, and mistakes have their lines", async () => {
  using dir = tempDir();
  const path = join(dir.path, "a.toml");
  await Deno.writeTextFile(
    path,
    '[[samples]]\nid = "x"\nprompt = "one"\n\n[[samples]]\nprompt = "two"\nmeta.n = [1, 2]\n',
  );
  const { samples } = await datasetOf('file = "a.toml"', { folder: dir.path });
  assertEquals([idsOf(samples), questionsOf(samples)], [["x", "2"], ["one", "two"]]);
  assertEquals(samples.at(1)!.fields!.meta, { n: [1, 2] });
  await Deno.writeTextFile(path, '[[samples]]\nprompt = "one"\n[[samples]]\nq = 1\n');
  const error = await assertRejects(() => datasetOf('file = "a.toml"', { folder: dir.path }), UserError);
  assertEquals(error.message.includes(`${path}:3: samples[1] (2) has no field "prompt"`), true, error.message);
});

Deno.test("several files and patterns are one data set, whose places are told apart", async () => {
  using dir = tempDir();
  for (const name of ["b", "a", "c"]) {
    await Deno.writeTextFile(join(dir.path, `${name}.jsonl`), `{"prompt":"${name}1"}\n{"prompt":"${name}2"}\n`);
  }
  await Deno.writeTextFile(join(dir.path, "d.csv"), "prompt\nd1\n");
  const { samples, dataset } = await datasetOf('file = ["d.csv", "[ab].jsonl"]', { folder: dir.path });
  assertEquals(questionsOf(samples), ["d1", "a1", "a2", "b1", "b2"]);
  assertEquals(idsOf(samples), ["1", "2", "3", "4", "5"]);
  assertEquals(dataset, {
    files: ["d.csv", "a.jsonl", "b.jsonl"].map((name) => join(dir.path, name)),
    rows: 5,
    kept: 5,
    samples: 5,
  });
  await Deno.writeTextFile(join(dir.path, "d.csv"), "id,prompt\n3,d1\nx,d2\n");
  await Deno.writeTextFile(join(dir.path, "c.jsonl"), '{"id":"x","prompt":"c"}\n');
  const twice = await assertRejects(() => datasetOf('file = ["d.csv", "c.jsonl"]', { folder: dir.path }), UserError);
  assertEquals(
    twice.message.includes(`c.jsonl:1: sample 1 (x) has the id of the sample at ${join(dir.path, "d.csv")}:3`),
    true,
    twice.message,
  );
  await assertRejects(() => datasetOf('file = "*.ndjson"', { folder: dir.path }), UserError, "matches no file");
  await assertRejects(() => datasetOf('file = ["c.jsonl", "*.jsonl"]', { folder: dir.path }), UserError, "second time");
});

Deno.test("a file that changes after it was looked through is an error that names the line, never another sample", async () => {
  using dir = tempDir();
  for (
    const [name, before, after] of [
      ["a.jsonl", '{"prompt":"one"}\n{"prompt":"two"}\n', '{"prompt":"one"}\n{"prompt":"TWO"}\n'],
      ["a.csv", "prompt,x\none,1\ntwo,2\n", "prompt,x\none,1\ntwo,3\n"],
      ["b.jsonl", '{"prompt":"one"}\n{"prompt":"two"}\n', '{"prompt":"one"}\n'],
    ]
  ) {
    const path = join(dir.path, name);
    await Deno.writeTextFile(path, before);
    const { samples } = await datasetOf(`file = "${name}"`, { folder: dir.path, mostInMemory: 0 });
    await Deno.writeTextFile(path, after);
    assertEquals(samples.at(0)!.messages[0].content, "one");
    assertThrows(() => samples.at(1), UserError, `has changed since the plan was loaded: current value is "${path}`);
    await Deno.remove(path);
  }
});

Deno.test("CSV is read with old line ends, and with empty lines between", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(join(dir.path, "a.csv"), "id,prompt\ra,one\rb,two\r");
  await Deno.writeTextFile(join(dir.path, "b.csv"), 'id,prompt\n\n\na,"o\n\nne"\n\n\nb,two');
  for (const mostInMemory of [0, 1000]) {
    const old = await datasetOf('file = "a.csv"', { folder: dir.path, mostInMemory });
    assertEquals([idsOf(old.samples), questionsOf(old.samples)], [["a", "b"], ["one", "two"]]);
    const empty = await datasetOf('file = "b.csv"', { folder: dir.path, mostInMemory });
    assertEquals([idsOf(empty.samples), questionsOf(empty.samples)], [["a", "b"], ["o\n\nne", "two"]]);
  }
});

Deno.test("the bytes of rows far apart are read right, whoever reads where", async () => {
  using dir = tempDir();
  const text = (i: number) => String(i).repeat(1 + (i * 7919) % 5000);
  const lines = Array.from({ length: 400 }, (_, i) => JSON.stringify({ prompt: text(i) }));
  await Deno.writeTextFile(join(dir.path, "a.jsonl"), lines.join("\n"));
  const { samples } = await datasetOf('file = "a.jsonl"', { folder: dir.path, mostInMemory: 0 });
  fc.assert(fc.property(fc.array(fc.nat(399), { maxLength: 100 }), (places) => {
    for (const place of places) {
      assertEquals(samples.at(place)!.messages[0].content, text(place));
      assertEquals(samples.at((place + 1) % 400)!.messages[0].content, text((place + 1) % 400));
    }
  }));
  assertEquals([samples.at(400), samples.at(-1), samples.at(0.5)], [undefined, undefined, undefined]);
});
