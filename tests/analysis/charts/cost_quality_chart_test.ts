import { assert, assertAlmostEquals, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { costQualityChart } from "../../../src/analysis/mod.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { makeAttempt } from "../../support/attempts.ts";
import { drawn, rowsOf, textsOf } from "../../support/charts.ts";
import { frameOf, SMALL_RUN } from "../../support/small_run.ts";

/** One cell per endpoint with its cost and score. */
function endpoints(...points: (readonly [endpoint: string, costUsd: string | null, score: number | null])[]) {
  return frameOf(
    points.map(([endpoint, costUsd, score], cellIndex) => makeAttempt({ cellIndex, endpoint, costUsd, score })),
  );
}

Deno.test("a point is the mean cost of a cell, retries included, and the mean score", async () => {
  const spec = costQualityChart(await frameOf(SMALL_RUN), { by: "endpoint" });
  assertEquals(rowsOf(spec).map(({ series, cost, score, cells }) => ({ series, cost, score, cells })), [
    { series: "a", cost: 0.875 / 3, score: 0.5, cells: 3 },
    { series: "b", cost: 0.0625, score: 0.5, cells: 2 },
  ]);
});

Deno.test("the interval is clustered by prompt, and left out where one prompt says nothing", async () => {
  const rows = rowsOf(costQualityChart(await frameOf(SMALL_RUN), { by: "endpoint" }));
  // Scores 1 and 0 of two prompts: the standard error is √(0.5² + 0.5²) / 2, and the interval is cut off at 0 and 1.
  assertEquals(rows.map(({ low, high }) => [low, high]), [[0, 1], [null, null]]);
});

/** Cells of two endpoints on four prompts, `b` dearer and better on all but one. */
const twoEndpoints = () =>
  frameOf([1, 2, 3, 4].flatMap((prompt) =>
    ["a", "b"].map((endpoint, k) =>
      makeAttempt({
        cellIndex: 2 * prompt + k,
        endpoint,
        promptId: `p${prompt}`,
        costUsd: String((k + 1) * prompt),
        score: prompt === 1 ? 0.5 : k,
      })
    )
  ));

Deno.test("costs have an interval, too, which stays above zero and does not leave the axis", async () => {
  const [a] = rowsOf(costQualityChart(await twoEndpoints()));
  // Costs 1 to 4: a mean of 2.5 with a standard error of 0.6455, and 3.1824 is Student's quantile with 3 df.
  assertAlmostEquals(Number(a.costLow), 2.5 - 3.1824 * 0.6455, 1e-3);
  assertAlmostEquals(Number(a.costHigh), 2.5 + 3.1824 * 0.6455, 1e-3);
  assertMatch(String(a.costSure), /^0\.446 to 4\.55 \(mean, standard error, t with 3 df\)$/);
  const wide = await frameOf(
    ["0.001", "1", "100", "900"].map((costUsd, cellIndex) =>
      makeAttempt({ cellIndex, promptId: `p${cellIndex % 2}`, endpoint: cellIndex < 2 ? "a" : "b", costUsd })
    ),
  );
  const spec = costQualityChart(wide);
  assert(rowsOf(spec).every(({ costLow }) => Number(costLow) > 0), "a bar of a logarithmic axis cannot end at zero");
  await drawn(spec);
});

Deno.test("a point says how often it is on the frontier where prompts are drawn again", async () => {
  const rows = rowsOf(costQualityChart(await twoEndpoints()));
  assertEquals(rows[0].frontier, "100 % (bootstrap over 4 prompts, 2,000 resamples)");
  // The dearer one is off it where only the first prompt is drawn: once in 256.
  assertMatch(String(rows[1].frontier), /^(99|100) % /);
  const alone = rowsOf(costQualityChart(await endpoints(["a", "1", 0.5], ["b", "2", 0.25])));
  assertEquals(alone[0].frontier, "no frontier, as fewer than two prompts are known of all");
});

Deno.test("the subtitle says how intervals were made, and of how many prompts and cells", async () => {
  const texts = textsOf(await drawn(costQualityChart(await twoEndpoints()))).join(" ");
  assert(texts.includes("Bars: 95 % t intervals clustered by 4 prompts · n: 4 cells a point"), texts);
});

Deno.test("points are made by endpoint and the parameters that vary, a seed apart", async () => {
  const axes: Attempt["axes"][] = [{ temperature: 0, seed: 1, top_p: 1 }, { temperature: 1, seed: 2, top_p: 1 }];
  const spec = costQualityChart(await frameOf(axes.map((axes, cellIndex) => makeAttempt({ cellIndex, axes }))));
  assertEquals(rowsOf(spec).map(({ label }) => label), ["0", "1"]);
  assert(textsOf(await drawn(spec)).some((text) => text.startsWith("Label: temperature")));
});

Deno.test("costs are counted per so many cells that they are readable", async () => {
  for (
    const [cost, title, shown] of [["0.5", "per cell", 0.5], ["0.0005", "per 1,000 cells", 0.5], [
      "0.0000005",
      "per million cells",
      0.5,
    ]] as const
  ) {
    const spec = costQualityChart(await endpoints(["a", cost, 1]));
    assertEquals(rowsOf(spec)[0].cost, shown);
    assert(textsOf(await drawn(spec)).includes(`Mean cost ${title} (US$)`), title);
  }
});

Deno.test("costs that differ by a factor of ten stand on a logarithmic axis, unless one is zero", async () => {
  const titles = async (frame: ReturnType<typeof endpoints>) => textsOf(await drawn(costQualityChart(await frame)));
  assert((await titles(endpoints(["a", "0.1", 1], ["b", "1", 1]))).includes("Mean cost per cell (US$, logarithmic)"));
  assert((await titles(endpoints(["a", "0.2", 1], ["b", "1", 1]))).includes("Mean cost per cell (US$)"));
  assert((await titles(endpoints(["a", "0", 1], ["b", "1", 1]))).includes("Mean cost per cell (US$)"));
});

Deno.test("the dashed line joins the points that no other one beats", async () => {
  const spec = costQualityChart(
    await endpoints(["a", "1", 0.25], ["b", "2", 0.125], ["c", "3", 0.5], ["d", "3", 0.75], ["e", "4", 0.75]),
  );
  const [frontier] = spec.layer as object[];
  assertEquals(rowsOf(frontier), [{ cost: 1, score: 0.25 }, { cost: 3, score: 0.75 }]);
  const single = costQualityChart(await endpoints(["a", "1", 0.5], ["b", "2", 0.25]));
  assert(!JSON.stringify(single).includes("strokeDash"));
});

Deno.test("what has no cost or no score is left out and counted", async () => {
  const spec = costQualityChart(await endpoints(["a", "1", 0.5], ["b", null, 1], ["c", "1", null]));
  assertEquals(rowsOf(spec).length, 1);
  assert(textsOf(await drawn(spec)).includes("n: 1 cell a point · left out: 2 without cost or score"));
  const nothing = await endpoints(["a", null, 0.5], ["b", "1", null]);
  assertThrows(() => costQualityChart(nothing), UserError, "no cells have both a cost and a score");
});

Deno.test("labels that would lie on each other stand on different sides", async () => {
  const attempts = [0, 1].map((cellIndex) => makeAttempt({ cellIndex, axes: { temperature: cellIndex } }));
  const sides = rowsOf(costQualityChart(await frameOf(attempts))).map(({ side }) => side);
  assertEquals(new Set(sides).size, 2);
});
