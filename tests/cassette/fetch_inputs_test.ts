import { assert, assertEquals, assertFalse, assertRejects } from "@std/assert";
import type { Tape } from "../../src/cassette/mod.ts";
import { loopback, newNote, noNetwork, recordsOf, recordTape, replayTape, tempTape, utf8 } from "./support.ts";

/** Ask for the same in many ways; each is an input and an init of `fetch`. */
type Way = readonly [input: string | URL | Request, init?: RequestInit];

/** Tells what the server has got. */
async function echo(request: Request): Promise<Response> {
  const type = request.headers.get("content-type")?.replace(/boundary=\S+/, "boundary=B") ?? null;
  const body = (await request.text()).replaceAll(/^--[^\r]+/gm, "--B");
  return Response.json({ method: request.method, path: new URL(request.url).pathname, type, body });
}

function form(): FormData {
  const data = new FormData();
  data.set("model", "whisper");
  data.set("file", new File([new Uint8Array([0xff, 0, 1, 2])], "a.bin"));
  return data;
}

function stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
  return ReadableStream.from([utf8.encode('{"a":'), utf8.encode("1}")]);
}

const WAYS: { readonly [name: string]: (url: string) => Way } = {
  "a string": (url) => [url],
  "a URL": (url) => [new URL(url)],
  "a Request": (url) => [new Request(url, { headers: { accept: "text/plain" } })],
  "a Request with an init": (url) => [new Request(url), { method: "DELETE" }],
  "a string as body": (url) => [url, { method: "POST", body: '{"a":1}' }],
  "an empty string as body": (url) => [url, { method: "POST", body: "" }],
  "a small method": (url) => [url, { method: "post", body: "x" }],
  "bytes as body": (url) => [url, { method: "PUT", body: utf8.encode('{"a":1}') }],
  "a buffer as body": (url) => [url, { method: "PUT", body: new Uint8Array([0xff, 0xfe, 0x00]).buffer }],
  "a Blob as body": (url) => [url, { method: "POST", body: new Blob(["a,b\n"], { type: "text/csv" }) }],
  "parameters as body": (url) => [url, { method: "POST", body: new URLSearchParams({ a: "1 2", b: "ü" }) }],
  "a form as body": (url) => [url, { method: "POST", body: form() }],
  "a stream as body": (url) => [url, { method: "POST", body: stream() }],
  "a Request with a body": (url) => [new Request(url, { method: "POST", body: '{"a":1}' })],
  "a Request with a stream as body": (url) => [new Request(url, { method: "POST", body: stream() })],
  "half a character": (url) => [url, { method: "POST", body: "a\ud83d" }],
};

async function askEach(tape: Tape, url: string): Promise<string[]> {
  const answers = [];
  for (const way of Object.values(WAYS)) {
    const [input, init] = way(url);
    answers.push(await (await tape.fetch(input, init)).text());
  }
  return answers;
}

Deno.test("every kind of input and body reaches the server as by fetch, and is replayed", async () => {
  await using tape = await tempTape();
  await using server = loopback(echo);
  const plain: string[] = [];
  for (const way of Object.values(WAYS)) plain.push(await (await fetch(...way(`${server.url}/a`))).text());
  {
    await using recorder = await recordTape(tape.path, { endpoints: { e: server.url } });
    const recorded = await askEach(recorder, `${server.url}/a`);
    Object.keys(WAYS).forEach((name, i) => assertEquals(recorded[i], plain[i], name));
  }
  await using player = await replayTape(tape.path, { fetch: noNetwork, endpoints: { e: "http://elsewhere" } });
  assertEquals(await askEach(player, "http://elsewhere/a"), plain);
});

Deno.test("a string, a URL, a Request and bytes that say the same have the same key", async () => {
  await using tape = await tempTape();
  await using server = loopback(echo);
  const ways: Way[] = [
    [`${server.url}/a%20b?c`, { method: "POST", body: '{"a":1,"b":2}' }],
    [`${server.url}/a b?c#part`, { method: "post", body: '{"b":2,"a":1}' }],
    [new URL(`${server.url}/x/../a b?c`), { method: "POST", body: utf8.encode('{"a":1,"b":2}') }],
    [new Request(`${server.url}/a b?c`, { method: "POST", body: '{ "a": 1.0, "b": 2 }' })],
    [new Request(`${server.url}/a b?c`), { method: "POST", body: new Blob(['{"a":1,"b":2}']) }],
  ];
  const keys = new Set();
  await using recorder = await recordTape(tape.path);
  for (const [input, init] of ways) {
    const note = newNote();
    await (await recorder.fetch(input, { ...init, note })).text();
    keys.add(note.key);
  }
  assertEquals(keys.size, 1);
});

Deno.test("a form stands on the tape with a boundary that is always the same", async () => {
  const lines = [];
  for (let i = 0; i < 2; i++) {
    await using tape = await tempTape();
    await using server = loopback(echo);
    await using recorder = await recordTape(tape.path, { endpoints: { e: server.url } });
    await (await recorder.fetch(server.url, { method: "POST", body: form() })).text();
    await recorder.close();
    lines.push((await recordsOf(tape.path))[0].request);
  }
  assertEquals(lines[0], lines[1]);
  assertEquals(lines[0].headers, { "content-type": "multipart/form-data; boundary=tapedeck-boundary" });
});

Deno.test("a Request is spent as by fetch, and its clone is not", async () => {
  await using tape = await tempTape();
  await using server = loopback(echo);
  await using recorder = await recordTape(tape.path);
  const request = new Request(server.url, { method: "POST", body: "x" });
  const clone = request.clone();
  await (await recorder.fetch(request)).text();
  assert(request.bodyUsed);
  assertFalse(clone.bodyUsed);
  assertEquals(await clone.text(), "x");
  await assertRejects(() => recorder.fetch(request), TypeError);
  const empty = new Request(server.url);
  await (await recorder.fetch(empty)).text();
  await (await recorder.fetch(empty)).text();
});

Deno.test("a request that is called off already is never made, live or not", async () => {
  await using tape = await tempTape();
  const ways = (signal: AbortSignal): Way[] => [
    ["http://h/", { signal }],
    ["http://h/", { method: "POST", body: utf8.encode("x"), signal }],
    [new Request("http://h/", { signal })],
    [new Request("http://h/", { method: "POST", body: "x" }), { signal }],
  ];
  for (const reason of [undefined, new Error("my reason"), "text"]) {
    const signal = AbortSignal.abort(reason);
    for (const open of [recordTape, replayTape]) {
      await using opened = await open(tape.path, { fetch: noNetwork });
      for (const [input, init] of ways(signal)) {
        assertEquals(await opened.fetch(input, init).catch((error) => error), signal.reason);
      }
    }
  }
});

Deno.test("redirects are followed or not as the caller says", async () => {
  await using tape = await tempTape();
  await using server = loopback((request) =>
    request.url.includes("/from")
      ? new Response(null, { status: 302, headers: { location: "/to" } })
      : new Response("there")
  );
  await using recorder = await recordTape(tape.path, { endpoints: { e: server.url } });
  assertEquals(await (await recorder.fetch(`${server.url}/from`)).text(), "there");
  const request = new Request(`${server.url}/from?`, { redirect: "manual" });
  assertEquals((await recorder.fetch(request)).status, 302);
  await recorder.close();
  await using player = await replayTape(tape.path, { endpoints: { e: server.url } });
  assertEquals(await (await player.fetch(`${server.url}/from`)).text(), "there");
});
