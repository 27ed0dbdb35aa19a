import {
  assertEquals,
  assertGreaterOrEqual,
  assertLessOrEqual,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { Secret, stampedFetch, systemClock, UserError } from "../../src/base/mod.ts";
import { geminiGenerateContent, openaiChat } from "../../src/provider/mod.ts";
import type { CallNote, NotedFetch } from "../../src/spec/mod.ts";
import { exchange } from "../../src/transport/mod.ts";
import {
  completionOf,
  endpointAt,
  EVENTS,
  failureOf,
  gate,
  HI,
  refusedUrl,
  tryOnce,
  withRawServer,
  withServer,
} from "./loopback.ts";

const stream = (body: BodyInit) => new Response(body, { headers: { "content-type": "text/event-stream" } });
/** Stamps are rounded to it. */
const MICROSECOND = 0.001;
const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("a try sends the request in the provider's dialect and brings back the answer", async () => {
  const seen: { path: string; key: string | null; body: unknown }[] = [];
  const handler = async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    seen.push({ path: pathname + search, key: request.headers.get("authorization"), body: await request.json() });
    return stream(EVENTS.join(""));
  };
  await withServer(handler, async (baseUrl) => {
    const credential = new Secret("env:KEY", "sk-test");
    const result = await tryOnce(endpointAt(`${baseUrl}/v1`, { credential }));
    const completion = completionOf(result);
    assertEquals([completion.text, completion.finishReason, completion.usage.outputTokens], ["Hello", "stop", 3]);
    assertEquals([result.httpStatus, result.note.source], [200, "live"]);
    await tryOnce(endpointAt(`${baseUrl}/v1?api-version=1`));
  });
  const body = {
    model: "m",
    messages: [{ role: "user", content: "Hi" }],
    stream: true,
    stream_options: { include_usage: true },
  };
  assertEquals(seen, [
    { path: "/v1/chat/completions", key: "Bearer sk-test", body },
    { path: "/v1/chat/completions?api-version=1", key: null, body },
  ]);
});

Deno.test("headers at once and the body later: the first token comes with the body", async () => {
  const body = gate();
  let sentMs = 0;
  const handler = () =>
    stream(
      new ReadableStream({
        async start(controller) {
          await body.opened;
          sentMs = performance.now();
          controller.enqueue(bytes(EVENTS.join("")));
          controller.close();
        },
      }),
    );
  await withServer(handler, async (baseUrl) => {
    let handedOverMs = 0;
    const network = async (input: string | URL | Request, init?: RequestInit) => {
      handedOverMs = performance.now();
      const response = await fetch(input, init);
      body.open();
      return response;
    };
    const { outcome, note } = await tryOnce(endpointAt(baseUrl), { fetch: stampedFetch(network, systemClock) });
    const { timing } = completionOf({ outcome, note, httpStatus: 200 });
    assertGreaterOrEqual(timing.ttftMs!, note.headersMs!);
    assertGreaterOrEqual(timing.latencyMs!, timing.ttftMs!);
    // By the server's own clock, the body was not sent before.
    assertGreaterOrEqual(handedOverMs + timing.ttftMs! + MICROSECOND, sentMs);
  });
});

Deno.test("slow chunks: every figure lies where the server's own clock puts it", async () => {
  const sentMs: number[] = [];
  const turns = [...EVENTS, ""].map(() => gate());
  const handler = () =>
    stream(
      new ReadableStream({
        async pull(controller) {
          const place = sentMs.length;
          if (place === EVENTS.length) return controller.close();
          await turns[place].opened;
          sentMs.push(performance.now());
          controller.enqueue(bytes(EVENTS[place]));
        },
      }, { highWaterMark: 0 }),
    );
  await withServer(handler, async (baseUrl) => {
    const startMs = performance.now();
    let handedOverMs = 0;
    let read = 0;
    // A chunk is sent when the one before it has been read, so that every event is a chunk of its own.
    const network = async (input: string | URL | Request, init?: RequestInit) => {
      handedOverMs = performance.now();
      const response = await fetch(input, init);
      const ask = () => turns[read++]?.open();
      return new Response(response.body!.pipeThrough(pacer(ask)), response);
    };
    const result = await tryOnce(endpointAt(baseUrl), { fetch: stampedFetch(network, systemClock) });
    const cuts = result.note.cuts!;
    assertEquals(cuts.length, EVENTS.length);
    for (const [place, [, ms]] of cuts.entries()) {
      assertGreaterOrEqual(handedOverMs + ms + MICROSECOND, sentMs[place]);
      if (place + 1 < cuts.length) assertLessOrEqual(startMs + ms - MICROSECOND, sentMs[place + 1]);
    }
    const { timing } = completionOf(result);
    const [firstMs, lastMs] = [cuts[1][1], cuts.at(-1)![1]];
    assertEquals([timing.ttftMs, timing.ttfoMs, timing.latencyMs], [firstMs, firstMs, lastMs]);
    assertEquals(timing.tpotMs, Math.round((lastMs - firstMs) / 2 * 1000) / 1000);
  });
});

/** Calls `ask` whenever its reader wants a chunk. */
function pacer(ask: () => void): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  return new TransformStream(
    {
      start: ask,
      transform(chunk, controller) {
        controller.enqueue(chunk);
        ask();
      },
    },
    { highWaterMark: 1 },
    { highWaterMark: 0 },
  );
}

Deno.test("an error of the provider is a typed failure with its delay", async () => {
  const handler = () =>
    Response.json({ error: { message: "Slow down", code: "rate_limit_exceeded" } }, {
      status: 429,
      headers: { "retry-after": "7" },
    });
  await withServer(handler, async (baseUrl) => {
    const result = await tryOnce(endpointAt(baseUrl));
    const failure = failureOf(result);
    assertEquals([failure.kind, failure.decision], ["rate_limited", { retry: "rateLimited", afterMs: 7000 }]);
    assertEquals([result.httpStatus, failure.httpStatus, failure.latencyMs], [429, 429, result.note.cuts![0][1]]);
  });
});

Deno.test("a refused connection is a failure and no error", async () => {
  const result = await tryOnce(endpointAt(refusedUrl()));
  const failure = failureOf(result);
  assertEquals([failure.kind, failure.decision, result.httpStatus], ["connection", { retry: "transient" }, null]);
  assertEquals(failure.latencyMs, result.note.failure!.atMs);
});

Deno.test("a connection that breaks within the answer is a failure, and one that breaks behind it is not", async () => {
  const head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 10000\r\n\r\n";
  await withRawServer([head + EVENTS.slice(0, 2).join("")], async (baseUrl) => {
    const failure = failureOf(await tryOnce(endpointAt(baseUrl)));
    assertEquals([failure.kind, failure.midStream, failure.httpStatus], ["connection", true, 200]);
  });
  await withRawServer([head + EVENTS.join("")], async (baseUrl) => {
    assertEquals(completionOf(await tryOnce(endpointAt(baseUrl))).text, "Hello");
  });
});

Deno.test("a caller who aborts gets the reason, before the headers and within the body", async () => {
  for (const withHeaders of [false, true]) {
    const release = gate();
    const arrived = gate();
    const handler = async () => {
      arrived.open();
      if (!withHeaders) await release.opened;
      return stream(
        new ReadableStream({
          async start(controller) {
            controller.enqueue(bytes(EVENTS[0]));
            await release.opened;
            try {
              controller.close();
            } catch { /* The client has gone. */ }
          },
        }),
      );
    };
    await withServer(handler, async (baseUrl) => {
      const controller = new AbortController();
      const reason = new Error("no longer needed");
      const call = tryOnce(endpointAt(baseUrl), { signal: controller.signal });
      await arrived.opened;
      controller.abort(reason);
      const error = await assertRejects(() => call);
      assertEquals(error, reason);
      release.open();
    });
  }
});

Deno.test("a base URL with a query and a path with one are one query", async () => {
  const seen: string[] = [];
  const fetch: NotedFetch = (input) => {
    seen.push(String(input));
    return Promise.resolve(
      Response.json({ error: { code: 404, status: "NOT_FOUND", message: "gone" } }, { status: 404 }),
    );
  };
  const endpoint = endpointAt("http://127.0.0.1:9/v1beta?region=eu");
  await exchange({ ...HI, stream: true }, endpoint, { wire: geminiGenerateContent, fetch, note: { caller: {} } });
  assertEquals(seen, [
    `http://127.0.0.1:9/v1beta/models/${endpoint.wireModel}:streamGenerateContent?alt=sse&region=eu`,
  ]);
});

Deno.test("an abort before the call asks nobody", async () => {
  let asked = 0;
  const fetch: NotedFetch = () => Promise.resolve(new Response(String(++asked)));
  await assertRejects(
    () => tryOnce(endpointAt("http://x"), { fetch, signal: AbortSignal.abort(new Error("early")) }),
    Error,
    "early",
  );
  assertEquals(asked, 0);
});

Deno.test("a miss of the tape is a failure that is not tried again", async () => {
  for (const [name, kind] of [["CassetteMissError", "cassette_miss"], ["CassetteExpiredError", "recording_expired"]]) {
    const refusal = Object.assign(new Error("not to be played"), { name });
    const failure = failureOf(await tryOnce(endpointAt("http://x"), { fetch: () => Promise.reject(refusal) }));
    assertEquals([failure.kind, failure.decision, failure.message, failure.latencyMs], [
      kind,
      { retry: "no" },
      "not to be played",
      null,
    ]);
  }
});

Deno.test("a recorded failure of the transport is that failure again", async () => {
  for (
    const [kind, shown] of [["timeout", "timeout"], ["connection", "connection"], ["reset", "connection"]] as const
  ) {
    const fetch: NotedFetch = (_, init) => {
      init!.note!.failure = { kind, message: "it broke", atMs: 12.5 };
      return Promise.reject(new TypeError("it broke (recorded)"));
    };
    const failure = failureOf(await tryOnce(endpointAt("http://x"), { fetch }));
    assertEquals([failure.kind, failure.message, failure.latencyMs], [shown, "it broke", 12.5]);
  }
});

Deno.test("the row is made from the body as the tape has it", async () => {
  const fetch: NotedFetch = (_, init) => {
    const kept = EVENTS.join("").replace("Hello", "[redacted]");
    Object.assign(init!.note!, { recordedBody: bytes(kept), cuts: [[0, 3]], headersMs: 1 });
    return Promise.resolve(stream(EVENTS.join("")));
  };
  assertEquals(completionOf(await tryOnce(endpointAt("http://x"), { fetch })).text, "[redacted]");
});

Deno.test("an answer that could not be kept is a failure that says what was billed", async () => {
  const fetch: NotedFetch = (_, init) => {
    Object.assign(init!.note!, { unrecordable: "a credential in it could not be replaced", cuts: [[0, 3]] });
    return Promise.resolve(stream(EVENTS.join("")));
  };
  const failure = failureOf(await tryOnce(endpointAt("http://x"), { fetch }));
  assertEquals([failure.kind, failure.decision, failure.latencyMs], ["unrecordable", { retry: "no" }, 3]);
  assertStringIncludes(failure.message, "a credential in it");
  assertEquals(failure.billed?.usage.outputTokens, 3);
});

Deno.test("what could not be sent as asked is a warning of the answer", async () => {
  const fetch: NotedFetch = () => Promise.resolve(stream(EVENTS.join("")));
  const note: CallNote = { caller: {} };
  const result = await exchange({ ...HI, topK: 3 }, endpointAt("http://x", { provider: "openai" }), {
    wire: openaiChat,
    fetch,
    note,
  });
  assertEquals(completionOf(result).warnings.map(({ code }) => code), ["unsupported"]);
});

Deno.test("a fetch that knows no notes gives an answer without times", async () => {
  const fetch: NotedFetch = () => Promise.resolve(stream(EVENTS.join("")));
  const { timing, text } = completionOf(await tryOnce(endpointAt("http://x"), { fetch }));
  assertEquals([text, timing.ttftMs, timing.latencyMs], ["Hello", null, null]);
});

Deno.test("a mistake of the caller is an error and no failure of the provider", async () => {
  const closed = new UserError("Cannot fetch as the cassette is closed");
  await assertRejects(() => tryOnce(endpointAt("http://x"), { fetch: () => Promise.reject(closed) }), UserError);
  const denied = new Deno.errors.NotCapable("Requires net access");
  await assertRejects(
    () => tryOnce(endpointAt("http://x"), { fetch: () => Promise.reject(denied) }),
    Deno.errors.NotCapable,
  );
  const bug = new TypeError("tape.play is not a function");
  await assertRejects(
    () => tryOnce(endpointAt("http://x"), { fetch: () => Promise.reject(bug) }),
    TypeError,
    "tape.play",
  );
});
