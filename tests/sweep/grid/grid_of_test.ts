import fc from "fast-check";
import { assert, assertEquals } from "@std/assert";
import { type Grid, gridOf, type GridRules, type GridSource, type Point } from "../../../src/sweep/grid/mod.ts";
import { type AnyGrid, anyGrid } from "./_arbitrary_grid.ts";
import { modelPoints } from "./_grid_model.ts";

const source = ({ axes, rules, endpoints }: AnyGrid, rest: Partial<GridSource> = {}): GridSource => ({
  axes,
  rules,
  endpoints,
  samples: { length: 1 },
  repeats: 1,
  ...rest,
});

const pointsOf = (grid: Grid, endpoint: number): Point[] => {
  const { points } = grid.endpoints[endpoint];
  return Array.from({ length: points.count }, (_, i) => points.at(i));
};

const sorted = (points: readonly Point[]): string[] => points.map((point) => point.join()).sort();

for (const listed of [false, true]) {
  Deno.test(`a grid has the points that its rules leave and add, each once${listed ? ", also of a sample" : ""}`, () => {
    fc.assert(
      fc.property(anyGrid({ listed }), (any) => {
        const grid = gridOf(source(any));
        any.endpoints.forEach((endpoint, i) => {
          assertEquals(sorted(pointsOf(grid, i)), sorted(modelPoints(any.axes, any.rules, endpoint)));
        });
      }),
      { numRuns: 400 },
    );
  });
}

Deno.test("values are counted as if all points were listed, and found in their first and last point", () => {
  fc.assert(
    fc.property(fc.boolean().chain((listed) => anyGrid({ listed })), (any) => {
      const grid = gridOf(source(any));
      any.endpoints.forEach((_, i) => {
        const all = pointsOf(grid, i);
        any.axes.forEach(({ values }, axis) => {
          const counts = grid.endpoints[i].points.counts(axis);
          values.forEach((_, place) => {
            const having = all.filter((point) => point[axis] === place);
            assertEquals(counts[place] ?? 0, having.length);
            const ends = grid.endpoints[i].points.ends(axis, place);
            assertEquals(ends.length, Math.min(2, having.length));
            for (const end of ends) assert(having.some((point) => point.join() === end.join()), `${end} of ${having}`);
          });
        });
      });
    }),
    { numRuns: 200 },
  );
});

Deno.test("each index is one place, and each place has one index", () => {
  fc.assert(
    fc.property(
      anyGrid(),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
      (any, samples, repeats) => {
        const grid = gridOf(source(any, { samples: { length: samples }, repeats }));
        const places = Array.from({ length: grid.count }, (_, index) => grid.placeOf(index));
        assertEquals(new Set(places.map((place) => JSON.stringify(place))).size, grid.count);
        const points = grid.endpoints.reduce((sum, { points }) => sum + points.count, 0);
        assertEquals(grid.count, points * samples * repeats);
        for (const { endpoint, sample, point, repeat } of places) {
          assert(sample < samples && point < grid.endpoints[endpoint].points.count && repeat >= 1 && repeat <= repeats);
        }
        grid.endpoints.forEach(({ begin, end }, endpoint) => {
          for (let i = begin; i < end; i++) assertEquals(places[i].endpoint, endpoint);
        });
      },
    ),
    { numRuns: 100 },
  );
});

Deno.test("what is kept of each value of an axis is together all that has the axis", () => {
  fc.assert(
    fc.property(fc.boolean().chain((listed) => anyGrid({ listed })), fc.nat(), (any, pick) => {
      const axis = pick % any.axes.length;
      const { name, values } = any.axes[axis];
      const whole = gridOf(source(any));
      any.endpoints.forEach((_, i) => {
        const parts = values.flatMap((_, place) =>
          pointsOf(gridOf(source(any, { only: { written: [], axes: { [name]: [place] } } })), i)
        );
        assertEquals(sorted(parts), sorted(pointsOf(whole, i).filter((point) => point[axis] !== -1)));
      });
    }),
    { numRuns: 200 },
  );
});

Deno.test("a product of a million million points is counted and read at any place at once", () => {
  const axes = ["a", "b", "c", "d"].map((name) => ({
    name,
    field: "extra" as const,
    values: Array.from({ length: 1000 }, (_, i) => i),
  }));
  const rules: GridRules = {
    exclude: [{ axes: { a: [0], b: [0] } }, { axes: { b: [999], d: [1, 2, 3] } }],
    when: { c: [{ axes: { a: [1, 2] } }] },
  };
  const [endpoint] = fc.sample(anyGrid(), 1)[0].endpoints;
  const grid = gridOf({ axes, rules, endpoints: [endpoint], samples: { length: 1 }, repeats: 1 });
  const { points } = grid.endpoints[0];
  // c stands for one point where it does not apply: 998 values of a have 1000 × 1000 points, two have 1000 times as many.
  const plain = 998 * 1e6 + 2 * 1e9;
  const bySecond = 998 * 3 + 2 * 3 * 1000;
  assertEquals(points.count, plain - 1000 - bySecond);
  assertEquals(points.at(0), [0, 1, -1, 0]);
  assertEquals(points.at(points.count - 1), [999, 999, -1, 999]);
  assertEquals(points.counts(0)[0], 1e6 - 1000 - 3);
});
