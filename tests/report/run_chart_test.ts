import { assertEquals, assertThrows } from "@std/assert";
import type { JsonObject } from "../../src/spec/mod.ts";
import { loadRun } from "../../src/analysis/mod.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { runChart, runCharts } from "../../src/report/mod.ts";
import { makeAttempts, makeRun } from "../support/attempts.ts";
import { drawn } from "../support/charts.ts";
import { frameOf } from "../support/small_run.ts";

const SHAPE = { axes: { temperature: "f64", seed: "f64", style: "utf8" }, scorers: ["exact"] };

Deno.test("every chart that a run is said to have is drawn, light and dark, as wide as is asked", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  const run = makeRun({ cells: 80, manifest: { shape: SHAPE } });
  await ledger.startRun(run);
  await ledger.append([...makeAttempts({ cells: 80, seed: "charts" })]);
  const frame = await loadRun({ ledger });
  const charts = runCharts(run);
  assertEquals(charts.map(({ name }) => name), [
    "cost-quality",
    "scores",
    "latency",
    "failures",
    "timeline",
    "parameter-temperature",
  ]);
  for (const { name } of charts) {
    for (const theme of ["light", "dark"] as const) await drawn(runChart(frame, name, { theme, width: 420 }));
  }
});

Deno.test("a run that says nothing of its axes has the charts that need none", () => {
  const manifests: JsonObject[] = [{}, { shape: null }, { shape: { axes: [] } }];
  for (const manifest of manifests) {
    assertEquals(runCharts({ manifest }).length, 5);
  }
});

Deno.test("a chart of another name is refused, and one without anything to show says so", async () => {
  const frame = await frameOf([...makeAttempts({ cells: 4, seed: "few" })].map((row) => ({ ...row, score: null })));
  assertThrows(() => runChart(frame, "latencies"), Error, 'did you mean "latency"?');
  assertThrows(() => runChart(frame, "parameter-top_p"), Error, "top_p");
  assertThrows(() => runChart(frame, "cost-quality"), Error, "no cells have both a cost and a score");
});
