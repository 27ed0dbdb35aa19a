import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { VirtualClock } from "../../../src/base/mod.ts";
import { RateLimiter } from "../../../src/web/security/mod.ts";

Deno.test("nobody gets more than the burst and what each minute adds", async () => {
  await fc.assert(fc.asyncProperty(
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 600 }),
    fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 100 }),
    async (burst, perMinute, waits) => {
      const clock = new VirtualClock();
      const limiter = new RateLimiter({ clock, burst, perMinute });
      let [had, elapsedMs] = [0, 0];
      for (const waitMs of waits) {
        await clock.advance(waitMs);
        elapsedMs += waitMs;
        if (limiter.take("a") === null) had++;
        assert(had <= burst + elapsedMs / 60_000 * perMinute + 1e-6);
      }
    },
  ));
});

Deno.test("who waits as long as is told gets what was asked for", async () => {
  const clock = new VirtualClock();
  const limiter = new RateLimiter({ clock, burst: 1, perMinute: 7 });
  assertEquals(limiter.take("a"), null);
  for (let i = 0; i < 5; i++) {
    const waitMs = limiter.take("a");
    assert(waitMs !== null && waitMs > 0);
    await clock.advance(waitMs);
    assertEquals(limiter.take("a"), null);
  }
});

Deno.test("many clients take no more memory than a bounded number of them", () => {
  const limiter = new RateLimiter({ clock: new VirtualClock(), burst: 1, perMinute: 1, clients: 2 });
  assertEquals(limiter.take("a"), null);
  assertEquals(limiter.take("b"), null);
  assertEquals(typeof limiter.take("a"), "number");
  assertEquals(limiter.take("c"), null);
  // "b" asked the longest ago.
  assertEquals(limiter.take("b"), null);
  assertEquals(typeof limiter.take("c"), "number");
});
