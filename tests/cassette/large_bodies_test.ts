import { Buffer } from "node:buffer";
import { createHash, type Hash } from "node:crypto";
import { assert, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import {
  chunkedBody,
  fakeNetwork,
  loopback,
  newNote,
  noNetwork,
  readChunks,
  recordTape,
  replayTape,
  tempTape,
  utf8,
} from "./support.ts";

const MEGABYTE = 2 ** 20;

/** Pieces of a megabyte that a server sends as fast as they are taken. */
function streamOf(piece: Uint8Array, count: number): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent++ === count) controller.close();
      else controller.enqueue(piece.slice());
    },
  }, { highWaterMark: 0 });
}

/** Bytes that are neither UTF-8 nor alike from one to the next. */
function noise(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0, state = 1; at < length; at++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[at] = state >>> 16;
  }
  return bytes;
}

function areSame(actual: readonly Uint8Array[], expected: readonly Uint8Array[]): boolean {
  return actual.length === expected.length && actual.every((chunk, i) => Buffer.compare(chunk, expected[i]) === 0);
}

async function digest(response: Response): Promise<{ sha256: string; bytes: number; chunks: number }> {
  const hash: Hash = createHash("sha256");
  let [bytes, chunks] = [0, 0];
  for await (const chunk of response.body!) {
    hash.update(chunk);
    bytes += chunk.length;
    chunks++;
  }
  return { sha256: hash.digest("hex"), bytes, chunks };
}

Deno.test("a hundred megabytes stream through a recording and come back, chunk for chunk", async () => {
  await using tape = await tempTape();
  const piece = Uint8Array.from({ length: MEGABYTE }, (_, i) => i * 31 + (i >>> 8));
  let live;
  {
    await using server = loopback(() => new Response(streamOf(piece, 100)));
    await using recorder = await recordTape(tape.path, { secrets: ["sk-0123456789"] });
    const note = newNote();
    live = await digest(await recorder.fetch(server.url, { note, headers: { host: "h" } }));
    await note.stored;
    assertEquals([live.bytes, note.unrecordable, note.failure], [100 * MEGABYTE, undefined, undefined]);
    await recorder.close();
    await using player = await replayTape(tape.path, { fetch: noNetwork });
    assertEquals(await digest(await player.fetch(server.url)), live);
  }
  assertLess((await Deno.stat(tape.path)).size, 100 * MEGABYTE * 1.35);
});

const TEXTS: { readonly [name: string]: (size: number) => string } = {
  "a stream of events": (size) => 'data: {"delta":"hellö \\"x\\" \\u00e9 😀"}\n\n'.repeat(size / 38),
  "one JSON value": (size) => JSON.stringify({ data: "ü\n".repeat(size / 3), end: true }),
  "text with a byte order mark": (size) => "\ufeff" + "line\r\n\0".repeat(size / 7),
};

for (const [name, make] of Object.entries(TEXTS)) {
  Deno.test(`five megabytes of text come back: ${name}`, async () => {
    await using tape = await tempTape();
    const whole = utf8.encode(make(5 * MEGABYTE));
    // Places that cut characters in two.
    const chunks = Array.from(
      { length: 10 },
      (_, i) => whole.slice(i * 499_999, i === 9 ? undefined : (i + 1) * 499_999),
    );
    {
      await using recorder = await recordTape(tape.path, {
        fetch: fakeNetwork(() => new Response(chunkedBody(chunks))),
      });
      await digest(await recorder.fetch("http://h/"));
    }
    await using player = await replayTape(tape.path, { fetch: noNetwork });
    const played = await readChunks(await player.fetch("http://h/"));
    assertEquals(played.chunks.map((chunk) => chunk.length), chunks.map((chunk) => chunk.length));
    assert(areSame(played.chunks, chunks));
  });
}

Deno.test("a secret is found wherever it stands in a large body", async () => {
  const secret = "sk-live-0123456789abcdef";
  // The body is redacted in windows of a megabyte: this secret lies across their ends, and is split across events.
  const split = [...secret].map((character) => `data: {"delta":"${character}"}\n\n`).join("");
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: -200, max: 200 }), fc.constantFrom(secret, split), async (shift, spelled) => {
      await using tape = await tempTape();
      const filler = (length: number) => "data: {}\n\n".repeat(Math.ceil(length / 10)).slice(0, length - 1) + "\n";
      const text = filler(5 * MEGABYTE + 131_072 + shift * 7) + spelled + filler(MEGABYTE);
      const network = fakeNetwork(() => new Response(text));
      const note = newNote();
      {
        await using recorder = await recordTape(tape.path, { fetch: network, secrets: [secret] });
        await (await recorder.fetch("http://h/", { note })).text();
      }
      const written = await Deno.readTextFile(tape.path);
      assert(!written.includes(secret));
      assert(!written.includes(JSON.stringify(split).slice(1, -1)));
      assertEquals(note.unrecordable, undefined);
      await using player = await replayTape(tape.path);
      const played = await (await player.fetch("http://h/")).text();
      assert(played.includes("[redacted]") && played === new TextDecoder().decode(note.recordedBody));
    }),
    { numRuns: 6 },
  );
});

Deno.test("any bytes in any chunks come back from a large body", async () => {
  const big = noise(5 * MEGABYTE);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(MEGABYTE), { minLength: 6, maxLength: 12 }), async (lengths) => {
      await using tape = await tempTape();
      const chunks = [big, ...lengths.map((length, i) => big.subarray(i, i + length))];
      const liveNote = newNote();
      {
        await using recorder = await recordTape(tape.path, {
          fetch: fakeNetwork(() => new Response(chunkedBody(chunks))),
        });
        await digest(await recorder.fetch("http://h/", { note: liveNote }));
      }
      const note = newNote();
      await using player = await replayTape(tape.path);
      const played = await readChunks(await player.fetch("http://h/", { note }));
      assertEquals(played.chunks.map((chunk) => chunk.length), chunks.map((chunk) => chunk.length));
      assert(areSame(played.chunks, chunks));
      assertEquals(note.cuts, liveNote.cuts);
    }),
    { numRuns: 3 },
  );
});

Deno.test("lines around a large one are found and played", async () => {
  await using tape = await tempTape();
  const network = fakeNetwork((request) =>
    request.url.endsWith("/big") ? new Response(streamOf(noise(MEGABYTE), 5)) : new Response(request.url)
  );
  {
    await using recorder = await recordTape(tape.path, { fetch: network });
    for (const path of ["a", "big", "b", "big", "c"]) await (await recorder.fetch(`http://h/${path}`)).bytes();
  }
  await using player = await replayTape(tape.path);
  for (const path of ["c", "b", "a"]) {
    assertEquals(await (await player.fetch(`http://h/${path}`)).text(), `http://h/${path}`);
  }
  for (const _ of [1, 2]) assertEquals((await digest(await player.fetch("http://h/big"))).bytes, 5 * MEGABYTE);
  assertEquals(player.summary.unplayed, 0);
});

Deno.test("a torn line is passed over and repaired, however long it is", async () => {
  await using tape = await tempTape();
  const network = fakeNetwork((request) =>
    new Response(request.url.endsWith("/big") ? streamOf(noise(MEGABYTE), 5) : "a")
  );
  {
    await using recorder = await recordTape(tape.path, { fetch: network });
    await (await recorder.fetch("http://h/a")).text();
    await (await recorder.fetch("http://h/big")).bytes();
  }
  await Deno.truncate(tape.path, (await Deno.stat(tape.path)).size - MEGABYTE);
  {
    await using player = await replayTape(tape.path);
    assertEquals(await (await player.fetch("http://h/a")).text(), "a");
    assertEquals(player.summary.unplayed, 0);
  }
  {
    await using recorder = await recordTape(tape.path, { fetch: network });
    await (await recorder.fetch("http://h/b")).text();
  }
  assertLess((await Deno.stat(tape.path)).size, 10_000);
});

Deno.test("a large body that breaks off is kept as far as it came", async () => {
  await using tape = await tempTape();
  const piece = noise(MEGABYTE);
  {
    await using recorder = await recordTape(tape.path, { fetch: fakeNetwork(() => new Response(streamOf(piece, 50))) });
    const reader = (await recorder.fetch("http://h/")).body!.getReader();
    for (let i = 0; i < 7; i++) await reader.read();
    await reader.cancel();
  }
  await using player = await replayTape(tape.path);
  const { chunks, error } = await readChunks(await player.fetch("http://h/"));
  assertEquals([chunks.length, (error as Error).name], [7, "AbortError"]);
});
