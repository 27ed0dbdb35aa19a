import { assert } from "@std/assert";
import { quantile, seededRandom } from "../../src/base/mod.ts";
import {
  bootstrapInterval,
  clusteredMean,
  type Estimate,
  pairedDifference,
  wilsonInterval,
} from "../../src/statistics/mod.ts";

const SIMULATIONS = 2000;

/** Fails unless 95 % intervals contain the truth in 92 to 98 % of simulations, as they should, the noise of those aside. */
function assertCovers(truth: number, simulate: (random: () => number) => Estimate | null, simulations = SIMULATIONS) {
  const random = seededRandom("coverage");
  let covered = 0;
  for (let simulation = 0; simulation < simulations; simulation++) {
    const { low, high } = simulate(random)!;
    if (low! <= truth && truth <= high!) covered++;
  }
  const share = covered / simulations;
  assert(share >= 0.92 && share <= 0.98, `${(share * 100).toFixed(1)} % of the intervals contain the truth`);
}

/** A normal variate (Box and Muller). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function draw<T>(count: number, of: (place: number) => T): T[] {
  return Array.from({ length: count }, (_, place) => of(place));
}

Deno.test("clustered means cover the mean of prompts that differ, asked five times each", () => {
  assertCovers(0.4, (random) => {
    const shifts = draw(12, () => 0.4 + 0.2 * normal(random));
    const values = shifts.flatMap((shift) => draw(5, () => shift + 0.1 * normal(random)));
    return clusteredMean(values, { clusters: values.map((_, i) => Math.floor(i / 5)) });
  });
});

Deno.test("without clusters, the same intervals would cover far too rarely", () => {
  const random = seededRandom("naive");
  let covered = 0;
  for (let simulation = 0; simulation < 400; simulation++) {
    const shifts = draw(12, () => 0.2 * normal(random));
    const { low, high } = clusteredMean(shifts.flatMap((shift) => draw(5, () => shift + 0.1 * normal(random))))!;
    if (low! <= 0 && 0 <= high!) covered++;
  }
  assert(covered / 400 < 0.75, `${covered} of 400`);
});

Deno.test("BCa intervals of the median cover that of skewed latencies", () => {
  assertCovers(Math.exp(5), (random) =>
    bootstrapInterval(draw(41, () => Math.exp(5 + 0.8 * normal(random))), {
      statistic: "median",
      resamples: 1000,
      seed: String(random()),
    }));
});

Deno.test("BCa intervals of an upper quantile cover it", () => {
  assertCovers(-Math.log(0.2), (random) =>
    bootstrapInterval(draw(60, () => -Math.log(1 - random())), {
      statistic: { quantile: 0.8 },
      resamples: 1000,
      seed: String(random()),
    }));
});

Deno.test("BCa intervals over groups cover the median of clustered values", () => {
  assertCovers(0, (random) => {
    const shifts = draw(30, () => normal(random));
    const values = shifts.flatMap((shift) => draw(3, () => shift + 0.5 * normal(random)));
    const clusters = values.map((_, i) => Math.floor(i / 3));
    return bootstrapInterval(values, { statistic: "median", clusters, resamples: 600, seed: String(random()) });
  }, 800);
});

Deno.test("paired differences cover the mean difference", () => {
  assertCovers(0.1, (random) => {
    const differences = draw(30, () => 0.1 + 0.3 * (random() + random() - 1));
    return pairedDifference(differences, { resamples: 500, seed: String(random()) })!.estimate;
  }, 800);
});

Deno.test("Wilson's interval covers rates near to the edge and in the middle", () => {
  for (const [rate, n] of [[0.5, 20], [0.1, 30], [0.9, 50], [0.02, 200]]) {
    assertCovers(rate, (random) => wilsonInterval(draw(n, random).filter((u) => u < rate).length, n));
  }
});

Deno.test("the simulated median is what the test says it is", () => {
  const random = seededRandom("median");
  const values = Float64Array.from(draw(20_001, () => Math.exp(5 + 0.8 * normal(random)))).sort();
  assert(Math.abs(quantile(values, 0.5)! / Math.exp(5) - 1) < 0.03);
});
