import fc from "fast-check";
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { cellAt, cellCount, cellsOf, planHash, type SweepPlan } from "../../../src/sweep/mod.ts";
import { ENDPOINT, planOf } from "../_plans.ts";

const ONE_PROMPT = `[prompts]
items = [{ id = "p", prompt = "?" }]
`;

const OTHER = `[[endpoints]]
key = "acme/crow@other"
base_url = "http://127.0.0.1:8092/v1"
`;

const sampled = (grid: string, { head = 'name = "t"\n', endpoints = ENDPOINT } = {}) =>
  planOf({ head, endpoints, rest: `[grid]\n${grid}`, prompts: ONE_PROMPT });

const points = (plan: SweepPlan) => [...cellsOf(plan)].map(({ axes }) => axes);

const numbers = (plan: SweepPlan, axis: string) => points(plan).map((point) => Number(point[axis]));

Deno.test("a sample has as many different points of the product as it asks for, the same for the same seed", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 24 }), fc.integer(), async (count, seed) => {
      const text =
        `temperature = [0, 0.5, 1]\ntop_k = { start = 1, stop = 8, steps = 8 }\n[grid.sample]\ncount = ${count}\n`;
      const plan = await sampled(`${text}seed = ${seed}\n`);
      const drawn = points(plan).map((point) => JSON.stringify(point));
      assertEquals(new Set(drawn).size, count);
      for (const { temperature, top_k } of points(plan)) {
        assert([0, 0.5, 1].includes(Number(temperature)) && Number(top_k) >= 1 && Number(top_k) <= 8);
      }
      assertEquals(planHash(await sampled(`${text}seed = ${seed}\n`)), planHash(plan));
    }),
    { numRuns: 30 },
  );
});

Deno.test("another seed draws other points", async () => {
  const text = "temperature = { min = 0, max = 1 }\n[grid.sample]\ncount = 5\n";
  assertNotEquals(
    numbers(await sampled(text), "temperature"),
    numbers(await sampled(`${text}seed = 1\n`), "temperature"),
  );
  // A change here changes the cells of every plan with a sample.
  assertEquals(numbers(await sampled(text), "temperature"), PINNED);
});

const PINNED = [0.0806344, 0.989228, 0.218494, 0.494143, 0.853193];

Deno.test("each combination is drawn equally often, also where a condition makes one point of many", async () => {
  const seen = new Map<string, number>();
  for (let seed = 0; seed < 300; seed++) {
    const plan = await sampled(`temperature = [0, 1]
top_k = [1, 2, 3]
[grid.when]
top_k = { temperature = 1 }
[grid.sample]
count = 1
seed = ${seed}
`);
    const [point] = points(plan).map((one) => JSON.stringify(one));
    seen.set(point, (seen.get(point) ?? 0) + 1);
  }
  assertEquals(seen.size, 4);
  for (const count of seen.values()) assert(count > 45 && count < 110, `${count} of 300`);
});

Deno.test("of a product of a million million points a sample is drawn at once", async () => {
  const axis = (name: string) => `${name} = { start = 1, stop = 10000, steps = 10000 }\n`;
  const plan = await sampled(`${axis("top_k")}${axis("max_tokens")}${axis("seed")}[grid.sample]\ncount = 1000\n`);
  assertEquals(cellCount(plan), 1000);
  assertEquals(cellAt(plan, 999).index, 999);
  // Spread over it all: half of the points lie in the upper half of each axis.
  for (const name of ["top_k", "max_tokens", "seed"]) {
    const upper = numbers(plan, name).filter((value) => value > 5000).length;
    assert(upper > 400 && upper < 600, `${upper} of 1000`);
  }
});

/** Which stratum of a range each number lies in. */
function strata(values: readonly number[], place: (value: number) => number): number[] {
  return values.map((value) => Math.min(values.length - 1, Math.floor(place(value) * values.length))).sort((a, b) =>
    a - b
  );
}

Deno.test("a Latin hypercube has one point in each stratum of each axis", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 300 }), fc.integer(), async (count, seed) => {
      const plan = await sampled(`temperature = { min = 0.1, max = 1.3 }
max_tokens = [1, 2]
[grid.extra]
weight = { min = 0.001, max = 100, scale = "log" }
[grid.sample]
method = "latin-hypercube"
count = ${count}
seed = ${seed}
`);
      assertEquals(cellCount(plan), count);
      const each = Array.from({ length: count }, (_, i) => i);
      assertEquals(strata(numbers(plan, "temperature"), (value) => (value - 0.1) / 1.2 + 1e-12), each);
      const log = (value: number) => Math.log(value / 0.001) / Math.log(100_000) + 1e-12;
      assertEquals(strata(numbers(plan, "weight"), log), each);
      const ones = numbers(plan, "max_tokens").filter((value) => value === 1).length;
      assert(Math.abs(ones - count / 2) <= 0.5);
    }),
    { numRuns: 40 },
  );
});

Deno.test("whole numbers are drawn with both ends, each as often as the others", async () => {
  const plan = await sampled(`top_k = { min = 1, max = 4 }
[grid.extra]
noise = { min = 0, max = 1 }
[grid.sample]
count = 2000
`);
  for (const value of [1, 2, 3, 4]) {
    const count = numbers(plan, "top_k").filter((one) => one === value).length;
    assert(count > 420 && count < 580, `${value}: ${count}`);
  }
});

Deno.test("no point of a sample is excluded, whatever its axes are drawn from", async () => {
  const plan = await sampled(`temperature = { min = 0, max = 2 }
top_p = [0.5, 1]
[[grid.exclude]]
temperature = { above = 1 }
top_p = 1
[grid.sample]
count = 200
`);
  assertEquals(cellCount(plan), 200);
  assert(points(plan).every(({ temperature, top_p }) => Number(temperature) <= 1 || top_p === 0.5));
  assert(points(plan).some(({ temperature }) => Number(temperature) > 1));
});

Deno.test("seeds are asked at each point of a sample, and what names an endpoint holds there alone", async () => {
  const plan = await sampled(
    `temperature = { min = 0, max = 1 }
[[grid.exclude]]
temperature = { above = 0.5 }
model = "acme/crow"
[grid.sample]
count = 10
`,
    { head: 'name = "t"\nseeds = [7, 8, 9]\n', endpoints: ENDPOINT + OTHER },
  );
  const at = (provider: string) => [...cellsOf(plan)].filter(({ endpoint }) => endpoint.provider === provider);
  assertEquals(at("local").length, 30);
  assert(at("other").length > 0 && at("other").length < 30);
  assertEquals(at("local").slice(0, 3).map(({ axes }) => axes.seed), [7, 8, 9]);
  const own = new Set(at("local").map(({ label }) => label));
  assert(at("other").every(({ label, axes }) => own.has(label) && Number(axes.temperature) <= 0.5));
});

Deno.test("points can be added to a sample, and one that it has is not added again", async () => {
  const text = `temperature = [0, 1]
[grid.sample]
count = 2
[[grid.include]]
temperature = [0, 2]
`;
  assertEquals(numbers(await sampled(text), "temperature"), [0, 1, 2]);
});
