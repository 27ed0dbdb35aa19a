import { assertAlmostEquals, assertEquals } from "@std/assert";
import { scoreInterval } from "../../../src/analysis/frames/_score_interval.ts";

Deno.test("with one score per prompt, the interval is the usual one of a mean", () => {
  const scores = [1, 1, 0, 1, 0, 1, 1, 0];
  const center = 5 / 8;
  const margin = 1.96 * Math.sqrt(scores.reduce((sum, score) => sum + (score - center) ** 2, 0)) / 8;
  const [low, high] = scoreInterval(scores, scores.map((_, i) => i))!;
  assertAlmostEquals(low, center - margin, 1e-12);
  assertAlmostEquals(high, center + margin, 1e-12);
});

Deno.test("asking the same prompts again does not make the interval narrower by itself", () => {
  const once = scoreInterval([1, 0, 1], ["a", "b", "c"])!;
  const thrice = scoreInterval([1, 1, 1, 0, 0, 0, 1, 1, 1], ["a", "a", "a", "b", "b", "b", "c", "c", "c"])!;
  assertAlmostEquals(once[0], thrice[0], 1e-12);
  assertAlmostEquals(once[1], thrice[1], 1e-12);
});

Deno.test("an interval stays between 0 and 1, and one prompt has none", () => {
  assertEquals(scoreInterval([1, 0], ["a", "b"]), [0, 1]);
  assertEquals(scoreInterval([1, 1], ["a", "b"]), [1, 1]);
  assertEquals(scoreInterval([1, 0], ["a", "a"]), null);
  assertEquals(scoreInterval([], []), null);
});
