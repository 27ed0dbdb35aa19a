import { assertEquals, assertThrows } from "@std/assert";
import pl from "nodejs-polars";
import { UserError } from "../../../src/base/mod.ts";
import { exactCosts, frameTable, groupCells, numbersOf, table } from "../../../src/analysis/frames/mod.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { makeAttempt, makeAttempts } from "../../support/attempts.ts";
import { frameOf, SMALL_RUN } from "../../support/small_run.ts";

Deno.test("a retried cell is one, with the cost of all its tries", async () => {
  const [a, b] = groupCells(frameTable(await frameOf(SMALL_RUN)), ["endpoint"]);
  assertEquals(a.values, ["m@a"]);
  assertEquals(
    a.cells.map(({ row, ended, ok, cost, costUsd, costUnknown }) => [row, ended, ok, `${cost}`, costUsd, costUnknown]),
    [[1, true, true, "0.25", 0.25, false], [2, true, true, "0.5", 0.5, false], [3, true, false, "0.125", 0.125, false]],
  );
  assertEquals(b.cells.map(({ ended, ok, cost, costUnknown }) => [ended, ok, cost, costUnknown])[0], [
    true,
    true,
    null,
    true,
  ]);
});

Deno.test("several tries that cost something add up exactly", async () => {
  const frame = await frameOf([
    makeAttempt({ try: 1, final: false, costUsd: "0.1" }),
    makeAttempt({ try: 2, final: false, costUsd: "0.2" }),
    makeAttempt({ try: 3, costUsd: null, httpStatus: 500 }),
    makeAttempt({ cellIndex: 1, costUsd: "0.3" }),
  ]);
  const [{ cells }] = groupCells(frameTable(frame), []);
  assertEquals(cells.map(({ costUsd }) => costUsd), [0.3, 0.3]);
  assertEquals([`${exactCosts(cells).total}`, exactCosts(cells).known], ["0.6", 2]);
});

Deno.test("a cell whose try was given up before any answer has an unknown cost, one that reached nobody has not", async () => {
  const unanswered = { costUsd: null, httpStatus: null, status: "failed" } as const;
  const firstTries: Partial<Attempt>[] = [
    { errorKind: "timeout" },
    { errorKind: "connection" },
    { errorKind: "timeout", source: "live", cassetteKey: null },
    { errorKind: "timeout", source: "replay", cassetteKey: null },
  ];
  const frame = await frameOf(firstTries.flatMap((change, cellIndex) => [
    makeAttempt({ cellIndex, try: 1, final: false, ...unanswered, ...change }),
    makeAttempt({ cellIndex, try: 2, costUsd: "0.1" }),
  ]));
  const [{ cells }] = groupCells(frameTable(frame), []);
  assertEquals(cells.map(({ costUsd, costUnknown }) => [costUsd, costUnknown]), [
    [null, true],
    [0.1, false],
    [null, true],
    [0.1, false],
  ]);
});

Deno.test("a table of arrays and one of a frame have the same numbers, codes and groups", async () => {
  const frame = await frameOf(makeAttempts({ cells: 120, seed: "tables", retryShare: 0.3 }));
  const native = frameTable(frame);
  const plain = table(frame.height, frame.columns, (name) => native.column(name));
  for (const name of frame.columns) {
    assertEquals(native.numbers(name), plain.numbers(name), name);
    assertEquals(native.codes(name), plain.codes(name), name);
    const { codes, values } = native.codes(name);
    assertEquals([...codes].map((code) => values[code]), native.column(name), name);
  }
  for (const by of [[], ["endpoint"], ["status", "error_kind"], ["param_temperature", "prompt_id", "repeat"]]) {
    const shape = (groups: ReturnType<typeof groupCells>) =>
      groups.map(({ values, cells }) => [values, cells.map(({ row, costUsd, ok }) => [row, costUsd, ok])]);
    assertEquals(shape(groupCells(native, by)), shape(groupCells(plain, by)));
  }
});

Deno.test("cells of any numbers are told apart, in any number of runs", async () => {
  const frame = await frameOf([3, 900_000_000, 5].map((cellIndex) => makeAttempt({ cellIndex })));
  const runs = pl.concat(["run_1", "run_2"].map((id) => frame.withColumn(pl.lit(id).as("run_id"))));
  assertEquals(groupCells(frameTable(runs), []).map(({ cells }) => cells.length), [6]);
  assertEquals(groupCells(frameTable(runs), ["run_id"]).map(({ cells }) => cells.length), [3, 3]);
});

Deno.test("numbers of text are none, of flags 1 and 0, and unknown ones are left out", async () => {
  const frame = await frameOf(SMALL_RUN);
  const native = frameTable(frame);
  assertEquals([...native.numbers("endpoint")], Array(6).fill(NaN));
  assertEquals([...native.numbers("final")], [0, 1, 1, 1, 1, 0]);
  const [{ cells }] = groupCells(native, []);
  assertEquals(numbersOf(native, "score", cells), [1, 0, 0.5]);
  assertEquals([...frameTable(frame.head(0)).numbers("score")], []);
  assertEquals(groupCells(frameTable(frame.head(0)), ["endpoint"]), []);
});

Deno.test("a column that is not there is named whatever is asked of it", async () => {
  const native = frameTable(await frameOf(SMALL_RUN));
  for (const ask of [native.column, native.numbers, native.codes]) {
    assertThrows(() => ask("scor"), UserError, 'did you mean "score"?');
  }
});
