import { Buffer } from "node:buffer";
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { assert, assertEquals, assertInstanceOf, assertRejects, assertStringIncludes } from "@std/assert";
import type { NotedFetch } from "../../src/spec/mod.ts";
import {
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

/** All that a client can see of an answer. */
async function look(call: Promise<Response>) {
  const response = await call;
  const { status, statusText, ok, type, url, redirected } = response;
  // Names of servers and connections are not kept.
  const headers = Object.fromEntries([...response.headers].filter(([name]) => KEPT.has(name)));
  const isNull = response.body === null;
  const { chunks, error } = await readChunks(response);
  assertEquals(error, null);
  return {
    status,
    statusText,
    ok,
    type,
    url,
    redirected,
    headers,
    isNull,
    bytes: Buffer.concat(chunks).toString("hex"),
  };
}

const KEPT = new Set(["content-type", "content-encoding", "content-length", "location", "etag", "date"]);

/** Ask a server without a tape, through a tape that records and through one that replays: all see the same. */
async function seenThrice(path: string, call: (fetch: NotedFetch) => Promise<Response>) {
  const bare = await look(call(fetch));
  {
    await using recorder = await recordTape(path);
    assertEquals(await look(call(recorder.fetch)), bare, "recording changes nothing");
  }
  await using player = await replayTape(path, { fetch: noNetwork });
  assertEquals(await look(call(player.fetch)), bare, "a replay shows the same");
  return bare;
}

/** A server that answers every connection with these bytes. */
function rawServer(head: string, body: Uint8Array = new Uint8Array()) {
  const answer = Buffer.concat([utf8.encode(`${head}\r\n\r\n`), body]);
  return rawLoopback(answer, answer, answer);
}

const PLAIN = utf8.encode("hello, hello, hello, hello, hello");
const PACKED: { readonly [encoding: string]: Uint8Array } = {
  gzip: gzipSync(PLAIN),
  br: brotliCompressSync(PLAIN),
  deflate: deflateSync(PLAIN),
  zstd: zstdCompressSync(PLAIN),
};

for (const [encoding, packed] of Object.entries(PACKED)) {
  Deno.test(`an answer that the server compressed by ${encoding} looks in a replay as it did`, async () => {
    await using tape = await tempTape();
    await using server = rawServer(
      `HTTP/1.1 200 OK\r\ncontent-encoding: ${encoding}\r\ncontent-length: ${packed.length}`,
      packed,
    );
    const { headers, bytes } = await seenThrice(tape.path, (fetch) => fetch(server.url));
    assertEquals(headers, { "content-encoding": encoding, "content-length": String(packed.length) });
    // The runtime undoes two of them, and leaves two as they are.
    assertEquals(bytes, Buffer.from(["gzip", "br"].includes(encoding) ? PLAIN : packed).toString("hex"));
  });
}

for (
  const [name, head, method, body] of [
    ["no content", "HTTP/1.1 204 No Content", "GET", ""],
    ["no content, and a length", "HTTP/1.1 204 No Content\r\ncontent-length: 0", "DELETE", ""],
    ["reset content", "HTTP/1.1 205 Reset Content\r\ncontent-length: 0", "POST", ""],
    ["nothing new", 'HTTP/1.1 304 Not Modified\r\netag: "a"\r\ncontent-length: 12', "GET", ""],
    ["the head of an answer", "HTTP/1.1 200 OK\r\ncontent-type: a/b\r\ncontent-length: 77", "HEAD", ""],
    ["an empty body", "HTTP/1.1 200 OK\r\ncontent-length: 0", "GET", ""],
    ["an empty body in chunks", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked", "GET", "0\r\n\r\n"],
    ["another protocol", "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade", "GET", ""],
    ["a status that no constructor takes", "HTTP/1.1 600 Odd\r\ncontent-length: 2", "GET", "no"],
    ["the last status there is", "HTTP/1.1 999 Denied\r\ncontent-length: 2", "POST", "no"],
    [
      "hints before the answer",
      "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2",
      "GET",
      "ok",
    ],
    ["a status text beyond ASCII", "HTTP/1.1 200 d\xe9j\xe0\r\ncontent-length: 2", "GET", "ok"],
  ] as const
) {
  Deno.test(`a replay shows what fetch showed: ${name}`, async () => {
    await using tape = await tempTape();
    await using server = rawServer(head, utf8.encode(body));
    const seen = await seenThrice(tape.path, (fetch) => fetch(`${server.url}/a?b=c#part`, { method }));
    assertEquals([seen.url, seen.type], [`${server.url}/a?b=c`, "basic"]);
    assertEquals(seen.isNull, method === "HEAD" || ["101", "204", "205", "304"].includes(head.slice(9, 12)));
  });
}

const BODIES: { readonly [name: string]: Uint8Array } = {
  "every byte there is": Uint8Array.from({ length: 256 }, (_, i) => i),
  "bytes that are no UTF-8": new Uint8Array([0x7b, 0xff, 0xfe, 0x00, 0x7d]),
  "half a character at the end": utf8.encode("data: 😀").subarray(0, 8),
  "half of a surrogate pair in UTF-8": new Uint8Array([0xed, 0xa0, 0xbd]),
  "a byte order mark": new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x7d]),
  "a byte order mark of UTF-16": new Uint8Array([0xff, 0xfe, 0x7b, 0x00]),
  "lone carriage returns": utf8.encode("data: 1\rdata: 2\r\r\n\n\r"),
  "null bytes": utf8.encode('\0{"a":"\0"}\0'),
};

for (const [name, body] of Object.entries(BODIES)) {
  Deno.test(`a replay gives the bytes that came over the wire: ${name}`, async () => {
    await using tape = await tempTape();
    await using server = rawServer(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}`, body);
    const { bytes } = await seenThrice(tape.path, (fetch) => fetch(server.url));
    assertEquals(bytes, Buffer.from(body).toString("hex"));
  });
}

Deno.test("a body that the wire cuts within a character comes back in those pieces", async () => {
  await using tape = await tempTape();
  const whole = utf8.encode("data: 😀\n\n");
  const gate = Promise.withResolvers<void>();
  await using server = loopback(() =>
    new Response(
      new ReadableStream({
        async start(controller) {
          controller.enqueue(whole.slice(0, 8));
          await gate.promise;
          controller.enqueue(whole.slice(8));
          controller.close();
        },
      }),
    )
  );
  {
    await using recorder = await recordTape(tape.path);
    for await (const _ of (await recorder.fetch(server.url)).body!) gate.resolve();
  }
  await using player = await replayTape(tape.path);
  const { chunks } = await readChunks(await player.fetch(server.url));
  assertEquals(chunks, [whole.subarray(0, 8), whole.subarray(8)]);
});

/** A server whose `/start` leads to `/end`. */
function redirecting(status: number) {
  return loopback((request) =>
    new URL(request.url).pathname === "/end"
      ? new Response(`the end of a ${request.method}`)
      : new Response("moved", { status, headers: { location: "/end?q=1" } })
  );
}

for (const status of [301, 302, 303, 307, 308]) {
  Deno.test(`a replay shows where a redirect by ${status} led to`, async () => {
    await using tape = await tempTape();
    await using server = redirecting(status);
    const method = "POST";
    const seen = await seenThrice(tape.path, (fetch) => fetch(`${server.url}/start`, { method, body: "x" }));
    assertEquals([seen.url, seen.redirected], [`${server.url}/end?q=1`, true]);
  });
}

Deno.test("a redirect that is not followed is an answer like any other", async () => {
  await using tape = await tempTape();
  await using server = redirecting(302);
  const seen = await seenThrice(tape.path, (fetch) => fetch(`${server.url}/start`, { redirect: "manual" }));
  assertEquals([seen.status, seen.redirected, seen.headers.location], [302, false, "/end?q=1"]);
});

Deno.test("a redirect that is an error is recorded as one", async () => {
  await using tape = await tempTape();
  await using server = redirecting(302);
  {
    await using recorder = await recordTape(tape.path);
    await assertRejects(() => recorder.fetch(`${server.url}/start`, { redirect: "error" }), TypeError);
  }
  await using player = await replayTape(tape.path);
  await assertRejects(() => player.fetch(`${server.url}/start`, { redirect: "error" }), TypeError, "redirect");
});

for (const redirect of ["manual", "error"] as const) {
  Deno.test(`what was recorded with its redirects followed does not answer redirect: "${redirect}"`, async () => {
    await using tape = await tempTape();
    await using server = redirecting(302);
    {
      await using recorder = await recordTape(tape.path);
      await (await recorder.fetch(`${server.url}/start`)).text();
    }
    await using player = await replayTape(tape.path);
    await assertRejects(() => player.fetch(`${server.url}/start`, { redirect }), TypeError, "were followed");
  });
}

Deno.test("where a redirect led to stands on the tape under its endpoint's name, without credentials", async () => {
  await using tape = await tempTape();
  await using server = loopback((request) =>
    request.url.includes("/end")
      ? new Response("the end")
      : new Response(null, { status: 307, headers: { location: "/v1/end?api_key=sk-0123456789" } })
  );
  {
    await using recorder = await recordTape(tape.path, { endpoints: { house: `${server.url}/v1` } });
    await (await recorder.fetch(`${server.url}/v1/start`)).text();
  }
  assertEquals((await recordsOf(tape.path))[0].response.url, "{house}/end?api_key=[redacted]");
  await using player = await replayTape(tape.path, { endpoints: { house: "http://other.test:81/v2/" } });
  const { url, redirected } = await player.fetch("http://other.test:81/v2/start");
  assertEquals([url, redirected], ["http://other.test:81/v2/end?api_key=[redacted]", true]);
});

Deno.test("a length that redaction changes is told as it is on the tape", async () => {
  await using tape = await tempTape();
  await using server = loopback(() => new Response("your key is sk-0123456789abcdef0123456789"));
  const headers = { authorization: "Bearer sk-0123456789abcdef0123456789" };
  {
    await using recorder = await recordTape(tape.path);
    await (await recorder.fetch(server.url, { headers })).text();
  }
  await using player = await replayTape(tape.path);
  const response = await player.fetch(server.url, { headers });
  const text = await response.text();
  assertEquals([text, response.headers.get("content-length")], ["your key is [redacted]", String(text.length)]);
});

Deno.test("a played answer can be cloned, parted and read as a form", async () => {
  await using tape = await tempTape();
  const form = new FormData();
  form.set("a", "1");
  form.set("file", new File(["\0\xff"], "f.bin"));
  await using server = loopback(() => new Response(form));
  {
    await using recorder = await recordTape(tape.path);
    await (await recorder.fetch(server.url)).bytes();
  }
  for (const signal of [undefined, new AbortController().signal]) {
    await using player = await replayTape(tape.path);
    const response = await player.fetch(server.url, { signal });
    const clone = response.clone();
    assertInstanceOf(clone, Response);
    assertEquals([clone.url, clone.type, clone.status], [response.url, "basic", 200]);
    const [one, other] = response.body!.tee();
    const bytes = await new Response(one).bytes();
    assertEquals(await new Response(other).bytes(), bytes);
    const read = await clone.formData();
    assertEquals(read.get("a"), "1");
    assertEquals(await (read.get("file") as File).text(), "\0\xff");
  }
});

Deno.test("a form that is sent comes to the server as it is, and its next sending plays", async () => {
  await using tape = await tempTape();
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  const send = (fetch: NotedFetch, url: string) => {
    const body = new FormData();
    body.set("model", "whisper-1");
    body.set("file", new File([bytes], "speech.mp3", { type: "audio/mpeg" }));
    return fetch(url, { method: "POST", body });
  };
  await using server = loopback(async (request) => {
    const form = await request.formData();
    return new Response(await (form.get("file") as File).bytes(), {
      headers: { "x-request-id": String(form.get("model")) },
    });
  });
  {
    await using recorder = await recordTape(tape.path);
    assertEquals(await (await send(recorder.fetch, server.url)).bytes(), bytes);
  }
  await using player = await replayTape(tape.path, { fetch: noNetwork });
  const response = await send(player.fetch, server.url);
  assertEquals([response.headers.get("x-request-id"), await response.bytes()], ["whisper-1", bytes]);
});

Deno.test("a clone of a status that no constructor takes has that status", async () => {
  await using tape = await tempTape();
  await using server = rawServer("HTTP/1.1 600 Odd\r\ncontent-length: 2", utf8.encode("no"));
  {
    await using recorder = await recordTape(tape.path);
    const response = await recorder.fetch(server.url);
    assertEquals([response.clone().status, await response.text()], [600, "no"]);
  }
  await using player = await replayTape(tape.path);
  const clone = (await player.fetch(server.url)).clone();
  assertEquals([clone.status, clone.ok, await clone.text()], [600, false, "no"]);
});

Deno.test("a body that broke its compression off is recorded as it broke", async () => {
  await using tape = await tempTape();
  await using server = rawServer("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4", utf8.encode("nope"));
  const note = newNote();
  {
    await using recorder = await recordTape(tape.path);
    await assertRejects(async () => await (await recorder.fetch(server.url, { note })).text());
  }
  assertEquals(note.failure?.kind, "reset");
  await using player = await replayTape(tape.path);
  const response = await player.fetch(server.url);
  assert(response.ok);
  const error = await response.text().catch((error) => error);
  assertStringIncludes(error.message, "(recorded)");
});
