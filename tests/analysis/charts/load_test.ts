import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { binLength, type Calls, loadOf } from "../../../src/analysis/charts/_load.ts";
import { type Span, timeAxis } from "../../../src/analysis/charts/_time_axis.ts";

/** Seconds of 1970. */
function spans(...all: (readonly [from: number, to: number])[]): Span[] {
  return all.map(([from, to]) => ({ fromMs: from * 1000, toMs: to * 1000 }));
}

function axisOf({ counted, waiting }: Calls) {
  return timeAxis([...counted, ...waiting], {});
}

Deno.test("a few calls are counted exactly, those that wait on top", () => {
  const calls = { counted: spans([1, 4], [2, 3]), waiting: spans([0, 1], [0, 2]) };
  assertEquals(loadOf(calls, axisOf(calls), null), [
    { x: 0, calls: 0, all: 2 },
    { x: 1, calls: 1, all: 2 },
    { x: 2, calls: 2, all: 2 },
    { x: 3, calls: 1, all: 1 },
    { x: 4, calls: 0, all: 0 },
    { x: 4, calls: 0, all: 0 },
  ]);
});

Deno.test("a call that took no time leaves no mark in the count", () => {
  const calls = { counted: spans([0, 2], [1, 1]), waiting: [] };
  assertEquals(loadOf(calls, axisOf(calls), null).map(({ calls }) => calls), [1, 0, 0]);
});

Deno.test("many calls are averaged over times of one length", () => {
  const calls = { counted: spans([0, 2.5], [1, 2]), waiting: spans([0, 0.5]) };
  assertEquals(loadOf(calls, axisOf(calls), 1000), [
    { x: 0, calls: 1, all: 1.5 },
    { x: 1, calls: 2, all: 2 },
    // The last one is as long as there is time.
    { x: 2, calls: 1, all: 1 },
    { x: 2.5, calls: 0, all: 0 },
  ]);
});

Deno.test("nothing is in flight within a silence", () => {
  const day = 86_400;
  const calls = { counted: spans([0, 60], [day, day + 60]), waiting: [] };
  const axis = axisOf(calls);
  const points = loadOf(calls, axis, null);
  assertEquals(points.filter(({ x }) => x >= axis.cuts[0].from && x < axis.cuts[0].to).map(({ calls }) => calls), [
    0,
    0,
  ]);
});

Deno.test("averages keep the time that all calls took together", () => {
  const span = fc.tuple(fc.nat({ max: 200_000 }), fc.integer({ min: 1, max: 50_000 }))
    .map(([fromMs, length]): Span => ({ fromMs, toMs: fromMs + length }));
  const all = fc.record({ counted: fc.array(span, { minLength: 1 }), waiting: fc.array(span) });
  fc.assert(fc.property(all, fc.constantFrom(500, 1000, 30_000), (calls, binMs) => {
    const axis = axisOf(calls);
    const points = loadOf(calls, axis, binMs);
    const unit = (axis.toMs - axis.fromMs) / axis.place(axis.toMs);
    const areaOf = (field: "calls" | "all") =>
      points.slice(1).reduce((sum, { x }, i) => sum + (x - points[i].x) * unit * points[i][field], 0);
    const tookOf = (spans: readonly Span[]) => spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    // Means stand with three digits.
    const tolerance = 1 + (axis.toMs - axis.fromMs) * 0.001;
    assertAlmostEquals(areaOf("calls"), tookOf(calls.counted), tolerance);
    assertAlmostEquals(areaOf("all"), tookOf([...calls.counted, ...calls.waiting]), tolerance);
  }));
});

Deno.test("numbers are averaged where their steps are too many for a chart", () => {
  const many = (count: number): Calls => ({
    counted: spans(...Array.from({ length: count }, (_, i) => [i, i + 2] as const)),
    waiting: [],
  });
  assertEquals(binLength([many(100)], axisOf(many(100))), null);
  const long = many(10_000);
  const binMs = binLength([long], axisOf(long));
  assertEquals(binMs, 60_000);
  assert(loadOf(long, axisOf(long), binMs).length <= 241);
});
