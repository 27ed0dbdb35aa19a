import { assertEquals, assertGreaterOrEqual, assertRejects, assertStringIncludes } from "@std/assert";
import { stampedFetch, systemClock, VirtualClock } from "../../src/base/mod.ts";
import type { CallNote } from "../../src/spec/mod.ts";
import { gate, refusedUrl, withRawServer, withServer } from "../transport/loopback.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const newNote = (): CallNote => ({ caller: {} });

/** A `fetch` whose response and chunks take a set time by a clock that stands still otherwise. */
function timedFetch(clock: VirtualClock, headersMs: number, chunks: readonly (readonly [ms: number, text: string])[]) {
  return async () => {
    await clock.advance(headersMs);
    const rest = [...chunks];
    return new Response(
      new ReadableStream({
        async pull(controller) {
          const next = rest.shift();
          if (next === undefined) return controller.close();
          await clock.advance(next[0]);
          controller.enqueue(bytes(next[1]));
        },
      }, { highWaterMark: 0 }),
      { status: 201, statusText: "Made", headers: { "x-a": "b" } },
    );
  };
}

Deno.test("the headers and each chunk are stamped from the hand-over", async () => {
  const clock = new VirtualClock(new Date("2026-01-02T03:04:05Z"));
  await clock.advance(777);
  const note = newNote();
  const fetch = stampedFetch(timedFetch(clock, 20, [[5, "abc"], [30, "é"], [1, "f"]]), clock);
  const response = await fetch("http://x/", { note });
  assertEquals([response.status, response.statusText, response.headers.get("x-a")], [201, "Made", "b"]);
  assertEquals(await response.text(), "abcéf");
  assertEquals(note.startedAt, "2026-01-02T03:04:05.777Z");
  assertEquals([note.source, note.headersMs, note.cuts], ["live", 20, [[0, 25], [3, 55], [5, 56]]]);
  assertEquals(note.failure, undefined);
});

Deno.test("what the note waits for comes first and is not counted", async () => {
  const clock = new VirtualClock();
  const note = { ...newNote(), beforeLive: () => clock.advance(60_000) };
  const response = await stampedFetch(timedFetch(clock, 3, [[2, "a"]]), clock)("http://x/", { note });
  await response.text();
  assertEquals([note.headersMs, note.cuts, note.startedAt], [3, [[0, 5]], "1970-01-01T00:01:00.000Z"]);
});

Deno.test("a wait that is given up hands nothing to the network", async () => {
  let asked = 0;
  const fetch = stampedFetch(() => Promise.resolve(new Response(String(++asked))), new VirtualClock());
  const note = { ...newNote(), beforeLive: () => Promise.reject(new Error("changed my mind")) };
  await assertRejects(() => fetch("http://x/", { note }), Error, "changed my mind");
  assertEquals([asked, note.failure, note.startedAt], [0, undefined, undefined]);
});

Deno.test("a request without a note passes as it is", async () => {
  const fetch = stampedFetch((_, init) => Promise.resolve(new Response(init?.method)), new VirtualClock());
  assertEquals(await (await fetch("http://x/", { method: "PUT" })).text(), "PUT");
});

Deno.test("times are rounded to a microsecond", async () => {
  const clock = new VirtualClock();
  const note = newNote();
  await (await stampedFetch(timedFetch(clock, 0.12345, [[0.1, "a"]]), clock)("http://x/", { note })).text();
  assertEquals([note.headersMs, note.cuts], [0.123, [[0, 0.223]]]);
});

Deno.test("a response keeps its address, and one without a body stays without", async () => {
  const handler = (request: Request) =>
    new Response(request.url.endsWith("empty") ? null : "a", { status: request.url.endsWith("empty") ? 204 : 200 });
  await withServer(handler, async (baseUrl) => {
    const fetchStamped = stampedFetch(fetch, systemClock);
    const response = await fetchStamped(`${baseUrl}/full`, { note: newNote() });
    assertEquals(response.url, `${baseUrl}/full`);
    await response.text();
    const note = newNote();
    const empty = await fetchStamped(`${baseUrl}/empty`, { note });
    assertEquals([empty.status, empty.body, note.cuts], [204, null, []]);
  });
});

Deno.test("a chunk is not asked for before the reader asks", async () => {
  let pulled = 0;
  const body = () =>
    new ReadableStream({ pull: (controller) => controller.enqueue(bytes(String(++pulled))) }, { highWaterMark: 0 });
  const note = newNote();
  const response = await stampedFetch(() => Promise.resolve(new Response(body())), new VirtualClock())("http://x/", {
    note,
  });
  const reader = response.body!.getReader();
  assertEquals([pulled, note.cuts?.length], [0, 0]);
  await reader.read();
  assertEquals([pulled, note.cuts?.length], [1, 1]);
  await reader.cancel();
  assertEquals(note.failure?.kind, "aborted");
});

Deno.test("over a real socket the stamps follow the server, and the last lets the reader go", async () => {
  const second = gate();
  const handler = () =>
    new Response(
      new ReadableStream({
        async start(controller) {
          controller.enqueue(bytes("one"));
          await second.opened;
          controller.enqueue(bytes("two"));
          controller.close();
        },
      }),
    );
  await withServer(handler, async (baseUrl) => {
    const note = newNote();
    const response = await stampedFetch(fetch, systemClock)(baseUrl, { note });
    const reader = response.body!.getReader();
    assertEquals((await reader.read()).value, bytes("one"));
    assertEquals(note.cuts?.map(([offset]) => offset), [0]);
    second.open();
    assertEquals((await reader.read()).value, bytes("two"));
    assertEquals((await reader.read()).done, true);
    const [first, last] = note.cuts!;
    assertEquals([first[0], last[0]], [0, 3]);
    assertGreaterOrEqual(first[1], note.headersMs!);
    assertGreaterOrEqual(last[1], first[1]);
  });
});

Deno.test("a refused connection is told and thrown, without the address", async () => {
  const note = newNote();
  const url = refusedUrl();
  await assertRejects(() => stampedFetch(fetch, systemClock)(url, { note }), TypeError);
  assertEquals(note.failure?.kind, "connection");
  assertStringIncludes(note.failure!.message, "refused");
  assertEquals(note.failure!.message.includes("127.0.0.1"), false);
});

Deno.test("a name that nobody knows is a connection that failed", async () => {
  const note = newNote();
  await assertRejects(() => stampedFetch(fetch, systemClock)("http://nobody.invalid/", { note }), TypeError);
  assertEquals(note.failure?.kind, "connection");
});

Deno.test("a connection that closes before an answer is a reset", async () => {
  await withRawServer([], async (baseUrl) => {
    const note = newNote();
    await assertRejects(
      () => stampedFetch(fetch, systemClock)(baseUrl, { method: "POST", body: "x", note }),
      TypeError,
    );
    assertEquals(note.failure?.kind, "reset");
  });
});

Deno.test("a connection that breaks within the body is a reset, and what came before stays", async () => {
  await withRawServer(["HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc"], async (baseUrl) => {
    const note = newNote();
    const response = await stampedFetch(fetch, systemClock)(baseUrl, { note });
    const reader = response.body!.getReader();
    assertEquals((await reader.read()).value, bytes("abc"));
    await assertRejects(() => reader.read(), TypeError);
    assertEquals([note.failure?.kind, note.cuts?.length], ["reset", 1]);
    assertGreaterOrEqual(note.failure!.atMs, note.cuts![0][1]);
  });
});

Deno.test("a body that cannot be unpacked is a failure of the connection too", async () => {
  const handler = () => new Response("no gzip at all", { headers: { "content-encoding": "gzip" } });
  await withServer(handler, async (baseUrl) => {
    const note = newNote();
    const response = await stampedFetch(fetch, systemClock)(baseUrl, { note });
    await assertRejects(() => response.text(), TypeError);
    assertEquals(note.failure?.kind, "reset");
  });
});

Deno.test("an abort is told from a timeout by its reason, before the headers and within the body", async () => {
  const reasons = [
    ["aborted", new DOMException("stop", "AbortError")],
    ["timeout", new DOMException("too slow", "TimeoutError")],
  ] as const;
  for (const [kind, reason] of reasons) {
    for (const withHeaders of [false, true]) {
      const controller = new AbortController();
      const note = newNote();
      const network = (_: unknown, init?: RequestInit) => {
        const failed = new Promise<never>((_, reject) =>
          init!.signal!.addEventListener("abort", () => reject(init!.signal!.reason))
        );
        failed.catch(() => {});
        const body = new ReadableStream<Uint8Array<ArrayBuffer>>({ pull: () => failed }, { highWaterMark: 0 });
        return withHeaders ? Promise.resolve(new Response(body)) : failed;
      };
      const call = stampedFetch(network, new VirtualClock())("http://x/", { note, signal: controller.signal })
        .then((response) => response.text());
      await Promise.resolve();
      controller.abort(reason);
      await assertRejects(() => call, DOMException, reason.message);
      assertEquals(note.failure, { kind, message: reason.message, atMs: 0 });
    }
  }
});

Deno.test("an error that is not the transport's is thrown, and not told as a failure of it", async () => {
  const note = newNote();
  const denied = new Deno.errors.NotCapable("Requires net access");
  await assertRejects(
    () => stampedFetch(() => Promise.reject(denied), systemClock)("http://x/", { note }),
    Deno.errors.NotCapable,
  );
  assertEquals(note.failure, undefined);
});
