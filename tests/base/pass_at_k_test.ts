import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { passAtK } from "../../src/base/mod.ts";
import reference from "./reference/pass_at_k.json" with { type: "json" };

const answers = fc.integer({ min: 1, max: 60 }).chain((n) =>
  fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n }), fc.integer({ min: 1, max: n }))
);

Deno.test("pass@k is what exact fractions give", () => {
  for (const { n, correct, k, value } of reference) assertAlmostEquals(passAtK(n, correct, k), value, 1e-13);
});

Deno.test("pass@1 is the share of right answers", () => {
  fc.assert(fc.property(answers, ([n, correct]) => assertAlmostEquals(passAtK(n, correct, 1), correct / n, 1e-15)));
});

Deno.test("more draws and more right answers do not make it smaller, and it is a probability", () => {
  fc.assert(fc.property(answers, ([n, correct, k]) => {
    const value = passAtK(n, correct, k);
    assert(value >= 0 && value <= 1);
    if (k < n) assert(passAtK(n, correct, k + 1) >= value);
    if (correct < n) assert(passAtK(n, correct + 1, k) >= value);
    assertEquals(passAtK(n, correct, n), correct > 0 ? 1 : 0);
  }));
});

Deno.test("what are no counts, and more draws than answers, is refused", () => {
  assertThrows(() => passAtK(5, 2, 6), RangeError, "k must be a whole number from 1 to 5: current value is 6");
  assertThrows(() => passAtK(5, 6, 2), RangeError, "current value is 6");
  assertThrows(() => passAtK(0, 0, 1), RangeError, "current value is 0");
});
