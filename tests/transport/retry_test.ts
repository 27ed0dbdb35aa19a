import { assertEquals, assertGreaterOrEqual, assertLess, assertRejects } from "@std/assert";
import fc from "fast-check";
import { seededRandom, systemClock, VirtualClock } from "../../src/base/mod.ts";
import type { CallNote, RetryDecision, WireOutcome } from "../../src/spec/mod.ts";
import {
  type Backoff,
  callWithRetry,
  type ExchangeResult,
  fullJitter,
  type RetryOptions,
  waitBeforeLive,
} from "../../src/transport/mod.ts";
import { completionOf, endpointAt, EVENTS, tryOnce, withServer } from "./loopback.ts";

/** 10 ms before the first retry, 20 before the second, and so on. */
const STEPS: Backoff = { delayMs: (retry) => retry * 10 };
const OPTIONS: RetryOptions = { maxTries: 4, backoff: STEPS, random: () => 0 };
const NOTE: CallNote = { caller: {} };
const OK: ExchangeResult = { outcome: { ok: true } as WireOutcome, httpStatus: 200, note: NOTE };

function failing(decision: RetryDecision): ExchangeResult {
  const failure = {
    kind: "server_error",
    message: "",
    decision,
    httpStatus: 500,
    code: null,
    midStream: false,
    latencyMs: null,
  } as const;
  return { outcome: { ok: false, failure }, httpStatus: 500, note: NOTE };
}

const TRANSIENT = failing({ retry: "transient" });

/** Plays results in order and tells which waits were asked for. */
async function play(results: readonly ExchangeResult[], options: Partial<RetryOptions> = {}) {
  const waits: number[] = [];
  const numbers: number[] = [];
  const seen = await callWithRetry(({ number, waitMs }) => {
    numbers.push(number);
    waits.push(waitMs);
    return Promise.resolve(results[Math.min(number, results.length) - 1]);
  }, { ...OPTIONS, ...options });
  assertEquals(numbers, seen.map((_, place) => place + 1));
  return { seen, waits };
}

Deno.test("a success is not tried again", async () => {
  assertEquals(await play([OK]), { seen: [OK], waits: [0] });
});

Deno.test("a failure that can pass is tried until it does, and every result comes back", async () => {
  assertEquals(await play([TRANSIENT, TRANSIENT, OK]), { seen: [TRANSIENT, TRANSIENT, OK], waits: [0, 10, 20] });
});

Deno.test("a failure that cannot pass is not tried again", async () => {
  const no = failing({ retry: "no" });
  assertEquals(await play([TRANSIENT, no, OK]), { seen: [TRANSIENT, no], waits: [0, 10] });
});

Deno.test("tries end when they are used up", async () => {
  assertEquals((await play([TRANSIENT])).waits, [0, 10, 20, 30]);
  assertEquals((await play([TRANSIENT], { maxTries: 1 })).waits, [0]);
});

Deno.test("what the provider asked for is the least that is waited", async () => {
  const asks = (afterMs: number | null) => failing({ retry: "rateLimited", afterMs });
  assertEquals((await play([asks(7000), OK])).waits, [0, 7000]);
  assertEquals((await play([asks(0), OK])).waits, [0, 10]);
  assertEquals((await play([asks(null), OK])).waits, [0, 10]);
});

Deno.test("a try that would bring the waits above their limit is not made", async () => {
  const asks = failing({ retry: "rateLimited", afterMs: 400 });
  assertEquals((await play([asks], { maxTotalWaitMs: 1000 })).waits, [0, 400, 400]);
  assertEquals((await play([failing({ retry: "rateLimited", afterMs: 3_600_000 }), OK])).seen.length, 1);
});

Deno.test("the number of tries must be a positive integer", async () => {
  for (const maxTries of [0, -1, 1.5, NaN]) {
    await assertRejects(() => play([OK], { maxTries }), RangeError, `current value is ${maxTries}`);
  }
});

Deno.test("an abort ends the call between two tries", async () => {
  const controller = new AbortController();
  let tries = 0;
  const call = callWithRetry(() => {
    tries++;
    controller.abort(new Error("enough"));
    return Promise.resolve(TRANSIENT);
  }, { ...OPTIONS, signal: controller.signal });
  await assertRejects(() => call, Error, "enough");
  assertEquals(tries, 1);
});

Deno.test("the tries follow from the results and the seed alone, and never wait longer than allowed", async () => {
  const decision = fc.oneof(
    fc.constant<RetryDecision>({ retry: "transient" }),
    fc.record({ retry: fc.constant("rateLimited" as const), afterMs: fc.option(fc.nat(50_000)) }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(decision, { minLength: 1 }),
      fc.string(),
      fc.nat(100_000),
      async (decisions, seed, limit) => {
        const results = decisions.map(failing);
        const once = () =>
          play(results, { maxTries: 6, backoff: fullJitter(), random: seededRandom(seed), maxTotalWaitMs: limit });
        const { seen, waits } = await once();
        assertEquals((await once()).waits, waits);
        assertEquals(waits.reduce((a, b) => a + b) <= limit, true);
        for (const [place, waited] of waits.slice(1).entries()) {
          const { outcome } = seen[place];
          if (outcome.ok || outcome.failure.decision.retry !== "rateLimited") continue;
          assertGreaterOrEqual(waited, outcome.failure.decision.afterMs ?? 0);
        }
      },
    ),
  );
});

Deno.test("over the network: a 429 with a delay, then an answer whose latency excludes the wait", async () => {
  let calls = 0;
  const handler = () => {
    if (++calls > 1) return new Response(EVENTS.join(""), { headers: { "content-type": "text/event-stream" } });
    return Response.json({ error: { message: "Slow down" } }, { status: 429, headers: { "retry-after": "30" } });
  };
  await withServer(handler, async (baseUrl) => {
    const clock = new VirtualClock();
    const call = callWithRetry(({ number, waitMs }) => {
      const note: CallNote = { caller: { try: number } };
      waitBeforeLive(note, { waitMs, clock });
      return tryOnce(endpointAt(baseUrl), { note });
    }, OPTIONS);
    while (clock.nextWakeMs() === null) await systemClock.sleep(0);
    assertEquals(calls, 1);
    await clock.advance(30_000);
    const [first, second] = await call;
    assertEquals([calls, first.httpStatus, second.httpStatus], [2, 429, 200]);
    assertEquals([first.note.caller, second.note.caller], [{ try: 1 }, { try: 2, retryWaitMs: 30_000 }]);
    assertLess(completionOf(second).timing.latencyMs!, 30_000);
  });
});
