import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { seededRandom } from "../../src/base/mod.ts";

const draw = (seed: string, count: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

Deno.test("a seed gives its numbers, on any machine", () => {
  assertEquals(draw("tapedeck", 3), draw("tapedeck", 3));
  assertNotEquals(draw("a", 3), draw("b", 3));
});

Deno.test("numbers are spread evenly over [0, 1)", () => {
  const numbers = draw("even", 10_000);
  assert(numbers.every((number) => number >= 0 && number < 1));
  const counts = new Array(10).fill(0);
  for (const number of numbers) counts[Math.floor(number * 10)]++;
  // Ten times the standard deviation of a bucket is 300: nothing that chance would do.
  assert(counts.every((count) => Math.abs(count - 1000) < 300), String(counts));
});
