import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { gatedBody } from "./retimed.ts";
import { loopback, newNote, noNetwork, recordsOf, recordTape, replayTape, tempTape, utf8 } from "./support.ts";

const EVENTS = Array.from({ length: 6 }, (_, i) => `data: {"i":${i}}\n\n`);
const AS_STREAM = { headers: { "content-type": "text/event-stream" } };

/** A tape with a whole stream of six events, from a real server. */
async function streamTape(): Promise<{ path: string; url: string } & AsyncDisposable> {
  const tape = await tempTape();
  const { body, release } = gatedBody(EVENTS);
  await using server = loopback(() => new Response(body, AS_STREAM));
  await using recorder = await recordTape(tape.path);
  for await (const _ of (await recorder.fetch(server.url)).body!) release();
  return { ...tape, url: server.url };
}

/** Record a client that leaves after so many events of a real server's. */
async function recordLeaving(path: string, after: number, how: "cancel" | "abort") {
  const { body, release } = gatedBody(EVENTS);
  await using server = loopback(() => new Response(body, AS_STREAM));
  await using recorder = await recordTape(path);
  const [note, controller] = [newNote(), new AbortController()];
  const response = await recorder.fetch(server.url, { note, signal: controller.signal });
  const reader = response.body!.getReader();
  for (let i = 0; i < after; i++) {
    await reader.read();
    if (i + 1 < after) release();
  }
  if (how === "cancel") await reader.cancel();
  else {
    controller.abort();
    await reader.read().catch(() => {});
  }
  await note.stored;
  return { note, url: server.url };
}

for (const how of ["cancel", "abort"] as const) {
  for (const after of [0, 1, 4]) {
    Deno.test(`a client that leaves by ${how} after ${after} events is recorded and played as far`, async () => {
      await using tape = await tempTape();
      const { note, url } = await recordLeaving(tape.path, after, how);
      const [{ response, failure }] = await recordsOf(tape.path);
      assertEquals([response.cuts.length, failure.kind], [after, "aborted"]);
      assertEquals(response.body?.text ?? "", EVENTS.slice(0, after).join(""));
      if (how === "cancel") {
        assertEquals(failure.message, `The client stopped reading after ${after} ${after === 1 ? "chunk" : "chunks"}`);
      }
      await using player = await replayTape(tape.path, { fetch: noNetwork });
      const replayed = newNote();
      const reader = (await player.fetch(url, { note: replayed })).body!.getReader();
      for (let i = 0; i < after; i++) assertEquals((await reader.read()).value, utf8.encode(EVENTS[i]));
      const error = await reader.read().catch((error) => error);
      assert(error instanceof DOMException && error.name === "AbortError");
      assertEquals([replayed.failure, replayed.cuts], [note.failure, note.cuts]);
    });
  }
}

Deno.test("a client that leaves where it left when it was recorded never sees the failure", async () => {
  await using tape = await tempTape();
  const { url } = await recordLeaving(tape.path, 3, "cancel");
  await using player = await replayTape(tape.path);
  let seen = 0;
  for await (const _ of (await player.fetch(url)).body!) if (++seen === 3) break;
  assertEquals(player.cancelled.map(({ afterChunks }) => afterChunks), [3]);
});

for (const reason of [undefined, new Error("enough"), "a text"]) {
  Deno.test(`a played body that its signal aborts fails at once with the reason: ${reason}`, async () => {
    await using tape = await streamTape();
    await using player = await replayTape(tape.path);
    const [controller, note] = [new AbortController(), newNote()];
    const response = await player.fetch(tape.url, { signal: controller.signal, note });
    const reader = response.body!.getReader();
    await reader.read();
    await reader.read();
    controller.abort(reason);
    assertStrictEquals(await reader.read().catch((error) => error), controller.signal.reason);
    assertEquals([note.cancelledAfter, player.cancelled], [2, [{ key: note.key!, afterChunks: 2 }]]);
  });
}

Deno.test("an answer in one piece that its signal aborts before it is read fails, too", async () => {
  await using tape = await tempTape();
  await using server = loopback(() => Response.json({ a: 1 }));
  {
    await using recorder = await recordTape(tape.path);
    await (await recorder.fetch(server.url)).text();
  }
  await using player = await replayTape(tape.path);
  const controller = new AbortController();
  const response = await player.fetch(server.url, { signal: controller.signal });
  controller.abort();
  assertStrictEquals(await response.text().catch((error) => error), controller.signal.reason);
});

Deno.test("a signal that aborts when all has been read changes nothing", async () => {
  await using tape = await streamTape();
  await using player = await replayTape(tape.path);
  const [controller, note] = [new AbortController(), newNote()];
  const response = await player.fetch(tape.url, { signal: controller.signal, note });
  assertEquals(await response.text(), EVENTS.join(""));
  controller.abort();
  assertEquals([note.cancelledAfter, player.cancelled], [undefined, []]);
});

Deno.test("a tape tells of each call that was called off, and of none that was read", async () => {
  await using tape = await tempTape();
  let gated = gatedBody(EVENTS);
  await using server = loopback(() => new Response(gated.body, AS_STREAM));
  const paths = ["/all", "/none", "/left"];
  {
    await using recorder = await recordTape(tape.path);
    for (const path of paths) {
      gated = gatedBody(EVENTS);
      for await (const _ of (await recorder.fetch(server.url + path)).body!) gated.release();
    }
  }
  await using player = await replayTape(tape.path);
  const [all, none, left] = await Promise.all(paths.map((path) => player.fetch(server.url + path)));
  assertEquals(await all.text(), EVENTS.join(""));
  await none.body!.cancel();
  const reader = left.body!.getReader();
  await reader.read();
  await reader.cancel("I know enough");
  const keys = (await recordsOf(tape.path)).map(({ key }) => key);
  assertEquals(player.cancelled, [{ key: keys[1], afterChunks: 0 }, { key: keys[2], afterChunks: 1 }]);
});

Deno.test("a body with two readers is called off when both have left", async () => {
  await using tape = await streamTape();
  await using player = await replayTape(tape.path);
  const response = await player.fetch(tape.url);
  const [one, other] = response.body!.tee();
  const left = one.cancel();
  assertEquals(player.cancelled, []);
  await Promise.all([left, other.cancel()]);
  assertEquals(player.cancelled.length, 1);
});

Deno.test("a replay gives a chunk when it is asked for, and not before", async () => {
  await using tape = await streamTape();
  await using player = await replayTape(tape.path);
  const note = newNote();
  const response = await player.fetch(tape.url, { note });
  const reader = response.body!.getReader();
  for (let i = 0; i < 3; i++) await reader.read();
  // Had the replay run ahead of its reader, the reader would leave after more than it has read.
  await new Promise((resolve) => setTimeout(resolve, 0));
  await reader.cancel();
  assertEquals(note.cancelledAfter, 3);
});

Deno.test("recording asks the network for no more than the client asks for", async () => {
  await using tape = await tempTape();
  let asked = 0;
  const endless = () =>
    Promise.resolve(
      new Response(
        new ReadableStream({
          pull(controller) {
            asked++;
            controller.enqueue(utf8.encode(`${asked};`));
          },
        }, { highWaterMark: 0 }),
      ),
    );
  await using recorder = await recordTape(tape.path, { fetch: endless });
  const reader = (await recorder.fetch("http://h/")).body!.getReader();
  for (let read = 1; read <= 3; read++) {
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 0));
    assertEquals(asked, read);
  }
  await reader.cancel();
});
