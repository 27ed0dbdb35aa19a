import { assertEquals } from "@std/assert";
import fc from "fast-check";
import pl, { type DataFrame } from "nodejs-polars";
import { loadRun } from "../../../src/analysis/mod.ts";
import { attemptPages, collectShape, openSqliteLedger, resultColumns, writeParquet } from "../../../src/ledger/mod.ts";
import { arrowChunks } from "../../../src/analysis/frames/_arrow_chunks.ts";
import { uniteFrames } from "../../../src/analysis/frames/unite_frames.ts";
import type { Attempt, JsonValue } from "../../../src/spec/mod.ts";
import { arbitraryAttempts } from "../../support/arbitrary_attempt.ts";
import { makeAttempt, makeAttempts, makeRun } from "../../support/attempts.ts";
import { iterate } from "../../support/iterate.ts";
import { tempDir } from "../../support/temp_dir.ts";

/** Column by column, so that a failure is readable; -0 is told from 0. */
function assertSameFrame(actual: DataFrame, expected: DataFrame): void {
  assertEquals(actual.columns, expected.columns);
  for (const name of expected.columns) {
    const [own, other] = [actual, expected].map((frame) => ({
      type: frame.getColumn(name).dtype.variant,
      values: valuesOf(frame, name).map((value) => Object.is(value, -0) ? "-0" : value),
    }));
    if (JSON.stringify(own) === JSON.stringify(other)) continue;
    const row = own.values.findIndex((value, i) => value !== other.values[i]);
    assertEquals([name, row, own.type, own.values[row]], [name, row, other.type, other.values[row]]);
  }
}

function valuesOf(frame: DataFrame, name: string): unknown[] {
  return frame.getColumn(name).toArray();
}

/** The frame that the row-by-row way through a file gives. */
async function slowly(attempts: () => AsyncIterable<Attempt>, folder: string): Promise<DataFrame> {
  const columns = resultColumns(await collectShape(attempts()));
  const path = `${folder}/${crypto.randomUUID()}.parquet`;
  await writeParquet(path, attempts(), { columns });
  return await loadRun(path);
}

/** The frame of attempts that are at hand, without any ledger. */
async function built(attempts: AsyncIterable<Attempt>): Promise<DataFrame> {
  const frames: DataFrame[] = [];
  for await (const chunk of arrowChunks(attemptPages(attempts))) frames.push(pl.readIPC(chunk));
  return uniteFrames(frames);
}

async function assertSameWays(attempts: readonly Attempt[], folder: string): Promise<DataFrame> {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun());
  await ledger.append(attempts);
  const expected = await slowly(() => ledger.attempts("run_1"), folder);
  const loaded = await loadRun({ ledger });
  assertSameFrame(loaded, expected);
  assertSameFrame(await built(ledger.attempts("run_1")), expected);
  return loaded;
}

Deno.test("a ledger loads to the very frame that its Parquet file has, whatever stands in it", async () => {
  using dir = tempDir();
  await fc.assert(
    fc.asyncProperty(arbitraryAttempts, async (attempts) => {
      await assertSameWays(attempts, dir.path);
    }),
    { numRuns: 40 },
  );
});

Deno.test("odd texts and numbers come through whole", async () => {
  using dir = tempDir();
  const texts = [
    "",
    "\0",
    "a\0b\0",
    "line\nbreak\r\n",
    "naïve 日本 😀",
    '"',
    ",",
    "\ufeffmark",
    "\u2028",
    "x".repeat(70_000),
  ];
  const numbers = [0, 1e308, 5e-324, 2 ** 53 - 1, 0.1 + 0.2, 1e21];
  const rows = texts.map((output, cellIndex) => makeAttempt({ cellIndex, output, summary: output, label: output }));
  const more = numbers.map((latencyMs, i) =>
    makeAttempt({
      cellIndex: texts.length + i,
      latencyMs,
      inputTokens: Number.isSafeInteger(latencyMs) ? latencyMs : -1,
      scores: { exact: latencyMs },
      costUsd: String(latencyMs),
      output: null,
    })
  );
  const frame = await assertSameWays([...rows, ...more], dir.path);
  assertEquals(valuesOf(frame, "output"), [...texts, ...numbers.map(() => null)]);
  assertEquals(valuesOf(frame, "latency_ms").slice(texts.length), numbers);
});

Deno.test("half a character is replaced, also where the next text begins with the other half", async () => {
  using dir = tempDir();
  const halves = ["\ud83d", "\ude00", "ok", "\ud83d", "é\ude00"];
  const rows = halves.map((stop, cellIndex) => makeAttempt({ cellIndex, axes: { stop }, output: stop }));
  const frame = await assertSameWays(rows, dir.path);
  const replaced = ["\ufffd", "\ufffd", "ok", "\ufffd", "é\ufffd"];
  assertEquals(valuesOf(frame, "param_stop"), replaced);
  assertEquals(valuesOf(frame, "output"), replaced);
});

Deno.test("axes and scorers that turn up late, or change their type, have the columns of the whole run", async () => {
  using dir = tempDir();
  const pages = 4;
  const axesOf = (i: number): { [axis: string]: JsonValue } => {
    if (i < 600) return { a: i / 4, empty: null };
    if (i < 1200) return { a: -0.5, b: true };
    return { b: i % 2 === 0, a: i % 3 === 0 ? "text" : 1e300, list: [1, { x: null }] };
  };
  const rows = Array.from(
    { length: pages * 512 },
    (_, i) =>
      makeAttempt({ cellIndex: i, axes: axesOf(i), scores: i < 700 ? {} : i < 1500 ? { first: 1 } : { second: null } }),
  );
  const frame = await assertSameWays(rows, dir.path);
  assertEquals(frame.columns.filter((name) => /^(param|score)_/.test(name)), [
    "param_a",
    "param_empty",
    "param_b",
    "param_list",
    "score_first",
    "score_second",
  ]);
  assertEquals(valuesOf(frame, "param_a").slice(0, 3), ["0", "0.25", "0.5"]);
});

Deno.test("more rows than are handed over at once stay in their order", async () => {
  const rows = [...makeAttempts({ cells: 40_000, seed: "chunks" })];
  const frame = await built(iterate(rows));
  assertEquals(frame.height, rows.length);
  assertEquals(valuesOf(frame, "cell_index"), rows.map(({ cellIndex }) => cellIndex));
  assertEquals(valuesOf(frame, "output"), rows.map(({ output }) => output));
  assertEquals(valuesOf(frame, "input_tokens"), rows.map(({ inputTokens }) => inputTokens));
});

Deno.test("a whole number that no double holds exactly is refused, not rounded", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun());
  await ledger.append([makeAttempt({ inputTokens: 2 ** 60 })]);
  const message = await loadRun({ ledger }).then(() => null, (error) => error.name);
  assertEquals(message, "RangeError");
});
