import { assert, assertEquals, assertThrows } from "@std/assert";
import { costChart } from "../../../src/analysis/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { makeAttempt } from "../../support/attempts.ts";
import { drawn, rowsOf, textsOf } from "../../support/charts.ts";
import { clockedRun, failed } from "../../support/clocked_run.ts";
import { frameOf, SMALL_RUN } from "../../support/small_run.ts";
import { assertSvgSnapshot } from "../../support/svg_snapshot.ts";

/** A try that cost something on a day of January. */
function paid(day: number, costUsd: string | null, change: Partial<Attempt> = {}): Attempt {
  const startedAt = `2026-01-${String(day).padStart(2, "0")}T10:00:00.000Z`;
  return makeAttempt({ model: "m", startedAt, costUsd, source: "live", billed: true, ...change });
}

function framed(...rows: readonly Attempt[]) {
  return frameOf(rows.map((row, cellIndex) => ({ ...row, cellIndex })));
}

/** The bars of a chart of several periods, of answers and of what was lost. */
function partsOf(spec: ReturnType<typeof costChart>) {
  return (spec.layer as object[]).slice(0, -1).flatMap((layer) => rowsOf(layer));
}

Deno.test("bars are stacked by model and day, and have their exact totals", async () => {
  const spec = costChart(
    await framed(
      paid(1, "0.1"),
      paid(1, "0.2", { model: "other" }),
      paid(1, "0.1"),
      paid(1, "0.1", { model: "other" }),
      paid(3, "0.7", { model: "other" }),
    ),
  );
  assertEquals(partsOf(spec).map(({ at, series, from, to }) => [at, series, from, to]), [
    ["2026-01-01", "other", 0, 0.3],
    ["2026-01-03", "other", 0, 0.7],
    ["2026-01-01", "m", 0.3, 0.5],
  ]);
  const texts = textsOf(await drawn(spec));
  for (const text of ["0.5", "0.7", "Jan 1", "Jan 2", "Jan 3", "Day (UTC)", "Cost of calls (US$)"]) {
    assert(texts.includes(text), `${text} is not among ${texts.join("; ")}`);
  }
  assert(texts.some((text) => text.startsWith("US$1.20 in all")), texts.join("; "));
});

Deno.test("what stands above a bar is rounded to three digits, the sum is not", async () => {
  const texts = textsOf(await drawn(costChart(await framed(paid(1, "12.34"), paid(2, "7.5")))));
  for (const text of ["12.3", "7.5"]) assert(texts.includes(text), texts.join("; "));
  assert(texts.some((text) => text.startsWith("US$19.84 in all")), texts.join("; "));
});

Deno.test("a day without calls has room and no bar", async () => {
  const spec = costChart(await framed(paid(1, "0.1"), paid(4, "0.1")));
  const [{ encoding }] = spec.layer as { encoding: { x: { scale: { domain: string[] } } } }[];
  assertEquals(encoding.x.scale.domain, ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"]);
});

Deno.test("tries without an answer are a part of their own, and said", async () => {
  const spec = costChart(await framed(paid(1, "0.25"), failed(paid(1, "0.5"), "timeout"), paid(2, "0.25")));
  assertEquals(partsOf(spec).map(({ at, part, usd }) => [at, part, usd]), [
    ["2026-01-01", "answered", 0.25],
    ["2026-01-02", "answered", 0.25],
    ["2026-01-01", "lost", 0.5],
  ]);
  assert(textsOf(await drawn(spec)).some((text) => text.includes("pale: US$0.5 for tries without an answer")));
});

Deno.test("unknown cost is said and is in no bar, a refused try has none", async () => {
  const frame = await framed(paid(1, "0.25"), paid(1, null), failed(paid(1, null), "rate_limited"), paid(2, "0.5"));
  const texts = textsOf(await drawn(costChart(frame)));
  assert(texts.some((text) => text.includes("not in it: 1 try of unknown cost")), texts.join("; "));
  const nothing = await framed(paid(1, null));
  assertThrows(() => costChart(nothing), UserError, "no call has a known cost");
});

Deno.test("replayed cost is told from what was paid", async () => {
  const live = textsOf(await drawn(costChart(await framed(paid(1, "0.25"), paid(2, "0.25")))));
  assert(!live.some((text) => text.includes("replayed")));
  const half = await framed(paid(1, "0.25"), paid(2, "0.25", { source: "replay", billed: false }));
  assert(textsOf(await drawn(costChart(half))).some((text) => text.includes("US$0.25 of it replayed, so not paid")));
  assert(
    textsOf(await drawn(costChart(await frameOf(SMALL_RUN)))).some((text) => text.includes("none of it was paid")),
  );
});

Deno.test("calls of one day are one bar for each model, the dearest first", async () => {
  const spec = costChart(await framed(paid(1, "0.25"), paid(1, "0.75", { model: "dear" })));
  const [{ layer }] = spec.hconcat as { layer: object[] }[];
  assertEquals(rowsOf(layer[0]).map(({ series, usd }) => [series, usd]), [["dear", 0.75], ["m", 0.25]]);
  const texts = textsOf(await drawn(spec));
  for (const text of ["0.75", "75 %", "25 %"]) assert(texts.includes(text), texts.join("; "));
  assert(texts.some((text) => text.includes("Jan 1")));
});

Deno.test("series beyond the colours are summed up", async () => {
  const endpoints = Array.from({ length: 12 }, (_, i) => `m@p${i}`);
  const days = [0, 1, 2].flatMap((day) =>
    clockedRun({ endpoints, cells: 48, firstCell: 100 * day, start: `2026-01-0${2 + day}T10:00:00.000Z` })
  );
  const spec = costChart(await frameOf(days), { by: "provider" });
  const series = new Set(partsOf(spec).map(({ series }) => series));
  assertEquals([series.size, series.has("6 others")], [7, true]);
});

Deno.test("costs of several days are drawn as they were looked at", async () => {
  const days = [0, 1, 2, 3].flatMap((day) =>
    clockedRun({
      endpoints: ["gpt@openai", "llama@deepinfra", "llama@groq"],
      cells: 60 + 30 * (day % 3),
      firstCell: 1000 * day,
      start: `2026-01-0${2 + day}T10:00:00.000Z`,
      failing: 0.3,
      seed: `day ${day}`,
    })
  );
  const svg = await drawn(costChart(await frameOf(days), { by: "provider" }));
  await assertSvgSnapshot(`${import.meta.dirname}/snapshots/cost_days.svg`, svg);
});

Deno.test("bars are for hours, months and runs, too", async () => {
  const row = (startedAt: string) => paid(1, "0.25", { startedAt });
  const times = ["2026-01-01T22:30:00Z", "2026-01-01T23:10:00Z", "2026-01-02T01:00:00Z", "2026-02-01T01:00:00Z"];
  const hours = textsOf(await drawn(costChart(await framed(...times.slice(0, 3).map(row)), { per: "hour" })));
  for (const text of ["Hour (UTC)", "Jan 1, 22:00", "Jan 1, 23:00", "Jan 2, 00:00", "Jan 2, 01:00"]) {
    assert(hours.includes(text), hours.join("; "));
  }
  const months = textsOf(await drawn(costChart(await framed(...times.map(row)), { per: "month" })));
  for (const text of ["Month (UTC)", "Jan 2026", "Feb 2026"]) assert(months.includes(text), months.join("; "));
  const runs = costChart(await framed(...times.map(row)), { per: "run" });
  assert(textsOf(await drawn(runs)).some((text) => text.startsWith("US$1 in all")));
});
