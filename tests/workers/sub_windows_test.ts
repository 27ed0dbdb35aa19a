import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { subWindows } from "../../src/workers/sub_windows.ts";

const MINUTE_MS = 60_000;

Deno.test("windows that follow one another let no more through in any span than the limit", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 1_000_000 }), fc.integer({ min: 1000, max: 86_400_000 }), (limit, span) => {
      const { points, ms } = subWindows(limit, span);
      // A span that begins just before the end of a window meets the most of them.
      const met = 1 + Math.ceil(span / ms);
      assert(points >= 1 && met * points <= limit, `${met} windows of ${points} in a span for ${limit}`);
    }),
  );
});

Deno.test("hardly anything of a limit is wasted", () => {
  fc.assert(fc.property(fc.integer({ min: 30, max: 1_000_000 }), (limit) => {
    const { points, ms } = subWindows(limit, MINUTE_MS);
    assert(points * MINUTE_MS / ms >= 0.9 * limit - 1, `${points} in ${ms} ms for ${limit}`);
  }));
});

Deno.test("a limit of one has one window, and a usual one windows of about a second", () => {
  assertEquals(subWindows(1, MINUTE_MS), { points: 1, ms: MINUTE_MS });
  assertEquals(subWindows(600, MINUTE_MS), { points: 10, ms: 1017 });
});
