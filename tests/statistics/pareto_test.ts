import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { paretoFrontier, type ParetoPoint, paretoProbability } from "../../src/statistics/mod.ts";
import reference from "./reference/ranking.json" with { type: "json" };

const figure = fc.option(fc.integer({ min: 0, max: 6 }), { freq: 9 });
const points = fc.array(fc.record({ cost: figure, quality: figure }), { maxLength: 12 });

/** The definition, pair by pair. */
function isBeaten(point: ParetoPoint, other: ParetoPoint): boolean {
  if (other.cost === null || other.quality === null) return false;
  const [cheaper, better] = [point.cost! - other.cost, other.quality - point.quality!];
  return cheaper >= 0 && better >= 0 && cheaper + better > 0;
}

Deno.test("the frontier is what no other point beats, in ascending order of cost", () => {
  fc.assert(fc.property(points, (given) => {
    const frontier = paretoFrontier(given);
    given.forEach((point, place) => {
      const isKnown = point.cost !== null && point.quality !== null;
      assertEquals(frontier.includes(place), isKnown && !given.some((other) => isBeaten(point, other)));
    });
    for (let i = 1; i < frontier.length; i++) assert(given[frontier[i - 1]].cost! <= given[frontier[i]].cost!);
  }));
});

Deno.test("points that are the same are all on the frontier", () => {
  assertEquals(paretoFrontier([{ cost: 1, quality: 1 }, { cost: 2, quality: 1 }, { cost: 1, quality: 1 }]), [0, 2]);
});

Deno.test("who is on the frontier by the means is said along with how surely", () => {
  const table = fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 4, maxLength: 4 }), {
    minLength: 3,
    maxLength: 3,
  });
  fc.assert(fc.property(table, table, (costs, qualities) => {
    const chances = paretoProbability({ costs, qualities }, { resamples: 30 });
    const sum = (row: readonly number[]) => row.reduce((total, value) => total + value, 0);
    const frontier = paretoFrontier(costs.map((row, v) => ({ cost: sum(row), quality: sum(qualities[v]) })));
    assertEquals(chances.map(({ onFrontier }) => onFrontier), costs.map((_, v) => frontier.includes(v)));
    assert(chances.every(({ probability }) => 0 <= probability! && probability! <= 1));
    assert(chances.reduce((total, { probability }) => total + probability!, 0) >= 1, "each resample has a frontier");
  }));
});

Deno.test("the cheapest and the best are surely on it, what they both beat surely not", () => {
  const chances = paretoProbability({
    costs: [[1, 2, 1], [9, 8, 9], [9.5, 9, 9.5]],
    qualities: [[0.1, 0.2, 0.3], [0.9, 0.8, 1], [0.5, 0.5, 0.5]],
  });
  assertEquals(chances.map(({ probability }) => probability), [1, 1, 0]);
  assertEquals(chances[0].method, "bootstrap over 3 prompts, 10,000 resamples");
});

Deno.test("probabilities come to those of all samples there are", () => {
  const { costs, qualities, probability } = reference.frontier;
  paretoProbability({ costs, qualities }, { resamples: 40_000 }).forEach((chance, v) =>
    assertAlmostEquals(chance.probability!, probability[v], 0.01)
  );
});

Deno.test("cost and quality are drawn together", () => {
  // The second is as good as the first on the mean, dearer by the same on each prompt: on it only where it is better.
  const [, second] = paretoProbability({ costs: [[1, 1], [2, 2]], qualities: [[1, 0], [0, 1]] }, { resamples: 40_000 });
  assertAlmostEquals(second.probability!, 0.25, 0.01);
  assertEquals(second.onFrontier, false);
});

Deno.test("only prompts on which all is known are used", () => {
  const [first, second, third] = paretoProbability({
    costs: [[1, 1, 1, 1], [2, 2, null, 2], [null, null, null, null]],
    qualities: [[0, 0, 0, null], [1, 1, 1, 1], [1, 1, 1, 1]],
  });
  assertEquals([first.n, second.n, third.n], [2, 2, 0]);
  assertEquals([third.onFrontier, third.probability], [null, null]);
  assertEquals(third.method, "not on the frontier, as its cost or quality is not known");
  const [alone] = paretoProbability({ costs: [[1]], qualities: [[1]] });
  assertEquals([alone.probability, alone.n], [null, 1]);
  assertEquals(paretoProbability({ costs: [], qualities: [] }), []);
});

Deno.test("what cannot be compared is refused", () => {
  const wrong = { costs: [[1, 2]], qualities: [[1]] };
  assertThrows(() => paretoProbability(wrong), RangeError, "current value is 1");
  assertThrows(() => paretoProbability({ costs: [[1, 2]], qualities: [] }), RangeError, "current value is 0");
  assertThrows(() => paretoProbability({ costs: [[1, Infinity]], qualities: [[1, 1]] }), RangeError, "Infinity");
});
