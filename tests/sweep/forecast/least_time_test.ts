import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { LimitSettings } from "../../../src/spec/mod.ts";
import { forecast } from "../../../src/sweep/mod.ts";
import { Limiter } from "../../../src/transport/limiter/mod.ts";
import { QuickClock } from "../../transport/limiter/_quick_clock.ts";
import { ENDPOINT, planOf } from "../_plans.ts";

/** A token is a word. */
const tokenizer = (text: string) => text.split(/\s+/).length;
const OTHER = ENDPOINT.replace("acme/parrot@local/q4", "acme/parrot@local/q8");
const ELSEWHERE = ENDPOINT.replace("acme/parrot@local/q4", "acme/parrot@shared");

/** For a plan of two prompts, each asked so many times at each endpoint. */
async function leastMs(limits: LimitSettings, { repeats = 1, endpoints = ENDPOINT } = {}): Promise<number | null> {
  const plan = await planOf({ head: `name = "x"\nrepeats = ${repeats}\n`, endpoints });
  return (await forecast(plan, { tokenizer, limits: () => limits })).leastMs;
}

Deno.test("without limits nobody knows", async () => {
  assertEquals(await leastMs({}), null);
  assertEquals(await leastMs({ concurrency: 1, usdPerDay: "1" }), null);
});

Deno.test("what fits into one window takes no time, and each window more a minute", async () => {
  assertEquals(await leastMs({ requestsPerMinute: 20 }, { repeats: 10 }), 0);
  assertEquals(await leastMs({ requestsPerMinute: 19 }, { repeats: 10 }), 60_000);
  assertEquals(await leastMs({ requestsPerMinute: 5 }, { repeats: 10 }), 180_000);
  assertEquals(await leastMs({ requestsPerMinute: 5, requestsPerDay: 10 }, { repeats: 10 }), 86_400_000);
});

Deno.test("a limit of a provider is for all of its endpoints together, and providers are called at once", async () => {
  const limits = { requestsPerMinute: 5 };
  assertEquals(await leastMs(limits, { repeats: 5, endpoints: ENDPOINT + OTHER }), 180_000);
  assertEquals(await leastMs(limits, { repeats: 5, endpoints: ENDPOINT + ELSEWHERE }), 60_000);
});

Deno.test("beyond a burst, calls start evenly", async () => {
  assertEquals(await leastMs({ requestsPerMinute: 60, burst: 10 }, { repeats: 20 }), 30_000);
});

Deno.test("tokens count at the low end", async () => {
  assert((await leastMs({ inputTokensPerMinute: 10 }, { repeats: 10 }))! > 0);
  const endpoints = `${ENDPOINT}parameters = { max_tokens = 100 }\n`;
  // A tenth of the limit, for each of 20 calls.
  assertEquals(await leastMs({ outputTokensPerMinute: 50 }, { repeats: 10, endpoints }), 180_000);
});

Deno.test("the limiter never lets calls through in less", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 12 }), async (repeats, perMinute) => {
      const settings = { requestsPerMinute: perMinute, adaptive: false };
      const least = await leastMs(settings, { repeats });
      const clock = new QuickClock();
      const limiter = new Limiter({ clock });
      const startMs = clock.nowMs();
      const scopes = [{ id: "provider:local", settings }];
      const endpoint = "acme/parrot@local/q4";
      const ask = { scopes, endpoint, lane: "normal", inputTokens: 1, outputTokens: 1, usd: null } as const;
      let lastMs = startMs;
      const calls = Promise.all(Array.from({ length: 2 * repeats }, async () => {
        const permit = await limiter.reserve(ask);
        lastMs = Math.max(lastMs, clock.nowMs());
        permit.settle({ inputTokens: 1, outputTokens: 1, usd: null, outcome: "ok", latencyMs: 0 });
      }));
      await clock.run();
      await calls;
      assert(lastMs - startMs >= least!, `${lastMs - startMs} ms, said to be at least ${least}`);
    }),
    { numRuns: 25 },
  );
});
