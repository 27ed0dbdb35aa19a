import fc from "fast-check";
import { assertEquals, assertLess } from "@std/assert";
import { linspace } from "../../src/sweep/linspace.ts";

Deno.test("steps are the decimals that a person would write", () => {
  assertEquals(linspace(0.1, 0.5, 5), [0.1, 0.2, 0.3, 0.4, 0.5]);
  assertEquals(linspace(0, 0.9, 4), [0, 0.3, 0.6, 0.9]);
  assertEquals(linspace(0, 2, 21)[3], 0.3);
  assertEquals(linspace(16, 64, 4), [16, 32, 48, 64]);
  assertEquals(linspace(1, -1, 3), [1, 0, -1]);
  assertEquals(linspace(1e-7, 3e-7, 3), [1e-7, 2e-7, 3e-7]);
});

Deno.test("one step gives the start, two give both ends", () => {
  assertEquals(linspace(0.7, 2, 1), [0.7]);
  assertEquals(linspace(0.7, 2, 2), [0.7, 2]);
});

Deno.test("a step whose decimals do not end is rounded far behind what matters", () => {
  assertEquals(linspace(0, 1, 4), [0, 0.333333333333, 0.666666666667, 1]);
});

/** Two ends with at most three decimals, as thousandths. */
const range = fc.record({
  first: fc.integer({ min: -5000, max: 5000 }),
  last: fc.integer({ min: -5000, max: 5000 }),
  steps: fc.integer({ min: 2, max: 60 }),
});

Deno.test("every step is where exact arithmetic puts it, and the ends are the given ones", () => {
  fc.assert(fc.property(range, ({ first, last, steps }) => {
    const values = linspace(first / 1000, last / 1000, steps);
    assertEquals(values.length, steps);
    assertEquals(values[0], first / 1000);
    assertEquals(values[steps - 1], last / 1000);
    values.forEach((value, i) => {
      const exact = (BigInt(first) * BigInt(steps - 1 - i) + BigInt(last) * BigInt(i)) * 10n ** 15n / BigInt(steps - 1);
      assertLess(Math.abs(value - Number(exact) / 1e18), 1e-11);
    });
  }));
});

Deno.test("a range that falls on tenths has no digits beyond tenths", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 2, max: 50 }), (first, steps) => {
    const values = linspace(first / 10, (first + steps - 1) / 10, steps);
    assertEquals(values, Array.from({ length: steps }, (_, i) => (first + i) / 10));
  }));
});
