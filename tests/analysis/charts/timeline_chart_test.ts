import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { timelineChart } from "../../../src/analysis/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { makeAttempt } from "../../support/attempts.ts";
import { drawn, rowsOf, sizeOf, textsOf } from "../../support/charts.ts";
import { clockedRun, failed } from "../../support/clocked_run.ts";
import { frameOf } from "../../support/small_run.ts";
import { assertSvgSnapshot } from "../../support/svg_snapshot.ts";

const START = Date.parse("2026-01-02T03:04:05.000Z");

/** A call at `m@a` from a second to another, which waited before. */
function call(from: number, to: number, change: Partial<Attempt> = {}): Attempt {
  const startedAt = new Date(START + from * 1000).toISOString();
  return makeAttempt({ endpoint: "m@a", startedAt, latencyMs: (to - from) * 1000, ...change });
}

function framed(...rows: readonly Attempt[]) {
  return frameOf(rows.map((row, cellIndex) => ({ ...row, cellIndex })));
}

/** The layers of the panels of a chart. */
function layersOf(spec: ReturnType<typeof timelineChart>): object[][] {
  return (spec.vconcat as { layer: object[] }[]).map(({ layer }) => layer);
}

/** The run of a service that breaks down for ten seconds. */
function broken(): Attempt[] {
  const before = clockedRun({ endpoints: ["m@a"], cells: 60, failing: 0.05, seed: "before" });
  const end = Math.max(...before.map((row) => Date.parse(row.startedAt) + row.latencyMs!));
  const at = (ms: number, row: Partial<Attempt>) => ({
    ...makeAttempt({ endpoint: "m@a", latencyMs: 300, ...row }),
    startedAt: new Date(end + ms).toISOString(),
  });
  const down = Array.from({ length: 8 }, (_, i) => failed(at(40 * i, {}), "server_error"));
  const refused = Array.from({ length: 12 }, (_, i) => ({
    ...failed(at(700 + 350 * i, { queueMs: 300 }), "breaker_open"),
    latencyMs: null,
  }));
  const probes = [failed(at(5000, { latencyMs: 800 }), "server_error"), at(9000, { latencyMs: 600, queueMs: 3000 })];
  const start = new Date(end + 9700).toISOString();
  const after = clockedRun({ endpoints: ["m@a"], cells: 40, failing: 0.05, seed: "after", start });
  const other = clockedRun({ endpoints: ["m@b"], cells: 110 });
  return [...before, ...down, ...refused, ...probes, ...after, ...other].map((row, cellIndex) => ({
    ...row,
    cellIndex,
    try: 1,
  }));
}

Deno.test("calls are in flight from their hand-over on, those that wait stand on top", async () => {
  const spec = timelineChart(await framed(call(1, 4, { queueMs: 500, retryWaitMs: 500 }), call(2, 3)));
  const [[area]] = layersOf(spec);
  assertEquals(rowsOf(area).map(({ x, calls, all }) => [x, calls, all]), [
    [0, 0, 1],
    [1, 1, 1],
    [2, 2, 2],
    [3, 1, 1],
    [4, 0, 0],
    [4, 0, 0],
  ]);
  assert(textsOf(await drawn(spec)).includes("calls waiting"));
});

Deno.test("failed tries are marks where they ended, rate limits apart", async () => {
  const rows = [call(0, 4), failed(call(1, 2), "rate_limited"), failed(call(1, 2.001), "rate_limited")];
  const spec = timelineChart(await framed(...rows, failed(call(1, 3), "timeout")));
  const marks = rowsOf(layersOf(spec)[0].at(-1));
  assertEquals(marks.map(({ x, kind, tries }) => [x, kind, tries]), [[2, "rate-limited", 2], [3, "failed", 1]]);
  const texts = textsOf(await drawn(spec));
  assert(texts.some((text) => text.includes("4 tries in 4.0 s · 2 rate-limited · 1 failed")), texts.join("; "));
});

Deno.test("a service that breaks down shows its breaker's states", async () => {
  const svg = await drawn(timelineChart(await frameOf(broken())));
  await assertSvgSnapshot(`${import.meta.dirname}/snapshots/timeline_breaker.svg`, svg);
  const texts = textsOf(svg);
  assert(texts.includes("breaker open") && texts.includes("half-open"));
  assert(texts.some((text) => text.includes("12 refused by a breaker")));
});

Deno.test("breaker states can be given, and are then not derived", async () => {
  const interval = {
    endpoint: "m@a",
    state: "open",
    from: "2026-01-02T03:04:06Z",
    to: "2026-01-02T03:04:07Z",
  } as const;
  const spec = timelineChart(await framed(call(0, 4)), { breakers: [interval] });
  assertEquals(rowsOf(layersOf(spec)[0][0]).map(({ sign, begin, end }) => [sign, begin, end]), [[
    "breaker open",
    1,
    2,
  ]]);
  assertFalse(textsOf(await drawn(timelineChart(await frameOf(broken()), { breakers: [] }))).includes("breaker open"));
});

Deno.test("thousands of openings are no more than a chart can show", async () => {
  const breakers = Array.from({ length: 20_000 }, (_, i) => ({
    endpoint: "m@a",
    state: i % 2 === 0 ? "open" as const : "half-open" as const,
    from: new Date(START + i * 10).toISOString(),
    to: new Date(START + i * 10 + 9).toISOString(),
  }));
  const spec = timelineChart(await framed(call(0, 200)), { breakers });
  assert(rowsOf(layersOf(spec)[0][0]).length <= 281);
});

Deno.test("limits in force are dashed lines: calls at once, or requests per minute", async () => {
  const frame = await framed(call(0, 2), call(1, 2));
  const atOnce = textsOf(await drawn(timelineChart(frame, { limits: { "m@a": { concurrency: 6 } } })));
  assert(atOnce.includes("limit 6") && atOnce.includes("In flight (calls)"), atOnce.join("; "));
  const perMinute = timelineChart(frame, { limits: { "m@a": { requestsPerMinute: 60 } } });
  const texts = textsOf(await drawn(perMinute));
  assert(texts.includes("limit 60") && texts.includes("Handed over (calls per min)"), texts.join("; "));
  // Each call counts for a minute from its hand-over on.
  assertEquals(rowsOf(layersOf(perMinute)[0][0]).map(({ x, calls }) => [x, calls]), [
    [0, 1],
    [1, 2],
    [60, 1],
    [61, 0],
    [61, 0],
  ]);
  const both = { "m@a": { concurrency: 6, requestsPerMinute: 60 } };
  assert(textsOf(await drawn(timelineChart(frame, { limits: both }))).includes("limit 6"));
  const chosen = timelineChart(frame, { limits: both, measure: "lastMinute" });
  assert(textsOf(await drawn(chosen)).includes("limit 60"));
});

Deno.test("what calls have cost so far has a panel of its own", async () => {
  const rows = [call(0, 1, { costUsd: "0.25" }), call(1, 3, { costUsd: "0.5" }), failed(call(1, 2), "rate_limited")];
  const spec = timelineChart(await framed(...rows), { cost: true });
  const [, [line]] = layersOf(spec);
  assertEquals(rowsOf(line).map(({ x, usd }) => [x, usd]), [[0, 0], [1, 0.25], [3, 0.75], [3, 0.75]]);
  assert(textsOf(await drawn(spec)).includes("Cost so far (US$)"));
});

Deno.test("a run that was gone on with the next day has its night cut short", async () => {
  const next = { seed: "next", start: "2026-01-03T08:00:00.000Z", firstCell: 100 };
  const rows = [
    ...clockedRun({ endpoints: ["m@a"], cells: 40 }),
    ...clockedRun({ endpoints: ["m@a"], cells: 40, ...next }),
  ];
  const texts = textsOf(await drawn(timelineChart(await frameOf(rows))));
  assert(texts.includes("28 h"), texts.join("; "));
  assert(texts.some((text) => text.includes("08:00") && text.includes("Jan 3")), texts.join("; "));
});

Deno.test("only what is between the bounds is drawn", async () => {
  const frame = await framed(call(0, 1), call(5, 7), failed(call(6, 20), "timeout"), call(30, 31));
  const spec = timelineChart(frame, { from: "2026-01-02T03:04:09Z", to: "2026-01-02T03:04:15Z" });
  const texts = textsOf(await drawn(spec));
  assert(texts.some((text) => text.startsWith("2 tries in 6.0 s")), texts.join("; "));
  // The failure came after the end.
  assertEquals(layersOf(spec)[0].length, 1);
  assertThrows(() => timelineChart(frame, { from: "2027-01-01" }), UserError, "no call has a time");
  assertThrows(() => timelineChart(frame, { to: "noon" }), UserError, `"to" is no time: current value is "noon"`);
});

Deno.test("of very many endpoints the busiest are drawn, on a slide fewer", async () => {
  const endpoints = Array.from({ length: 20 }, (_, i) => `m@p${i}`);
  const frame = await frameOf(clockedRun({ endpoints, cells: 205, failing: 0 }));
  const page = timelineChart(frame);
  assertEquals(layersOf(page).length, 16);
  assert(textsOf(await drawn(page)).some((text) => text.includes("left out: 4 with fewer tries")));
  const slide = timelineChart(frame, { size: "slide" });
  assertEquals(layersOf(slide).length, 7);
  const [width, height] = sizeOf(await drawn(slide));
  assert(width <= 1300 && height <= 800, `${width} × ${height}`);
});

Deno.test("other columns make panels, too", async () => {
  const spec = timelineChart(await framed(call(0, 2), call(1, 2, { provider: "other" })), { by: "provider" });
  assert(textsOf(await drawn(spec)).includes("other"));
});
