import { assert, assertEquals, assertInstanceOf, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import type { Tape } from "../../src/cassette/mod.ts";
import type { CallNote } from "../../src/spec/mod.ts";
import {
  fakeNetwork,
  loopback,
  newNote,
  noNetwork,
  rawLoopback,
  readChunks,
  recordsOf,
  recordTape,
  replayTape,
  tempTape,
  utf8,
} from "./support.ts";

/** What a caller saw of a call that did not end well. */
interface Seen {
  readonly status: number | null;
  readonly bytes: string;
  readonly error: unknown;
}

async function see(call: Promise<Response>): Promise<Seen> {
  try {
    const response = await call;
    const { chunks, error } = await readChunks(response);
    return { status: response.status, bytes: await new Blob(chunks as BlobPart[]).text(), error };
  } catch (error) {
    return { status: null, bytes: "", error };
  }
}

function classOf(error: unknown): string {
  assertInstanceOf(error, Error);
  return `${error.constructor.name} ${error.name}`;
}

/** Record a call that fails, and replay it. */
async function failTwice(call: (tape: Tape, note: CallNote, isLive: boolean) => Promise<Response>) {
  await using tape = await tempTape();
  const [liveNote, note] = [newNote(), newNote()];
  let live: Seen;
  {
    await using recorder = await recordTape(tape.path);
    live = await see(call(recorder, liveNote, true));
    await liveNote.stored;
  }
  await using player = await replayTape(tape.path, { fetch: noNetwork });
  const replayed = await see(call(player, note, false));
  assertEquals([replayed.status, replayed.bytes], [live.status, live.bytes]);
  assertEquals(classOf(replayed.error), classOf(live.error));
  assertMatch((replayed.error as Error).message, /\(recorded\)$/);
  assertEquals([note.failure, note.cuts ?? [], note.headersMs], [liveNote.failure, liveNote.cuts, liveNote.headersMs]);
  return { live, replayed, failure: note.failure! };
}

Deno.test("a refused connection is recorded and replayed", async () => {
  // A port that the system gives to nobody: one that has just been free may be somebody else's by now.
  const { failure, replayed } = await failTwice((tape, note) => tape.fetch("http://127.0.0.1:2/v1", { note }));
  assertEquals([failure.kind, replayed.status], ["connection", null]);
  assertStringIncludes(failure.message, "Connection refused");
});

Deno.test("a server that hangs up without an answer is recorded and replayed", async () => {
  await using server = rawLoopback("");
  const { failure } = await failTwice((tape, note) => tape.fetch(`${server.url}/v1`, { note }));
  assertEquals(failure.kind, "reset");
});

Deno.test("a body that breaks off is recorded and replayed, with the bytes that came before", async () => {
  await using server = rawLoopback("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\ndata: half of");
  const { failure, replayed } = await failTwice((tape, note) => tape.fetch(`${server.url}/v1`, { note }));
  assertEquals([failure.kind, replayed.status, replayed.bytes], ["reset", 200, "data: half of"]);
});

Deno.test("a body that breaks off before its first byte is recorded and replayed", async () => {
  await using server = rawLoopback("HTTP/1.1 429 Slow down\r\nretry-after: 7\r\ntransfer-encoding: chunked\r\n\r\n");
  const { failure, replayed } = await failTwice((tape, note) => tape.fetch(`${server.url}/v1`, { note }));
  assertEquals([failure.kind, replayed.status, replayed.bytes], ["reset", 429, ""]);
});

Deno.test("a timeout before the headers is recorded and replayed, without waiting for it", async () => {
  const gate = Promise.withResolvers<void>();
  await using server = loopback(async () => {
    await gate.promise;
    return new Response();
  });
  const { failure, live } = await failTwice((tape, note, isLive) =>
    tape.fetch(`${server.url}/v1`, { note, signal: isLive ? AbortSignal.timeout(20) : undefined })
  );
  assertEquals([failure.kind, classOf(live.error)], ["timeout", "DOMException TimeoutError"]);
  gate.resolve();
});

Deno.test("a timeout within the body is recorded and replayed", async () => {
  const gate = Promise.withResolvers<void>();
  await using server = loopback(() =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(utf8.encode("first")),
        pull: () => gate.promise,
        cancel: () => gate.resolve(),
      }),
    )
  );
  const { failure, replayed } = await failTwice(async (tape, note, isLive) => {
    const stop = new AbortController();
    const response = await tape.fetch(`${server.url}/v1`, { note, signal: isLive ? stop.signal : undefined });
    // Its time begins with the first chunk, however long that takes to come.
    const body = response.body!.pipeThrough(
      new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(chunk, controller) {
          controller.enqueue(chunk);
          const time = AbortSignal.timeout(20);
          time.addEventListener("abort", () => stop.abort(time.reason));
        },
      }),
    );
    return new Response(body, response);
  });
  assertEquals([failure.kind, replayed.bytes], ["timeout", "first"]);
  gate.resolve();
});

/** A stream of numbered chunks that goes on for ever. */
function endless(): typeof globalThis.fetch {
  return (_input, init) => {
    let next = 0;
    const body = new ReadableStream({
      start: (controller) => init?.signal?.addEventListener("abort", () => controller.error(init.signal!.reason)),
      pull: (controller) => controller.enqueue(utf8.encode(`${next++};`)),
    }, { highWaterMark: 0 });
    return Promise.resolve(new Response(body));
  };
}

for (const reason of [undefined, new Error("enough"), "enough", new DOMException("x", "TimeoutError")]) {
  Deno.test(`a call that its signal ends in the body is recorded: reason ${reason}`, async () => {
    await using tape = await tempTape();
    const note = newNote();
    {
      await using recorder = await recordTape(tape.path, { fetch: endless() });
      const controller = new AbortController();
      const response = await recorder.fetch("http://h/", { note, signal: controller.signal });
      const reader = response.body!.getReader();
      await reader.read();
      await reader.read();
      controller.abort(reason);
      const error = await reader.read().then(() => null, (error) => error);
      assertEquals(error, controller.signal.reason, "the caller gets its own reason");
      await note.stored;
    }
    const expected = reason instanceof DOMException ? "timeout" : "aborted";
    assertEquals(note.failure?.kind, expected);
    await using player = await replayTape(tape.path);
    const { bytes, error } = await see(player.fetch("http://h/"));
    assertEquals(bytes, "0;1;");
    assertEquals((error as Error).name, expected === "timeout" ? "TimeoutError" : "AbortError");
  });
}

Deno.test("a client that stops reading after a chunk is recorded, and may read as far in the replay", async () => {
  await using tape = await tempTape();
  const note = newNote();
  {
    await using recorder = await recordTape(tape.path, { fetch: endless() });
    const response = await recorder.fetch("http://h/", { note });
    for await (const chunk of response.body!) if (new TextDecoder().decode(chunk) === "2;") break;
    await note.stored;
  }
  assertEquals([note.failure?.kind, note.failure?.message], ["aborted", "The client stopped reading after 3 chunks"]);
  await using player = await replayTape(tape.path);
  const replayed = newNote();
  const { bytes, error } = await see(player.fetch("http://h/", { note: replayed }));
  assertEquals([bytes, (error as Error).name], ["0;1;2;", "AbortError"]);
  assertEquals(replayed.failure, note.failure);
});

Deno.test("a body that nobody reads is recorded as far as it was read when the tape closes", async () => {
  await using tape = await tempTape();
  const note = newNote();
  const recorder = await recordTape(tape.path, { fetch: endless() });
  const response = await recorder.fetch("http://h/a", { note });
  assert((await recorder.fetch("http://h/b")).ok);
  const reader = response.body!.getReader();
  await reader.read();
  await recorder.close();
  assertEquals(note.failure?.kind, "aborted");
  await assertRejects(() => reader.read(), UserError, "the cassette was closed before the answer had been read");
  await using player = await replayTape(tape.path);
  assertEquals((await see(player.fetch("http://h/a"))).bytes, "0;");
  assert((await player.fetch("http://h/b")).ok);
});

Deno.test("a body that a reader is waiting for is broken off when the tape closes", async () => {
  await using tape = await tempTape();
  const stuck = new ReadableStream({ pull: () => new Promise<void>(() => {}) });
  const recorder = await recordTape(tape.path, { fetch: fakeNetwork(() => new Response(stuck)) });
  const reading = (await recorder.fetch("http://h/")).text();
  await Promise.all([assertRejects(() => reading, UserError, "was closed before"), recorder.close()]);
  assertEquals((await recordsOf(tape.path)).length, 1);
});

Deno.test("an answer that comes when the tape is closed is an error, as it cannot be kept", async () => {
  await using tape = await tempTape();
  const answers = [Promise.withResolvers<Response>(), Promise.withResolvers<Response>()];
  let next = 0;
  const recorder = await recordTape(tape.path, { fetch: () => answers[next++].promise });
  const calls = [recorder.fetch("http://h/"), recorder.fetch("http://h/")];
  calls.forEach((call) => call.catch(() => {}));
  await recorder.close();
  answers[0].resolve(new Response("late"));
  answers[1].reject(new TypeError("fetch failed"));
  await assertRejects(() => calls[0], UserError, "Cannot keep an answer as the cassette is closed");
  await assertRejects(() => calls[1], TypeError, "fetch failed");
  assertEquals(await recordsOf(tape.path), []);
});

Deno.test("a call that its own signal cuts short is not kept where the caller will make it again", async () => {
  await using tape = await tempTape();
  {
    await using recorder = await recordTape(tape.path, { fetch: endless() });
    for (const cut of ["before", "within", "cancel", "close"]) {
      const controller = new AbortController();
      const note = newNote({ discardOnAbort: true });
      if (cut === "before") {
        note.beforeLive = () => Promise.resolve(controller.abort()).then(() => controller.signal.throwIfAborted());
        await assertRejects(() => recorder.fetch("http://h/", { note, signal: controller.signal }), DOMException);
        continue;
      }
      const response = await recorder.fetch("http://h/", { note, signal: controller.signal });
      const reader = response.body!.getReader();
      await reader.read();
      if (cut === "within") {
        controller.abort();
        await assertRejects(() => reader.read(), DOMException);
      } else if (cut === "cancel") await reader.cancel();
    }
  }
  assertEquals(await recordsOf(tape.path), []);
});

Deno.test("but a timeout or a reset is kept all the same", async () => {
  for (
    const error of [new DOMException("late", "TimeoutError"), new TypeError("error reading a body from connection")]
  ) {
    await using tape = await tempTape();
    const note = newNote({ discardOnAbort: true });
    await using recorder = await recordTape(tape.path, { fetch: () => Promise.reject(error) });
    await assertRejects(() => recorder.fetch("http://h/", { note }));
    await recorder.close();
    assertEquals((await recordsOf(tape.path)).map(({ failure }) => failure.kind), [note.failure!.kind]);
  }
});

Deno.test("a mistake of the caller's is an error and no recording", async () => {
  await using tape = await tempTape();
  await using recorder = await recordTape(tape.path);
  const mistakes: [string, RequestInit][] = [
    ["http://127.0.0.1:1/", { headers: { authorization: "Bearer sk-1\n2" } }],
    ["http://127.0.0.1:1/", { headers: { "no header": "x" } }],
    ["http://127.0.0.1:1/", { method: "GET", body: "x" }],
    ["http://127.0.0.1:1/", { method: "TRACE" }],
    ["no URL", {}],
  ];
  for (const [url, init] of mistakes) {
    const note = newNote();
    await assertRejects(() => recorder.fetch(url, { ...init, note }), TypeError);
    assertEquals(note.failure, undefined);
  }
  await recorder.close();
  assertEquals(await recordsOf(tape.path), []);
});

Deno.test("an error that is none of the transport is passed on and not kept", async () => {
  await using tape = await tempTape();
  for (
    const error of [new Deno.errors.NotCapable("no net"), new RangeError("a bug"), new TypeError("x is undefined")]
  ) {
    await using recorder = await recordTape(tape.path, { fetch: () => Promise.reject(error) });
    assertEquals(await recorder.fetch("http://h/").catch((thrown) => thrown), error);
  }
  assertEquals(await recordsOf(tape.path), []);
});

Deno.test("a note that served a failed call serves the next one", async () => {
  await using tape = await tempTape();
  const note = newNote();
  let calls = 0;
  const network = () =>
    calls++ === 0 ? Promise.reject(new TypeError("fetch failed")) : Promise.resolve(new Response("ok"));
  {
    await using recorder = await recordTape(tape.path, { fetch: network });
    await assertRejects(() => recorder.fetch("http://h/", { note }), TypeError);
    assertEquals(await (await recorder.fetch("http://h/", { note })).text(), "ok");
  }
  assertEquals(note.failure, undefined);
  await using player = await replayTape(tape.path);
  await assertRejects(() => player.fetch("http://h/", { note }), TypeError, "fetch failed (recorded)");
  assertEquals(note.failure?.kind, "connection");
  assertEquals(await (await player.fetch("http://h/", { note })).text(), "ok");
  assertEquals(note.failure, undefined);
});
