import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { UserError } from "../../src/base/mod.ts";
import { type ProxyServer, serveProxy } from "../../src/proxy/mod.ts";
import { loopback, noNetwork, readChunks, recordsOf, tempTape, utf8 } from "../cassette/support.ts";
import { LOCAL, post, recordedTape, testProxy, type TestProxyOptions } from "./support.ts";

interface Served extends AsyncDisposable {
  readonly server: ProxyServer;
  readonly proxy: Awaited<ReturnType<typeof testProxy>>;
  readonly url: string;
}

/** A proxy on a port of its own. */
async function served(path: string, options: TestProxyOptions, graceMs?: number): Promise<Served> {
  const proxy = await testProxy(path, options);
  const server = serveProxy(proxy.proxy, graceMs === undefined ? {} : { graceMs });
  return {
    server,
    proxy,
    url: `${server.url}/local`,
    async [Symbol.asyncDispose]() {
      await server.close();
      await proxy.tape.close();
    },
  };
}

/** A server whose answer comes chunk by chunk, as the test says. */
function steppedServer() {
  const stream = new TransformStream<Uint8Array, Uint8Array>();
  const writer = stream.writable.getWriter();
  const gone = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  writer.closed.catch(() => gone.resolve());
  const server = loopback(() => {
    arrived.resolve();
    return new Response(stream.readable, { headers: { "content-type": "text/event-stream" } });
  });
  return {
    url: server.url,
    arrived: arrived.promise,
    /** Settles when whoever read the answer has gone. */
    gone: gone.promise,
    write: (text: string) => writer.write(utf8.encode(text)),
    end: () => writer.close(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

Deno.test("a stream passes while it comes: each chunk is there before the next has been sent", async () => {
  await using tape = await tempTape();
  await using upstream = steppedServer();
  await using recording = await served(tape.path, { mode: "record", upstreams: { local: upstream.url } });
  const response = await fetch(`${recording.url}/stream`, post({}));
  const reader = response.body!.getReader();
  for (const event of ["data: 1\n\n", "data: 2\n\n", "data: 3\n\n"]) {
    const written = upstream.write(event);
    assertEquals(text((await reader.read()).value), event);
    await written;
  }
  await upstream.end();
  assertEquals((await reader.read()).done, true);
  await recording.server.close();
  await recording.proxy.tape.close();
  const [{ response: kept }] = await recordsOf(tape.path);
  assertEquals(kept.cuts.map(([offset]: [number]) => offset), [0, 9, 18]);
});

Deno.test("a client that goes in the middle of a stream ends the upstream's, and the replay breaks off there", async () => {
  await using tape = await tempTape();
  {
    await using upstream = steppedServer();
    await using recording = await served(tape.path, { mode: "record", upstreams: { local: upstream.url } });
    const client = new AbortController();
    const response = await fetch(`${recording.url}/stream`, { ...post({}), signal: client.signal });
    const reader = response.body!.getReader();
    const written = upstream.write("data: 1\n\n");
    assertEquals(text((await reader.read()).value), "data: 1\n\n");
    await written;
    client.abort();
    await assertRejects(() => reader.read(), DOMException);
    await upstream.gone;
  }
  const [{ failure, response }] = await recordsOf(tape.path);
  assertEquals([failure.kind, response.body.text], ["aborted", "data: 1\n\n"]);
  await using replay = await served(tape.path, { upstreams: LOCAL, fetch: noNetwork });
  const { chunks, error } = await readChunks(await fetch(`${replay.url}/stream`, post({})));
  assertEquals(chunks.map(text).join(""), "data: 1\n\n");
  assert(error instanceof Error, "the connection must break off");
});

Deno.test("a client that goes before any answer calls the upstream off", async () => {
  await using tape = await tempTape();
  const arrived = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  const upstream = createServer((request) => {
    request.resume();
    request.socket.on("close", () => gone.resolve());
    arrived.resolve();
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => upstream.once("listening", resolve));
  const base = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  {
    await using recording = await served(tape.path, { mode: "record", upstreams: { local: base } });
    const client = new AbortController();
    const call = fetch(`${recording.url}/slow`, { ...post({}), signal: client.signal });
    await arrived.promise;
    client.abort();
    await assertRejects(() => call, DOMException);
    await gone.promise;
  }
  await new Promise((resolve) => upstream.close(resolve));
  const [{ failure, response }] = await recordsOf(tape.path);
  assertEquals([failure.kind, response], ["aborted", undefined]);
});

Deno.test("a slow reader holds the upstream back", async () => {
  await using tape = await tempTape();
  const chunk = new Uint8Array(256 * 1024);
  const total = 200;
  let sent = 0;
  await using upstream = loopback(() =>
    new Response(
      new ReadableStream({
        pull(controller) {
          if (sent++ < total) controller.enqueue(chunk);
          else controller.close();
        },
      }, { highWaterMark: 0 }),
    )
  );
  await using recording = await served(tape.path, { mode: "record", upstreams: { local: upstream.url } });
  const response = await fetch(`${recording.url}/large`);
  const reader = response.body!.getReader();
  let length = (await reader.read()).value!.length;
  // Whatever waits in sockets and buffers by now is far from all of it.
  const settled = await settledValue(() => sent);
  assert(settled < total / 2, `${settled} of ${total} chunks were sent to a client that does not read`);
  for (let part = await reader.read(); !part.done; part = await reader.read()) length += part.value.length;
  assertEquals(length, total * chunk.length);
});

/** A value once it has stayed the same over many turns of the event loop, each with a round trip. */
async function settledValue(value: () => number): Promise<number> {
  await using idle = loopback(() => new Response());
  let last = value();
  for (let same = 0; same < 20; same++) {
    await (await fetch(idle.url)).text();
    if (value() === last) continue;
    last = value();
    same = 0;
  }
  return last;
}

Deno.test("bodies of ten megabytes come back byte for byte, live and in the replay", async () => {
  await using tape = await tempTape();
  const bytes = new Uint8Array(10 * 1024 * 1024).map((_, i) => (i * 2654435761) >>> 13);
  const send = async (url: string) => {
    const headers = { "content-type": "application/octet-stream" };
    const response = await fetch(`${url}/large`, { method: "POST", body: bytes, headers });
    return [response.status, same(await response.bytes(), bytes)];
  };
  {
    await using upstream = loopback(async (request) => new Response(await request.bytes()));
    await using recording = await served(tape.path, { mode: "record", upstreams: { local: upstream.url } });
    assertEquals(await send(recording.url), [200, true]);
  }
  await using replay = await served(tape.path, { upstreams: LOCAL, fetch: noNetwork });
  assertEquals(await send(replay.url), [200, true]);
});

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

Deno.test("methods and statuses come through as they are", async () => {
  await using tape = await tempTape();
  const calls: [method: string, path: string][] = [
    ["HEAD", "/head"],
    ["OPTIONS", "/options"],
    ["GET", "/missing"],
    ["DELETE", "/empty"],
    ["PATCH", "/teapot"],
    ["GET", "/moved"],
  ];
  const answers: { [path: string]: () => Response } = {
    "/head": () => new Response(null, { headers: { "content-length": "5", "content-type": "text/plain" } }),
    "/options": () => new Response(null, { status: 204, headers: { allow: "GET, HEAD" } }),
    "/missing": () => Response.json({ error: "no" }, { status: 404 }),
    "/empty": () => new Response(null, { status: 204 }),
    "/teapot": () => new Response("short and stout", { status: 418, headers: { "content-type": "text/plain" } }),
    "/moved": () => new Response(null, { status: 302, headers: { location: "/v1/missing" } }),
  };
  const all = async (url: string) => {
    const seen = [];
    for (const [method, path] of calls) {
      const response = await fetch(url + path, { method });
      const { status, headers } = response;
      seen.push([path, status, await response.text(), headers.get("allow"), headers.get("content-type")]);
    }
    return seen;
  };
  let live;
  {
    await using upstream = loopback((request) => answers[new URL(request.url).pathname.slice(3)]());
    await using recording = await served(tape.path, { mode: "record", upstreams: { local: `${upstream.url}/v1` } });
    live = await all(recording.url);
  }
  assertEquals(live.map(([path, status]) => [path, status]), [
    ["/head", 200],
    ["/options", 204],
    ["/missing", 404],
    ["/empty", 204],
    ["/teapot", 418],
    ["/moved", 404],
  ]);
  await using replay = await served(tape.path, { upstreams: LOCAL, fetch: noNetwork });
  assertEquals(await all(replay.url), live);
});

Deno.test("chunks of a replay are written one at a time, and their bytes are exact", async () => {
  await using tape = await tempTape();
  const events = Array.from({ length: 50 }, (_, i) => `data: ${i} 🎉\n\n`);
  await recordedTape(tape.path, [
    ["/local/s", post({}), new Response(ReadableStream.from(events.map((event) => utf8.encode(event))))],
  ]);
  await using replay = await served(tape.path, { upstreams: LOCAL });
  const { chunks, error } = await readChunks(await fetch(`${replay.url}/s`, post({})));
  assertEquals([chunks.map(text).join(""), error], [events.join(""), null]);
  assert(chunks.length > 1, "all events came as one chunk");
});

Deno.test("32 clients at once with equal requests find their own answers, by header and by path", async () => {
  await using tape = await tempTape();
  const clients = Array.from({ length: 32 }, (_, i) => i);
  const turns = 5;
  const talk = async (url: string, base: string, client: number) => {
    const answers = [];
    for (let turn = 0; turn < turns; turn++) {
      const init = post({ same: "for all" });
      const response = client % 2 === 0
        ? await fetch(`${url}/local/chat`, { ...init, headers: { ...init.headers, "x-tapedeck-scope": `c${client}` } })
        : await fetch(`${base}/__tapedeck/scope/c${client}/local/chat`, init);
      answers.push(await response.text());
    }
    return answers;
  };
  let live;
  {
    let count = 0;
    await using upstream = loopback(() => new Response(`answer ${count++}`));
    await using recording = await served(tape.path, { mode: "record", upstreams: { local: upstream.url } });
    const { url } = recording.server;
    live = await Promise.all(clients.map((client) => talk(url, url, client)));
  }
  assertEquals(new Set(live.flat()).size, clients.length * turns);
  await using replay = await served(tape.path, { upstreams: LOCAL, fetch: noNetwork });
  const { url } = replay.server;
  assertEquals(await Promise.all(clients.map((client) => talk(url, url, client))), live);
  const { hits, misses, unplayed } = replay.proxy.proxy.status();
  assertEquals([hits, misses, unplayed], [clients.length * turns, 0, 0]);
});

Deno.test("it listens on the loopback unless told otherwise, and says so when a port is taken", async () => {
  await using tape = await tempTape();
  await recordedTape(tape.path, []);
  await using first = await served(tape.path, {});
  assertEquals(first.server.url, `http://127.0.0.1:${first.server.port}`);
  const error = assertThrows(() => serveProxy(first.proxy.proxy, { port: first.server.port }), UserError);
  assertEquals(
    error.message,
    `Cannot listen as the port is in use (0 picks a free one): current value is 127.0.0.1:${first.server.port}`,
  );
  assertThrows(() => serveProxy(first.proxy.proxy, { host: "192.0.2.1" }), UserError, "192.0.2.1");
});

Deno.test("closing waits for what is in flight, and breaks it off when the grace is over", async () => {
  await using tape = await tempTape();
  {
    await using upstream = steppedServer();
    await using recording = await served(tape.path, { mode: "record", upstreams: { local: upstream.url } });
    const answer = fetch(`${recording.url}/1`);
    await upstream.arrived;
    const closed = recording.server.close();
    const written = upstream.write("late").then(() => upstream.end());
    assertEquals(await (await answer).text(), "late");
    await Promise.all([closed, written]);
  }
  await using upstream = steppedServer();
  await using recording = await served(tape.path, { mode: "record", upstreams: { local: upstream.url } }, 0);
  const reading = readChunks(await fetch(`${recording.url}/2`));
  await recording.server.close();
  assert((await reading).error instanceof Error);
  await upstream.gone;
  await recording.proxy.tape.close();
  // Nobody but the proxy ended the second call, which is no fact about it.
  assertEquals((await recordsOf(tape.path)).map(({ request }) => request.url), ["{local}/1"]);
});
