import { assert, assertEquals, assertFalse, assertMatch } from "@std/assert";
import type { DataFrame } from "nodejs-polars";
import {
  type ChartOptions,
  type ChartSpec,
  comparisonChart,
  costChart,
  costQualityChart,
  failureChart,
  heatMapChart,
  latencyDistributionChart,
  parameterChart,
  quantileLadderChart,
  rankingChart,
  timelineChart,
  ttftTpotChart,
} from "../../../src/analysis/mod.ts";
import { makeAttempts } from "../../support/attempts.ts";
import { drawn, sizeOf, textsOf } from "../../support/charts.ts";
import { frameOf, SMALL_RUN } from "../../support/small_run.ts";
import { assertSvgSnapshot } from "../../support/svg_snapshot.ts";

const CHARTS: { readonly [name: string]: (frame: DataFrame, options?: ChartOptions) => ChartSpec } = {
  cost_quality: costQualityChart,
  latency_distribution: latencyDistributionChart,
  parameter: parameterChart,
  heat_map: heatMapChart,
  quantile_ladder: quantileLadderChart,
  ttft_tpot: ttftTpotChart,
  failure: failureChart,
  timeline: timelineChart,
  cost: (frame, options) => costChart(frame, { by: "endpoint", ...options }),
  ranking: rankingChart,
  comparison: (frame, options) => comparisonChart(frame, frame, options),
};

/** Charts with one axis that measures something; the others have two. */
const ONE_AXIS: ReadonlySet<string> = new Set(["failure", "timeline", "cost", "ranking", "heat_map"]);

/** Charts that grow by a row or a panel for each endpoint, and not by their legend. */
const ROWS: ReadonlySet<string> = new Set(["failure", "timeline", "cost", "ranking", "comparison", "heat_map"]);

/** Looks like the quickstart: two quantizations of a model, four temperatures, a call every 40 ms. */
const quickstart = () => {
  const start = Date.parse("2026-01-02T03:04:05.000Z");
  const attempts = [...makeAttempts({ cells: 96, seed: "quickstart" })];
  return frameOf(attempts.map((attempt, i) => ({ ...attempt, startedAt: new Date(start + 40 * i).toISOString() })));
};

for (const [name, chart] of Object.entries(CHARTS)) {
  Deno.test(`${name}: the spec and its drawing are the stored ones`, async (t) => {
    const spec = chart(await quickstart());
    await t.assertSnapshot(spec);
    await assertSvgSnapshot(`${import.meta.dirname}/snapshots/${name}.svg`, await drawn(spec));
  });

  Deno.test(`${name}: the spec is plain data for Vega-Lite 5`, async () => {
    const spec = chart(await quickstart());
    assertEquals(spec.$schema, "https://vega.github.io/schema/vega-lite/v5.json");
    assertEquals(JSON.parse(JSON.stringify(spec)), { ...spec });
    assertFalse(JSON.stringify(spec).includes("[object"));
  });

  Deno.test(`${name}: a notebook shows it as a chart, and as a picture where it has no Vega`, async () => {
    const spec = chart(await quickstart());
    const symbol = Symbol.for("Jupyter.display");
    assertFalse(Object.keys(spec).includes(String(symbol)));
    assertEquals(Object.getOwnPropertyDescriptor(spec, symbol)?.enumerable, false);
    const bundle = await (Reflect.get(spec, symbol) as () => Promise<{ [mime: string]: unknown }>)();
    assertEquals(bundle["application/vnd.vegalite.v5+json"], spec);
    assertEquals(bundle["image/svg+xml"], await drawn(spec));
    assertEquals(Object.keys(bundle).length, 2);
  });

  Deno.test(`${name}: it is about as large as it is asked to be`, async () => {
    const frame = await quickstart();
    for (const [width, height] of [[600, 360], [900, 500]]) {
      const size = sizeOf(await drawn(chart(frame, { width, height })));
      assert(Math.abs(size[0] - width) <= 12 && Math.abs(size[1] - height) <= 12, `${size} is not ${[width, height]}`);
    }
  });

  Deno.test(`${name}: every axis has a title with its unit`, async () => {
    const titles = textsOf(await drawn(chart(await quickstart()))).filter((text) => /[a-z]{4}/.test(text));
    const units = titles.filter((text) => /\((ms|s|US\$|[0−]1? to 1|%|calls).*\)$/.test(text));
    assert(units.length >= (ONE_AXIS.has(name) ? 1 : 2), titles.join("; "));
  });

  Deno.test(`${name}: a sentence with figures says what it shows to people who do not see it`, async () => {
    const spec = chart(await quickstart());
    assertMatch(String(spec.description), /^[A-Z\d].*\d.*\.$/);
    assert((await drawn(spec)).startsWith('<svg role="img" aria-label="'));
  });

  Deno.test(`${name}: the title can be chosen`, async () => {
    assert(textsOf(await drawn(chart(await quickstart(), { title: "My own" }))).includes("My own"));
  });

  Deno.test(`${name}: two calls draw the same`, async () => {
    const frame = await quickstart();
    assertEquals(await drawn(chart(frame)), await drawn(chart(frame)));
  });
}

Deno.test("a run of a few cells is drawn without a warning", async () => {
  const frame = await frameOf(SMALL_RUN);
  assertMatch(await drawn(costQualityChart(frame)), /^<svg/);
  assertMatch(await drawn(latencyDistributionChart(frame)), /^<svg/);
  assertMatch(await drawn(parameterChart(frame, { parameter: "temperature" })), /^<svg/);
  for (const name of ROWS) assertMatch(await drawn(CHARTS[name](frame)), /^<svg/);
});

Deno.test("one single cell is drawn without a warning", async () => {
  const frame = await frameOf(SMALL_RUN.slice(0, 2));
  assertMatch(await drawn(costQualityChart(frame)), /^<svg/);
  assertMatch(await drawn(latencyDistributionChart(frame)), /^<svg/);
  assertMatch(await drawn(parameterChart(frame, { parameter: "temperature" })), /^<svg/);
  for (const name of ROWS) assertMatch(await drawn(CHARTS[name](frame)), /^<svg/);
});

Deno.test("many endpoints with long names get a legend of several rows, and the chart grows by them", async () => {
  const attempts = [...makeAttempts({ cells: 240, seed: "many" })].map((attempt) => ({
    ...attempt,
    // Every endpoint and temperature has been asked the same after 72 cells.
    promptId: `p${Math.floor(attempt.cellIndex / 72)}`,
    endpoint: `author-${attempt.cellIndex % 9}/model-${attempt.cellIndex % 9}-with-a-long-name@provider/fp${
      attempt.cellIndex % 9
    }`,
  }));
  for (const [name, chart] of Object.entries(CHARTS)) {
    const [width, height] = sizeOf(await drawn(chart(await frameOf(attempts))));
    assert(width <= 612, `${name}: ${width} is too wide`);
    if (ROWS.has(name)) assert(height > 280 && height < 1200, `${name}: ${height} is not the height of its rows`);
    else assert(height > 400 && height < 520, `${height} is not higher by the rows of the legend`);
  }
});

Deno.test("names that look like markup are drawn as text", async () => {
  const attempts = [...makeAttempts({ cells: 32, seed: "markup" })].map((attempt) => ({
    ...attempt,
    endpoint: `<script>${attempt.cellIndex % 2}</script>`,
  }));
  for (const chart of Object.values(CHARTS)) {
    const svg = await drawn(chart(await frameOf(attempts)));
    assertFalse(svg.includes("<script"));
    assert(svg.includes("script&gt;"));
  }
});
