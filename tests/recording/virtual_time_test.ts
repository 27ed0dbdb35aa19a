import { assert, assertEquals, assertRejects } from "@std/assert";
import { openCassette, virtualTime } from "../../src/recording/mod.ts";
import { gatedBody, retime } from "../cassette/retimed.ts";
import { loopback, noNetwork, recordTape, tempTape } from "../cassette/support.ts";

const EVENTS = ['data: {"a":1}\n\n', "data: [DONE]\n\n"];

/** A tape of a stream from a real server that stalls for a minute between its two events. */
async function stalledTape(): Promise<{ path: string; url: string } & AsyncDisposable> {
  const tape = await tempTape();
  const { body, release } = gatedBody(EVENTS);
  await using server = loopback(() => new Response(body, { headers: { "content-type": "text/event-stream" } }));
  {
    await using recorder = await recordTape(tape.path);
    for await (const _ of (await recorder.fetch(server.url)).body!) release();
  }
  await retime(tape.path, { headersMs: 100, chunksMs: [200, 60_200] });
  return { ...tape, url: server.url };
}

function names() {
  const { setTimeout, clearTimeout, setInterval, clearInterval, Date } = globalThis;
  return [setTimeout, clearTimeout, setInterval, clearInterval, Date, performance.now, AbortSignal.timeout];
}

Deno.test("timers of the code under test see a recorded stall of a minute", async () => {
  await using tape = await stalledTape();
  using time = await virtualTime();
  await using player = await openCassette(tape.path, {
    keepNetwork: true,
    speed: 1,
    clock: time.clock,
    fetch: noNetwork,
  });
  const log: string[] = [];
  const start = Date.now();
  const ticks = setInterval(() => log.push(`tick ${Date.now() - start}`), 25_000);
  setTimeout(() => log.push(`30 s: ${Date.now() - start}`), 30_000);
  const late = setTimeout(() => log.push("90 s"), 90_000);
  const signal = AbortSignal.timeout(45_000);
  signal.addEventListener("abort", () => log.push(`signal: ${performance.now()}`));
  const response = await player.fetch(tape.url);
  log.push(`headers ${Date.now() - start}`);
  for await (const _ of response.body!) log.push(`chunk ${Date.now() - start}`);
  clearTimeout(late);
  clearInterval(ticks);
  assertEquals(log, [
    "headers 100",
    "chunk 200",
    "tick 25000",
    "30 s: 30000",
    "signal: 45000",
    "tick 50000",
    "chunk 60200",
  ]);
  assertEquals(time.passedMs, 60_200);
});

Deno.test("a client that gives up after 30 s gives up within the stall, and one that waits 90 s does not", async () => {
  await using tape = await stalledTape();
  for (const [patienceMs, expected] of [[30_000, "TimeoutError"], [90_000, EVENTS.join("")]] as const) {
    using time = await virtualTime();
    await using player = await openCassette(tape.path, { keepNetwork: true, speed: 1, clock: time.clock });
    const seen = await player.fetch(tape.url, { signal: AbortSignal.timeout(patienceMs) })
      .then((response) => response.text()).catch((error) => error.name);
    assertEquals([seen, time.passedMs], [expected, Math.min(patienceMs, 60_200)]);
    assertEquals(player.cancelled.map(({ afterChunks }) => afterChunks), patienceMs === 30_000 ? [1] : []);
  }
});

Deno.test("a tape that was opened without a clock plays in virtual time, too", async () => {
  await using tape = await stalledTape();
  await using player = await openCassette(tape.path, { keepNetwork: true, speed: 1 });
  using time = await virtualTime();
  await (await player.fetch(tape.url)).text();
  assertEquals(time.passedMs, 60_200);
});

Deno.test("calls at once stall at once", async () => {
  await using tape = await stalledTape();
  using time = await virtualTime({ startDate: new Date("2026-01-01T00:00:00Z") });
  const tapes = await Promise.all(
    Array.from({ length: 20 }, () => openCassette(tape.path, { keepNetwork: true, speed: 1, clock: time.clock })),
  );
  await Promise.all(tapes.map(async (player) => await (await player.fetch(tape.url)).text()));
  assertEquals(new Date().toISOString(), "2026-01-01T00:01:00.200Z");
  await Promise.all(tapes.map((player) => player.close()));
});

Deno.test("the machine's own timers come back, also after an exception", async () => {
  const before = names();
  {
    using _time = await virtualTime();
    assert(names().every((value, i) => value !== before[i]));
  }
  assertEquals(names().map((value, i) => value === before[i]), before.map(() => true));
  await assertRejects(async () => {
    using _time = await virtualTime();
    await Promise.resolve();
    throw new RangeError("a bug");
  }, RangeError);
  assertEquals(names().map((value, i) => value === before[i]), before.map(() => true));
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, 0);
  await promise;
});

Deno.test("timers that still wait when virtual time ends never fire", async () => {
  let fired = 0;
  {
    using _time = await virtualTime();
    setTimeout(() => fired++, 60_000);
  }
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(fired, 0);
});

Deno.test("virtual time runs once at a time", async () => {
  using time = await virtualTime();
  await assertRejects(() => virtualTime(), TypeError);
  assertEquals(time.passedMs, 0);
});
