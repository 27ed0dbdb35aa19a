import { assertEquals, assertRejects } from "@std/assert";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { collectShape, type ResultColumn, resultColumns, writeCsv } from "../../src/ledger/mod.ts";
import type { Attempt } from "../../src/spec/mod.ts";
import { arbitraryAttempts } from "../support/arbitrary_attempt.ts";
import { makeAttempt, makeAttempts } from "../support/attempts.ts";
import { iterate } from "../support/iterate.ts";
import { tempDir } from "../support/temp_dir.ts";

const OUTPUT = resultColumns({ axes: {}, scorers: [] })
  .filter(({ name }) => ["cell_index", "final", "cost_usd", "output"].includes(name));

async function csv(attempts: readonly Attempt[], options: { columns: ResultColumn[]; spreadsheetSafe?: boolean }) {
  using dir = tempDir();
  await writeCsv(`${dir.path}/results.csv`, iterate(attempts), options);
  return await Deno.readTextFile(`${dir.path}/results.csv`);
}

/** Read CSV with an independent reader; an empty field without quotes is null. */
function readBack(text: string): (string | null)[][] {
  return parse(text, {
    cast: (value: string, { quoting }: { quoting: boolean }) => value === "" && !quoting ? null : value,
  }) as unknown as (string | null)[][];
}

Deno.test("any rows are read back as they were written, null apart from the empty text", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryAttempts, async (attempts) => {
      const columns = resultColumns(await collectShape(iterate(attempts)));
      const [header, ...rows] = readBack(await csv(attempts, { columns }));
      assertEquals(header, columns.map(({ name }) => name));
      assertEquals(
        rows,
        attempts.map((attempt) =>
          columns.map((column) => {
            const value = column.read(attempt);
            return value === null ? null : String(value);
          })
        ),
      );
    }),
    { numRuns: 60 },
  );
});

Deno.test("fields are quoted where they must be, and nowhere else", async () => {
  const outputs = ["plain text", "a,b", 'say "hi"', "two\nlines", " edge", "edge ", "", null];
  const rows = outputs.map((output, cellIndex) => makeAttempt({ cellIndex, output, costUsd: null }));
  assertEquals(
    await csv(rows, { columns: OUTPUT }),
    [
      "cell_index,final,cost_usd,output",
      "0,true,,plain text",
      '1,true,,"a,b"',
      '2,true,,"say ""hi"""',
      '3,true,,"two\nlines"',
      '4,true,," edge"',
      '5,true,,"edge "',
      '6,true,,""',
      "7,true,,",
      "",
    ].join("\r\n"),
  );
});

Deno.test("an answer that looks like a formula is written as it is, unless the file is for a spreadsheet", async () => {
  const outputs = ["-5", "=1+1", "+49", "@me", "\tx", "5-5"];
  const rows = outputs.map((output) => makeAttempt({ output }));
  const columns = OUTPUT.filter(({ name }) => name === "output");
  const values = (text: string) => readBack(text).slice(1).map(([value]) => value);
  assertEquals(values(await csv(rows, { columns })), outputs);
  assertEquals(values(await csv(rows, { columns, spreadsheetSafe: true })), [
    "'-5",
    "'=1+1",
    "'+49",
    "'@me",
    "'\tx",
    "5-5",
  ]);
});

Deno.test("a file for a spreadsheet says that it is UTF-8, and leaves numbers alone", async () => {
  using dir = tempDir();
  const path = `${dir.path}/results.csv`;
  const columns = OUTPUT.filter(({ name }) => name === "cost_usd");
  await writeCsv(path, iterate([makeAttempt({ costUsd: "-0.5" })]), { columns, spreadsheetSafe: true });
  assertEquals(
    new TextDecoder("utf-8", { ignoreBOM: true }).decode(await Deno.readFile(path)),
    "\uFEFFcost_usd\r\n-0.5\r\n",
  );
});

Deno.test("many rows are written in parts that together are whole", async () => {
  const attempts = [...makeAttempts({ cells: 300, seed: "parts", outputChars: 2000 })];
  const rows = readBack(await csv(attempts, { columns: OUTPUT }));
  assertEquals(rows.slice(1).map((row) => row[3]), attempts.map((attempt) => attempt.output));
});

Deno.test("a folder that is missing is an error that names the file", async () => {
  using dir = tempDir();
  const path = `${dir.path}/nowhere/results.csv`;
  await assertRejects(() => writeCsv(path, iterate<Attempt>([]), { columns: OUTPUT }), Deno.errors.NotFound, path);
});
