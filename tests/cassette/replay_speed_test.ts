import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { UserError, VirtualClock } from "../../src/base/mod.ts";
import type { TransportFailure } from "../../src/spec/mod.ts";
import { gatedBody, retime, type Times } from "./retimed.ts";
import {
  fakeNetwork,
  loopback,
  newNote,
  noNetwork,
  rawLoopback,
  readChunks,
  recordTape,
  replayTape,
  tempTape,
} from "./support.ts";

const EVENTS = ['data: {"a":1}\n\n', 'data: {"a":2}\n\n', "data: [DONE]\n\n"];
const TIMES: Times = { headersMs: 400, chunksMs: [800, 1200, 61_200] };

/** A tape with a stream of three events from a real server, to which these times are given. */
async function slowTape(times: Times = TIMES): Promise<{ path: string; url: string } & AsyncDisposable> {
  const tape = await tempTape();
  const { body, release } = gatedBody(EVENTS);
  await using server = loopback(() => new Response(body, { headers: { "content-type": "text/event-stream" } }));
  {
    await using recorder = await recordTape(tape.path);
    const response = await recorder.fetch(server.url);
    for await (const _ of response.body!) release();
  }
  await retime(tape.path, times);
  return { ...tape, url: server.url };
}

/** Let virtual time pass until the promise settles, and give what it gives. */
async function drive<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const settled = promise.finally(() => isSettled = true);
  settled.catch(() => {});
  // A sleeper appears some turns after what it waits for: with nobody asleep, only the turns pass.
  while (!isSettled) await clock.advance((clock.nextWakeMs() ?? clock.nowMs()) - clock.nowMs());
  return await settled;
}

/** When the headers and each chunk of an answer come, in virtual milliseconds. */
async function arrivals(clock: VirtualClock, call: () => Promise<Response>): Promise<number[]> {
  const times: number[] = [];
  await drive(
    clock,
    (async () => {
      const response = await call();
      times.push(clock.nowMs());
      for await (const _ of response.body!) times.push(clock.nowMs());
    })(),
  );
  return times;
}

for (
  const [speed, expected] of [[1, [400, 800, 1200, 61_200]], [4, [100, 200, 300, 15_300]], [0, [0, 0, 0, 0]]] as const
) {
  Deno.test(`at speed ${speed} headers and chunks come ${speed === 0 ? "at once" : "when they were recorded"}`, async () => {
    await using tape = await slowTape();
    const clock = new VirtualClock();
    await using player = await replayTape(tape.path, { clock, speed, fetch: noNetwork });
    assertEquals(await arrivals(clock, () => player.fetch(tape.url)), [...expected]);
  });
}

Deno.test("times count from the call, not from the opening of the tape", async () => {
  await using tape = await slowTape();
  const clock = new VirtualClock();
  await using player = await replayTape(tape.path, { clock, speed: 1 });
  await clock.advance(5000);
  assertEquals(await arrivals(clock, () => player.fetch(tape.url)), [5400, 5800, 6200, 66_200]);
});

Deno.test("a reader that is later than the recording waits no more than it must", async () => {
  await using tape = await slowTape({ headersMs: 10, chunksMs: [20, 30, 5000] });
  const clock = new VirtualClock();
  await using player = await replayTape(tape.path, { clock, speed: 1 });
  const response = await drive(clock, player.fetch(tape.url));
  await clock.advance(990);
  const reader = response.body!.getReader();
  for (const expected of [1000, 1000, 5000]) {
    await drive(clock, reader.read());
    assertEquals(clock.nowMs(), expected);
  }
});

Deno.test("an answer in one piece comes in its time, too", async () => {
  await using tape = await tempTape();
  await using server = loopback(() => Response.json({ a: 1 }));
  {
    await using recorder = await recordTape(tape.path);
    await (await recorder.fetch(server.url)).text();
  }
  await retime(tape.path, { headersMs: 100, chunksMs: [250] });
  const clock = new VirtualClock();
  await using player = await replayTape(tape.path, { clock, speed: 1 });
  assertEquals(await drive(clock, player.fetch(server.url).then((response) => response.json())), { a: 1 });
  assertEquals(clock.nowMs(), 250);
});

for (
  const [name, raw, speed, times, expected] of [
    ["before the headers", "", 1, { failureMs: 3000 }, [3000]],
    ["within the body", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc", 2, {
      headersMs: 100,
      chunksMs: [200],
      failureMs: 9000,
    }, [50, 100, 4500]],
  ] as const
) {
  Deno.test(`a failure ${name} comes in its time`, async () => {
    await using tape = await tempTape();
    await using server = rawLoopback(raw);
    {
      await using recorder = await recordTape(tape.path);
      await recorder.fetch(server.url).then(readChunks).catch(() => {});
    }
    await retime(tape.path, times);
    const clock = new VirtualClock();
    await using player = await replayTape(tape.path, { clock, speed });
    const seen: number[] = [];
    const play = async () => {
      const response = await player.fetch(server.url);
      seen.push(clock.nowMs());
      for await (const _ of response.body!) seen.push(clock.nowMs());
    };
    await assertRejects(() => drive(clock, play()), TypeError, "(recorded)");
    assertEquals([...seen, clock.nowMs()], [...expected]);
  });
}

Deno.test("a call that is aborted while it waits for its headers ends at once, with the reason", async () => {
  await using tape = await slowTape();
  const clock = new VirtualClock();
  await using player = await replayTape(tape.path, { clock, speed: 1 });
  const [controller, note, reason] = [new AbortController(), newNote(), new Error("enough")];
  const call = player.fetch(tape.url, { signal: controller.signal, note });
  call.catch(() => {});
  await clock.advance(399);
  controller.abort(reason);
  assertStrictEquals(await call.catch((error) => error), reason);
  assertEquals([clock.nowMs(), clock.nextWakeMs(), note.cancelledAfter], [399, null, 0]);
});

Deno.test("a call that is aborted while it waits for a chunk ends at once, and nobody waits on", async () => {
  await using tape = await slowTape();
  const clock = new VirtualClock();
  await using player = await replayTape(tape.path, { clock, speed: 1 });
  const [controller, note, reason] = [new AbortController(), newNote(), new Error("enough")];
  const response = await drive(clock, player.fetch(tape.url, { signal: controller.signal, note }));
  const reader = response.body!.getReader();
  await drive(clock, reader.read());
  await drive(clock, reader.read());
  const stalled = reader.read();
  await clock.advance(30_000);
  controller.abort(reason);
  assertStrictEquals(await stalled.catch((error) => error), reason);
  assertEquals([clock.nowMs(), clock.nextWakeMs(), note.cancelledAfter], [31_200, null, 2]);
});

Deno.test("a reader that cancels while it waits for a chunk leaves nothing behind", async () => {
  await using tape = await slowTape();
  const clock = new VirtualClock();
  await using player = await replayTape(tape.path, { clock, speed: 1 });
  const response = await drive(clock, player.fetch(tape.url));
  const reader = response.body!.getReader();
  await drive(clock, reader.read());
  const waiting = reader.read();
  await clock.advance(1);
  await reader.cancel();
  assertEquals((await waiting).done, true);
  await clock.advance(0);
  assertEquals(clock.nextWakeMs(), null);
  assertEquals(player.cancelled.map(({ afterChunks }) => afterChunks), [1]);
});

Deno.test("what was recorded is what the note tells, at any speed", async () => {
  await using tape = await slowTape();
  const notes = [];
  for (const speed of [0, 1, 100]) {
    const [clock, note] = [new VirtualClock(), newNote()];
    await using player = await replayTape(tape.path, { clock, speed });
    await arrivals(clock, () => player.fetch(tape.url, { note }));
    notes.push(note);
  }
  assertEquals(notes[0].headersMs, 400);
  assertEquals(notes[1], notes[0]);
  assertEquals(notes[2], notes[0]);
});

Deno.test("a recorded timeout is its own failure at its own time, not that of the clock", async () => {
  await using tape = await tempTape();
  {
    await using recorder = await recordTape(tape.path, {
      fetch: fakeNetwork(() => Promise.reject(new DOMException("no answer for 30 s", "TimeoutError"))),
    });
    await recorder.fetch("http://h/").catch(() => {});
  }
  await retime(tape.path, { failureMs: 30_000 });
  const [clock, note] = [new VirtualClock(), newNote()];
  await using player = await replayTape(tape.path, { clock, speed: 10 });
  const error = await drive(clock, player.fetch("http://h/", { note })).catch((error) => error);
  assert(error instanceof DOMException && error.name === "TimeoutError");
  assertEquals(clock.nowMs(), 3000);
  assertEquals(note.failure satisfies TransportFailure | undefined, {
    kind: "timeout",
    message: "no answer for 30 s",
    atMs: 30_000,
  });
});

for (const speed of [-1, NaN, Infinity]) {
  Deno.test(`no tape is played at speed ${speed}`, async () => {
    await using tape = await tempTape();
    await assertRejects(() => replayTape(tape.path, { speed }), UserError, `current value is ${speed}`);
  });
}
