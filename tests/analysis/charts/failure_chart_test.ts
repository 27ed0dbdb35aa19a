import { assert, assertEquals, assertThrows } from "@std/assert";
import polars from "nodejs-polars";
import { failureChart } from "../../../src/analysis/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import type { Attempt, ErrorKind } from "../../../src/spec/mod.ts";
import { makeAttempt } from "../../support/attempts.ts";
import { drawn, rowsOf, textsOf } from "../../support/charts.ts";
import { clockedRun, failed } from "../../support/clocked_run.ts";
import { frameOf, SMALL_RUN } from "../../support/small_run.ts";

/** A cell at `m@a`: the kinds of its tries in order, `null` where one was answered. */
function cell(cellIndex: number, ...kinds: readonly (ErrorKind | null)[]): Attempt[] {
  return kinds.map((kind, i) => {
    const attempt = makeAttempt({ endpoint: "m@a", cellIndex, try: i + 1, final: i === kinds.length - 1 });
    return kind === null ? attempt : failed(attempt, kind, attempt.final);
  });
}

/** The bars of a chart. */
function partsOf(spec: ReturnType<typeof failureChart>) {
  const [bars] = spec.hconcat as object[];
  return rowsOf(bars);
}

Deno.test("cells are told apart by how many retries their answer took, or by how they failed in the end", async () => {
  const spec = failureChart(
    await frameOf([
      ...cell(0, null),
      ...cell(1, "timeout", null),
      ...cell(2, "timeout", "rate_limited", null),
      ...cell(3, ...new Array(5).fill("rate_limited"), null),
      ...cell(4, "rate_limited", "server_error"),
    ]),
  );
  assertEquals(partsOf(spec).map(({ series, count, share }) => [series, count, share]), [
    ["at once", 1, 0.2],
    ["1 retry", 1, 0.2],
    ["2 retries", 1, 0.2],
    ["3+ retries", 1, 0.2],
    ["server_error", 1, 0.2],
  ]);
  const texts = textsOf(await drawn(spec));
  assert(texts.includes("10 of 14"), "tries lost");
  assert(texts.some((text) => text.includes("1 cell of 5 failed")), texts.join("; "));
});

Deno.test("the parts of a bar begin where those before end, and make up all of it", async () => {
  const parts = partsOf(failureChart(await frameOf(clockedRun({ endpoints: ["m@a"], cells: 60, failing: 0.4 }))));
  assertEquals(parts[0].from, 0);
  for (let i = 1; i < parts.length; i++) assertEquals(parts[i].from, parts[i - 1].to);
  assertEquals(parts.at(-1)!.to, 1);
});

Deno.test("the share of answers has its Wilson interval", async () => {
  const rows = Array.from({ length: 10 }, (_, i) => cell(i, i === 0 ? "timeout" : null)).flat();
  const texts = textsOf(await drawn(failureChart(await frameOf(rows))));
  // Nine of ten: 0.596 to 0.982 (Wilson 1927).
  assert(texts.includes("90 % (60–98)"), texts.join("; "));
});

Deno.test("a run without failures says so", async () => {
  const spec = failureChart(await frameOf(clockedRun({ endpoints: ["m@a", "m@b"], cells: 20, failing: 0 })));
  const texts = textsOf(await drawn(spec));
  assert(texts.some((text) => text.includes("No cell failed · 0 tries lost")), texts.join("; "));
  assertEquals(partsOf(spec).map(({ series, share }) => [series, share]), [["at once", 1], ["at once", 1]]);
});

Deno.test("a run that failed altogether is drawn, too", async () => {
  const spec = failureChart(await frameOf(clockedRun({ endpoints: ["m@a"], cells: 20, failing: 1 })));
  assert(textsOf(await drawn(spec)).includes("0 % (0–16)"));
});

Deno.test("kinds of errors beyond the five that are most frequent are summed up", async () => {
  const kinds = ["auth", "timeout", "connection", "aborted", "payment", "not_found", "overloaded"] as const;
  const rows = kinds.flatMap((kind, i) => Array.from({ length: 8 - i }, (_, k) => cell(100 * i + k, kind)).flat());
  const parts = partsOf(failureChart(await frameOf(rows)));
  assertEquals(parts.map(({ series, count }) => [series, count]), [
    ["auth", 8],
    ["timeout", 7],
    ["connection", 6],
    ["aborted", 5],
    ["other errors", 9],
  ]);
});

Deno.test("cells that have not ended are left out and counted", async () => {
  const spec = failureChart(await frameOf(SMALL_RUN));
  assertEquals(new Set(partsOf(spec).map(({ name }) => name)), new Set(["a", "b"]));
  assert(textsOf(await drawn(spec)).some((text) => text.includes("left out: 1 cell that has not ended")));
  const open = await frameOf(SMALL_RUN.slice(-1));
  assertThrows(() => failureChart(open), UserError, "no cell has ended");
});

Deno.test("cells that are far apart in the grid are told apart", async () => {
  const spec = failureChart(await frameOf([...cell(0, null), ...cell(7_000_000, "timeout", null)]));
  assertEquals(partsOf(spec).map(({ series }) => series), ["at once", "1 retry"]);
});

Deno.test("the same cell of two runs is two cells", async () => {
  const first = await frameOf(cell(0, null));
  const second = (await frameOf(cell(0, "timeout", null))).withColumn(polars.lit("run_2").alias("run_id"));
  const parts = partsOf(failureChart(first.vstack(second.select(...first.columns))));
  assertEquals(parts.map(({ series, count }) => [series, count]), [["at once", 1], ["1 retry", 1]]);
});
