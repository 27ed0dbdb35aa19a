import { assert, assertEquals, assertGreater } from "@std/assert";
import fc from "fast-check";
import {
  chunkedBody,
  fakeNetwork,
  loopback,
  newNote,
  noNetwork,
  rawLoopback,
  readChunks,
  recordTape,
  replayTape,
  tempTape,
  utf8,
} from "./support.ts";

interface Answer {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  readonly chunks: readonly (string | Uint8Array)[];
}

function bytesOf(chunk: string | Uint8Array): Uint8Array {
  return typeof chunk === "string" ? utf8.encode(chunk) : chunk;
}

/** Record an answer that comes in these chunks, replay it, and give what both callers saw. */
async function recordAndReplay({ status = 200, headers = {}, chunks }: Answer) {
  await using tape = await tempTape();
  const isEmpty = [204, 205, 304].includes(status);
  const network = fakeNetwork(() =>
    new Response(isEmpty ? null : chunkedBody(chunks.map(bytesOf)), { status, statusText: "So", headers })
  );
  const [liveNote, note] = [newNote(), newNote()];
  {
    await using recorder = await recordTape(tape.path, { fetch: network });
    const response = await recorder.fetch("http://h/a", { note: liveNote });
    assertEquals((await readChunks(response)).chunks, chunks.map(bytesOf));
  }
  await using player = await replayTape(tape.path, { fetch: noNetwork });
  const response = await player.fetch("http://h/a", { note });
  const contentType = response.headers.get("content-type");
  return { response, contentType, liveNote, note, ...await readChunks(response) };
}

const BODIES: { readonly [name: string]: readonly (string | Uint8Array)[] } = {
  "JSON": ['{"id":"1","choices":[{"index":0}]}'],
  "JSON with odd spaces": ['{ "a" :1,\r\n\t"b": [ ] }\n'],
  "JSON with keys that look like numbers": ['{"10":1,"9":2,"a":{"2":0,"1":0}}'],
  "JSON with a __proto__ key": ['{"__proto__":{"polluted":true},"a":1}'],
  "JSON with a key twice": ['{"a":1,"a":2}'],
  "JSON with large and long numbers": ['{"a":9007199254740993,"b":0.10,"c":1e400,"d":-0}'],
  "JSON with half a character": ['{"a":"\\ud83d"}'],
  "a byte order mark": ['\ufeff{"a":1}'],
  "bytes that are no UTF-8": [new Uint8Array([0x7b, 0xff, 0xfe, 0x00, 0x7d])],
  "every byte there is": [Uint8Array.from({ length: 256 }, (_, i) => i)],
  "nothing": [],
  "a line separator and a null": ['{"a":"\u2028\0"}'],
  "a stream": ['data: {"a":1}\n\n', 'data: {"a":2}\n\n', "data: [DONE]\n\n"],
  "a stream with chunks that end anywhere": ["da", "ta: {", '"a":1}\n', "\nda", "ta: [DO", "NE]\n\n"],
  "a stream cut within a character": [utf8.encode("data: 😀").subarray(0, 8), utf8.encode("data: 😀").subarray(8)],
  "one chunk of nothing": [""],
  "chunks of nothing": ["", "a", "", "", "b", ""],
  "JSON in two chunks": ['{"a":', "1}"],
};

for (const [name, chunks] of Object.entries(BODIES)) {
  Deno.test(`what is replayed is what was recorded: ${name}`, async () => {
    const replayed = await recordAndReplay({ chunks });
    assertEquals(replayed.chunks, chunks.map(bytesOf));
    assertEquals(replayed.error, null);
    assertEquals([replayed.response.status, replayed.response.statusText], [200, "So"]);
  });
}

Deno.test("any bytes in any chunks come back", async () => {
  const anyChunks = fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(anyChunks, async (chunks) => {
      const replayed = await recordAndReplay({ chunks });
      assertEquals(replayed.chunks, chunks);
      assertEquals(replayed.note.cuts, replayed.liveNote.cuts);
    }),
    { numRuns: 40 },
  );
});

Deno.test("any text cut anywhere comes back", async () => {
  const cutText = fc.tuple(fc.string({ unit: "grapheme", maxLength: 60 }), fc.array(fc.nat(200), { maxLength: 6 }));
  await fc.assert(
    fc.asyncProperty(cutText, async ([text, marks]) => {
      const bytes = utf8.encode(text);
      const places = [0, ...marks.map((mark) => mark % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
      const chunks = places.slice(1).map((end, i) => bytes.subarray(places[i], end));
      const replayed = await recordAndReplay({ chunks });
      assertEquals(replayed.chunks, chunks);
      assertEquals(await new Response(chunkedBody(replayed.chunks)).bytes(), bytes);
    }),
    { numRuns: 40 },
  );
});

for (const status of [200, 201, 204, 205, 302, 304, 400, 429, 500, 529, 599]) {
  Deno.test(`an answer with status ${status} is replayed`, async () => {
    const chunks = [204, 205, 304].includes(status) ? [] : ["no luck"];
    const { response, note, liveNote, ...replayed } = await recordAndReplay({ status, chunks });
    assertEquals([response.status, response.statusText], [status, "So"]);
    assertEquals(response.body === null, chunks.length === 0);
    assertEquals(replayed.chunks, chunks.map(bytesOf));
    assertEquals(note.headersMs, liveNote.headersMs);
  });
}

Deno.test("an answer without a content type is replayed without one", async () => {
  assertEquals((await recordAndReplay({ chunks: ["text"] })).contentType, null);
  const headers = { "content-type": "text/event-stream; charset=utf-8" };
  assertEquals((await recordAndReplay({ headers, chunks: ["text"] })).contentType, headers["content-type"]);
});

Deno.test("headers that a client acts on are replayed, others are not kept", async () => {
  const kept = {
    "content-type": "application/json",
    "retry-after": "3",
    "retry-after-ms": "2999",
    "x-ratelimit-remaining-tokens": "12",
    "anthropic-ratelimit-requests-limit": "50",
    "x-request-id": "req_1",
  };
  const { response } = await recordAndReplay({
    headers: { ...kept, "set-cookie": "session=1", "openai-organization": "org-1", server: "x" },
    chunks: ["{}"],
  });
  assertEquals(Object.fromEntries(response.headers), kept);
});

Deno.test("a large body comes back", async () => {
  const text = JSON.stringify({ data: Array.from({ length: 90_000 }, (_, i) => `${i} äöü "quoted" \n line`) });
  assertGreater(text.length, 2_000_000);
  const replayed = await recordAndReplay({ chunks: [text.slice(0, 1_000_000), text.slice(1_000_000)] });
  assert(replayed.chunks.length === 2 && replayed.chunks[0].length === utf8.encode(text.slice(0, 1_000_000)).length);
  assertEquals(await new Response(chunkedBody(replayed.chunks)).text() === text, true);
});

Deno.test("what a real server sends in pieces comes back in the pieces that its first reader saw", async () => {
  await using tape = await tempTape();
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const pieces = ['data: {"t":"ü', 'ber"}\n\n', "data: [DONE]", "\n\n"];
  await using server = loopback(() => {
    let next = 0;
    const body = new ReadableStream({
      async pull(controller) {
        if (next > 0) await gates[next - 1].promise;
        if (next === pieces.length) controller.close();
        else controller.enqueue(utf8.encode(pieces[next++]));
      },
    }, { highWaterMark: 0 });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  });
  const [liveNote, note] = [newNote(), newNote()];
  {
    await using recorder = await recordTape(tape.path);
    const response = await recorder.fetch(`${server.url}/v1`, { note: liveNote });
    let read = 0;
    for await (const chunk of response.body!) {
      assertEquals(chunk, utf8.encode(pieces[read]));
      gates[read++].resolve();
    }
    await liveNote.stored;
  }
  await using player = await replayTape(tape.path);
  const { chunks } = await readChunks(await player.fetch(`${server.url}/v1`, { note }));
  assertEquals(chunks, pieces.map((piece) => utf8.encode(piece)));
  assertEquals(note.cuts, liveNote.cuts);
  assertEquals([note.headersMs, note.startedAt], [liveNote.headersMs, liveNote.startedAt]);
  assertEquals([liveNote.source, note.source, note.key], ["live", "replay", liveNote.key]);
});

Deno.test("a compressed answer is kept as its reader saw it", async () => {
  await using tape = await tempTape();
  const plain = "hello ".repeat(50);
  const packed = await new Response(new Blob([plain]).stream().pipeThrough(new CompressionStream("gzip"))).bytes();
  const head = `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n`;
  await using server = rawLoopback(new Uint8Array([...utf8.encode(head), ...packed]));
  {
    await using recorder = await recordTape(tape.path);
    assertEquals(await (await recorder.fetch(server.url)).text(), plain);
  }
  await using player = await replayTape(tape.path);
  assertEquals(await (await player.fetch(server.url)).text(), plain);
});

Deno.test("a caller that changes its chunks does not change the tape", async () => {
  await using tape = await tempTape();
  {
    await using recorder = await recordTape(tape.path, { fetch: fakeNetwork(() => new Response("abc")) });
    for await (const chunk of (await recorder.fetch("http://h/")).body!) chunk.fill(0);
  }
  await using player = await replayTape(tape.path);
  assertEquals(await (await player.fetch("http://h/")).text(), "abc");
});
