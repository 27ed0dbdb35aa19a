import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { stampedFetch, VirtualClock } from "../../src/base/mod.ts";
import type { CallNote, NotedFetch } from "../../src/spec/mod.ts";
import { type TimeoutLimits, withTimeout } from "../../src/transport/mod.ts";
import { endpointAt, failureOf, tryOnce } from "./loopback.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** A server in virtual time: the headers after `headersMs`, then a chunk after each of `gapsMs`. */
function slowFetch(clock: VirtualClock, headersMs: number, gapsMs: readonly number[]): NotedFetch {
  return stampedFetch(async (_, init) => {
    const signal = init?.signal ?? undefined;
    await clock.sleep(headersMs, signal);
    const rest = [...gapsMs];
    return new Response(
      new ReadableStream<Uint8Array<ArrayBuffer>>({
        async pull(controller) {
          const gap = rest.shift();
          if (gap === undefined) return controller.close();
          await clock.sleep(gap, signal);
          controller.enqueue(bytes("x"));
        },
      }, { highWaterMark: 0 }),
    );
  }, clock);
}

/** The text that came, or the message of the error, after all virtual time that can pass has passed. */
async function outcome(clock: VirtualClock, fetch: NotedFetch, note: CallNote = { caller: {} }): Promise<string> {
  const call = fetch("http://x/", { note }).then((response) => response.text()).catch((error) =>
    `${error.name}: ${error.message}`
  );
  let result: string | undefined;
  call.then((text) => result = text);
  for (let turn = 0; result === undefined && turn < 100; turn++) await clock.advance(100);
  return await call;
}

function run(limits: TimeoutLimits, headersMs: number, gapsMs: readonly number[], note?: CallNote): Promise<string> {
  const clock = new VirtualClock();
  return outcome(clock, withTimeout(slowFetch(clock, headersMs, gapsMs), { ...limits, clock }), note);
}

Deno.test("what is within its limits passes", async () => {
  assertEquals(await run({ totalMs: 1000, headersMs: 300, idleMs: 300 }, 200, [200, 200, 200]), "xxx");
  assertEquals(await run({}, 2000, [2000]), "x");
});

Deno.test("each limit ends a call with a timeout that names it", async () => {
  const cases: [TimeoutLimits, number, number[], string][] = [
    [{ totalMs: 500 }, 900, [], "the total time"],
    [{ totalMs: 500 }, 200, [200, 200], "the total time"],
    [{ headersMs: 100 }, 200, [], "the time to the headers"],
    [{ idleMs: 100 }, 50, [90, 150], "the time between chunks"],
    [{ headersMs: 5000, idleMs: 100 }, 50, [150], "the time between chunks"],
  ];
  for (const [limits, headersMs, gapsMs, name] of cases) {
    const message = await run(limits, headersMs, gapsMs);
    assertStringIncludes(message, "TimeoutError: Cannot wait longer as the limit of");
    assertStringIncludes(message, name);
  }
});

Deno.test("a slow but steady body outlives the limits that are not about it", async () => {
  assertEquals(await run({ headersMs: 300, idleMs: 300 }, 200, Array(20).fill(200)), "x".repeat(20));
});

Deno.test("a wait before the hand-over does not count", async () => {
  const clock = new VirtualClock();
  const note: CallNote = { caller: {}, beforeLive: (signal) => clock.sleep(3000, signal) };
  assertEquals(await outcome(clock, withTimeout(slowFetch(clock, 100, [100]), { totalMs: 500, clock }), note), "x");
});

Deno.test("a replayed call, which is never handed over, has no limits", async () => {
  const clock = new VirtualClock();
  const replay: NotedFetch = async () => {
    await clock.sleep(5000);
    return new Response("recorded");
  };
  assertEquals(await outcome(clock, withTimeout(replay, { totalMs: 100, clock })), "recorded");
  assertEquals(clock.nextWakeMs(), null);
});

Deno.test("a request without a note is limited from its start", async () => {
  const clock = new VirtualClock();
  const fetch = withTimeout(slowFetch(clock, 900, []), { totalMs: 100, clock });
  const call = assertRejects(() => fetch("http://x/"), DOMException, "current value is 100 ms");
  await clock.advance(100);
  await call;
});

Deno.test("nothing sleeps on when a call has ended, however it ended", async () => {
  const limits = { totalMs: 60_000, headersMs: 60_000, idleMs: 60_000 };
  const clock = new VirtualClock();
  await outcome(clock, withTimeout(slowFetch(clock, 10, [10]), { ...limits, clock }));
  assertEquals(clock.nextWakeMs(), null);
  const failing = stampedFetch(() => Promise.reject(new TypeError("fetch failed")), clock);
  await outcome(clock, withTimeout(failing, { ...limits, clock }));
  assertEquals(clock.nextWakeMs(), null);
  const response = await withTimeout(stampedFetch(() => Promise.resolve(new Response("abc")), clock), {
    ...limits,
    clock,
  })("http://x/", {
    note: { caller: {} },
  });
  await response.body!.cancel();
  assertEquals(clock.nextWakeMs(), null);
});

Deno.test("the caller's own abort goes through as it is", async () => {
  const clock = new VirtualClock();
  const controller = new AbortController();
  const fetch = withTimeout(slowFetch(clock, 900, []), { totalMs: 5000, clock });
  const call = assertRejects(
    () => fetch("http://x/", { note: { caller: {} }, signal: controller.signal }),
    Error,
    "enough",
  );
  await clock.advance(100);
  controller.abort(new Error("enough"));
  await call;
});

Deno.test("an exchange shows it as a timeout, to be tried again", async () => {
  const clock = new VirtualClock();
  const fetch = withTimeout(slowFetch(clock, 900, []), { totalMs: 100, clock });
  const call = tryOnce(endpointAt("http://x"), { fetch });
  // One turn, in which the request is handed over.
  await clock.advance(0);
  await clock.advance(100);
  const failure = failureOf(await call);
  assertEquals([failure.kind, failure.decision, failure.latencyMs], ["timeout", { retry: "transient" }, 100]);
});
