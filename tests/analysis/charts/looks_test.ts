import { assert, assertEquals } from "@std/assert";
import {
  type ChartOptions,
  type ChartSpec,
  comparisonChart,
  costChart,
  costQualityChart,
  type DataFrame,
  failureChart,
  heatMapChart,
  latencyDistributionChart,
  parameterChart,
  quantileLadderChart,
  rankingChart,
  timelineChart,
  ttftTpotChart,
} from "../../../src/analysis/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import { THEMES } from "../../../src/analysis/charts/_theme.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { makeAttempt, makeAttempts } from "../../support/attempts.ts";
import { drawn, sizeOf, textsOf } from "../../support/charts.ts";
import { frameOf, SMALL_RUN } from "../../support/small_run.ts";
import { assertSvgSnapshot } from "../../support/svg_snapshot.ts";

const CHARTS: { readonly [name: string]: (frame: DataFrame, options: ChartOptions) => ChartSpec } = {
  comparison: (frame, options) => comparisonChart(frame, frame, options),
  cost: costChart,
  cost_quality: costQualityChart,
  failure: failureChart,
  heat_map: heatMapChart,
  latency_distribution: latencyDistributionChart,
  parameter: parameterChart,
  quantile_ladder: quantileLadderChart,
  ranking: rankingChart,
  timeline: timelineChart,
  ttft_tpot: ttftTpotChart,
};

const LOOKS: readonly ChartOptions[] = (["page", "slide"] as const).flatMap((size) =>
  (["light", "dark"] as const).map((theme) => ({ theme, size }))
);

const failed: Partial<Attempt> = {
  status: "failed",
  errorKind: "server_error",
  httpStatus: 500,
  costUsd: null,
  ttftMs: null,
  tpotMs: null,
  score: null,
  scores: {},
};

/** Runs as they come, and not as one would like them. */
const UGLY: { readonly [name: string]: () => readonly Attempt[] } = {
  "one single answer": () => SMALL_RUN.slice(0, 2),
  "a few cells": () => SMALL_RUN,
  "all failed": () => [0, 1, 2].map((cellIndex) => makeAttempt({ cellIndex, ...failed })),
  "twelve endpoints with long names": () =>
    [...makeAttempts({ cells: 480, seed: "twelve" })].map((attempt) => ({
      ...attempt,
      endpoint: `author/a-model-with-a-long-name-${attempt.cellIndex % 12}@provider/fp${attempt.cellIndex % 12}`,
    })),
  "unknown costs, scores and first tokens": () =>
    [...makeAttempts({ cells: 90, seed: "unknown" })].map((attempt) => ({
      ...attempt,
      costUsd: null,
      costSource: null,
      score: null,
      scores: {},
      ttftMs: null,
      tpotMs: null,
    })),
  "figures that are all the same, and zero": () =>
    [0, 1, 2, 3].map((cellIndex) =>
      makeAttempt({
        cellIndex,
        promptId: `p${cellIndex % 2}`,
        axes: { temperature: cellIndex >> 1 },
        costUsd: "0",
        score: 0,
        ttftMs: 0,
        latencyMs: 0,
        tpotMs: 0,
      })
    ),
};

const quickstart = () => frameOf(makeAttempts({ cells: 96, seed: "quickstart" }));

/** The sizes of all texts of an SVG in pixels. */
function fontSizes(svg: string): number[] {
  return [...svg.matchAll(/font-size="([\d.]+)px"/g)].map(([, size]) => Number(size));
}

for (const [name, chart] of Object.entries(CHARTS)) {
  Deno.test(`${name}: each look has its background and its size, and texts of a slide have 18 pixels`, async () => {
    const frame = await quickstart();
    for (const look of LOOKS) {
      const svg = await drawn(chart(frame, look));
      const background = THEMES[look.theme!].background;
      assert(svg.includes(`fill="${background}"`), `${background} in the ${look.theme} ${look.size}`);
      const [width, height] = sizeOf(svg);
      const least = Math.min(...fontSizes(svg));
      if (look.size === "slide") {
        assert(Math.abs(width - 1280) <= 24 && Math.abs(height - 720) <= 60, `${width} × ${height}`);
        assert(least >= 18, `a text of ${least} pixels`);
      } else {
        assert(Math.abs(width - 600) <= 12, String(width));
        assert(least >= 11, `a text of ${least} pixels`);
      }
    }
  });

  Deno.test(`${name}: looks differ in their inks and measures, and never in what they say`, async () => {
    const frame = await quickstart();
    const [light, dark] = LOOKS.map((look) => chart(frame, look));
    assertEquals(light.description, dark.description);
    assertEquals(textsOf(await drawn(light)), textsOf(await drawn(dark)));
  });

  for (const [data, attempts] of Object.entries(UGLY)) {
    Deno.test(`${name}: ${data}: every look is drawn without a warning, or there is a reason`, async () => {
      const frame = await frameOf(attempts());
      for (const look of LOOKS) {
        let spec: ChartSpec;
        try {
          spec = chart(frame, look);
        } catch (error) {
          if (error instanceof UserError && error.message.startsWith("Cannot ")) continue;
          throw error;
        }
        const svg = await drawn(spec);
        assert(
          !/NaN|Infinity|undefined/.test(svg),
          `${look.theme} ${look.size}: ${svg.match(/.{60}(NaN|Infinity|undefined)/)}`,
        );
      }
    });
  }

  Deno.test(`${name}: the dark slide is the stored one`, async () => {
    const svg = await drawn(chart(await quickstart(), { theme: "dark", size: "slide" }));
    await assertSvgSnapshot(`${import.meta.dirname}/snapshots/${name}.dark_slide.svg`, svg);
  });
}
