import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { VirtualClock } from "../../src/base/mod.ts";
import { createProxy, proxyUpstreams } from "../../src/proxy/mod.ts";
import { fakeNetwork, noNetwork, recordsOf, tempTape } from "../cassette/support.ts";
import { LOCAL, post, recordedTape, testProxy } from "./support.ts";

Deno.test("a request goes to the upstream that its path names, with its path and query", async () => {
  await using tape = await tempTape();
  const seen: string[] = [];
  const fetch = fakeNetwork((request) => {
    seen.push(`${request.method} ${request.url}`);
    return new Response("ok");
  });
  await using proxy = await testProxy(tape.path, { mode: "record", upstreams: LOCAL, fetch });
  await (await proxy.send("/openai/v1/models?limit=2")).text();
  await (await proxy.send("/local/chat/completions", post({ a: 1 }))).text();
  await (await proxy.send("/local", { method: "DELETE" })).text();
  await (await proxy.send("/local?x=%2F", { method: "OPTIONS" })).text();
  assertEquals(seen, [
    "GET https://api.openai.com/v1/models?limit=2",
    "POST http://127.0.0.1:9/v1/chat/completions",
    "DELETE http://127.0.0.1:9/v1",
    "OPTIONS http://127.0.0.1:9/v1?x=%2F",
  ]);
});

Deno.test("a provider's own URL stands in the key, and the name of a given upstream", async () => {
  await using tape = await tempTape();
  await using proxy = await testProxy(tape.path, {
    mode: "record",
    upstreams: LOCAL,
    fetch: fakeNetwork(() => new Response("ok")),
  });
  await (await proxy.send("/openai/v1/models")).text();
  await (await proxy.send("/local/models")).text();
  await proxy.tape.close();
  assertEquals((await recordsOf(tape.path)).map(({ request, endpoint }) => [request.url, endpoint]), [
    ["https://api.openai.com/v1/models", undefined],
    ["{local}/models", "local"],
  ]);
});

Deno.test("headers of the connection, of the proxy and of the client's taste in encodings stay behind", async () => {
  await using tape = await tempTape();
  let seen: Headers | undefined;
  await using proxy = await testProxy(tape.path, {
    mode: "record",
    upstreams: LOCAL,
    fetch: (_input, init) => {
      seen = new Headers(init?.headers);
      return Promise.resolve(
        new Response("ok", {
          headers: { "content-encoding": "gzip", "content-length": "9", "keep-alive": "timeout=5", "x-own": "kept" },
        }),
      );
    },
  });
  const answer = await proxy.send("/local/x", {
    headers: {
      "accept-encoding": "zstd",
      authorization: "Bearer sk-test",
      connection: "close, x-hop",
      "keep-alive": "timeout=5",
      "proxy-authorization": "Basic eA==",
      te: "trailers",
      "x-hop": "1",
      "x-custom": "2",
      "x-tapedeck-scope": "test-1",
      "x-tapedeck-other": "3",
    },
  });
  assertEquals([...seen!], [["authorization", "Bearer sk-test"], ["x-custom", "2"]]);
  assertEquals(answer.headers.get("x-own"), "kept");
  for (const name of ["content-encoding", "content-length", "keep-alive"]) assert(!answer.headers.has(name), name);
  assertEquals(await answer.text(), "ok");
});

Deno.test("bodies go out byte for byte, whatever they are", async () => {
  await using tape = await tempTape();
  const seen: Uint8Array[] = [];
  const fetch = fakeNetwork(async (request) => {
    seen.push(await request.bytes());
    return new Response("ok");
  });
  await using proxy = await testProxy(tape.path, { mode: "record", upstreams: LOCAL, fetch });
  const bodies = [
    new TextEncoder().encode("\uFEFF{}"),
    new Uint8Array([0xff, 0xfe, 0, 1]),
    new TextEncoder().encode("äöü 🎉"),
    new Uint8Array(),
  ];
  for (const body of bodies) {
    await (await proxy.send("/local/x", { method: "POST", body, headers: { "content-type": "x/y" } })).text();
    await (await proxy.send("/local/x", { method: "POST", body })).text();
  }
  assertEquals(seen, bodies.flatMap((body) => [body, body]));
});

Deno.test("an upload without a content type gets none on its way", async () => {
  await using tape = await tempTape();
  let type: string | null = "unknown";
  const fetch = fakeNetwork((request) => {
    type = request.headers.get("content-type");
    return new Response("ok");
  });
  await using proxy = await testProxy(tape.path, { mode: "record", upstreams: LOCAL, fetch });
  await (await proxy.send("/local/x", { method: "POST", body: new TextEncoder().encode("text") })).text();
  assertEquals(type, null);
});

Deno.test("credentials reach the upstream and nothing else", async () => {
  await using tape = await tempTape();
  const secret = "sk-proj-0123456789abcdef0123456789abcdef";
  let sent = "";
  await using proxy = await testProxy(tape.path, {
    mode: "record",
    upstreams: LOCAL,
    fetch: (input, init) => {
      sent = `${input} ${new Headers(init?.headers).get("authorization")}`;
      return Promise.reject(new TypeError(`error sending request for url (${input}): client error (Connect)`));
    },
  });
  const answer = await proxy.send(
    `/local/x?key=${secret}`,
    post({ note: secret }, { authorization: `Bearer ${secret}` }),
  );
  assertEquals(sent, `http://127.0.0.1:9/v1/x?key=${secret} Bearer ${secret}`);
  const said = [await answer.text(), JSON.stringify(proxy.proxy.status())];
  await proxy.tape.close();
  said.push(await Deno.readTextFile(tape.path));
  for (const text of said) assert(!text.includes(secret), text);
});

Deno.test("a miss is an error that no client tries again, and says what was nearest", async () => {
  await using tape = await tempTape();
  await recordedTape(tape.path, [["/local/chat", post({ model: "m", messages: ["one"] }), new Response("ok")]]);
  await using proxy = await testProxy(tape.path, { upstreams: LOCAL, fetch: noNetwork });
  const answer = await proxy.send("/local/chat", post({ model: "m", messages: ["two"] }));
  assertEquals([answer.status, answer.headers.get("x-should-retry"), answer.headers.get("x-tapedeck-error")], [
    418,
    "false",
    "cassette_miss",
  ]);
  const { type, error } = await answer.json();
  assertEquals([type, error.type, error.code, error.param], ["error", "cassette_miss", "cassette_miss", null]);
  assertMatch(error.message, /^Cannot replay POST \{local\}\/chat as it is not on the tape/);
  assertEquals(error.nearest[0].line, 2);
  const { misses, lastMisses } = proxy.proxy.status();
  assertEquals([misses, lastMisses.length], [1, 1]);
  assertStringIncludes(lastMisses[0].message, "{local}/chat");
});

Deno.test("only the latest misses are remembered, and long ones are shortened", async () => {
  await using tape = await tempTape();
  await recordedTape(tape.path, []);
  await using proxy = await testProxy(tape.path, { upstreams: LOCAL });
  for (let i = 0; i < 25; i++) await proxy.send(`/local/${i}/${"x".repeat(2000)}`);
  const { misses, lastMisses } = proxy.proxy.status();
  assertEquals([misses, lastMisses.length], [25, 20]);
  assertStringIncludes(lastMisses.at(-1)!.message, "/24/");
  assert(lastMisses.every(({ message }) => message.length <= 601));
});

Deno.test("what was recorded of a failed call is answered as a gateway would, live and in the replay", async () => {
  await using tape = await tempTape();
  const errors = [
    new TypeError("error sending request: client error (Connect): tcp connect error"),
    new TypeError("connection reset by peer"),
    new DOMException("took too long", "TimeoutError"),
    new DOMException("gone", "AbortError"),
  ];
  const wanted = [[502, "upstream_connection"], [502, "upstream_reset"], [504, "upstream_timeout"], [
    499,
    "call_aborted",
  ]];
  const answers = async (proxy: Awaited<ReturnType<typeof testProxy>>) => {
    const found = [];
    for (let i = 0; i < wanted.length; i++) {
      const answer = await proxy.send(`/local/${i}`);
      found.push([answer.status, (await answer.json()).error.type]);
    }
    return found;
  };
  {
    const left = [...errors];
    const fetch = () => Promise.reject(left.shift());
    await using proxy = await testProxy(tape.path, { mode: "record", upstreams: LOCAL, fetch });
    assertEquals(await answers(proxy), wanted);
  }
  await using proxy = await testProxy(tape.path, { upstreams: LOCAL, fetch: noNetwork });
  assertEquals(await answers(proxy), wanted);
  assertEquals(proxy.proxy.status().hits, wanted.length);
});

Deno.test("paths that lead nowhere get a clear error, and nothing is called", async () => {
  await using tape = await tempTape();
  await using proxy = await testProxy(tape.path, { mode: "record", upstreams: LOCAL, fetch: noNetwork });
  const refusals: [path: string, status: number, type: string, says: string][] = [
    ["/", 404, "unknown_upstream", "(local, openai)"],
    ["/opnai/v1/models", 404, "unknown_upstream", 'did you mean "openai"?'],
    ["/v1/chat/completions", 404, "unknown_upstream", "--upstream name=URL"],
    ["/%E0%A4/x", 400, "wrong_path", "%"],
    ["/__tapedeck/", 404, "wrong_path", "/__tapedeck/status"],
    ["/__tapedeck/nothing", 404, "wrong_path", "/__tapedeck/status"],
    ["/__tapedeck/decisions/one", 404, "wrong_path", "SCOPE/NAME"],
    ["/__tapedeck/scope/", 400, "wrong_path", "SCOPE/UPSTREAM"],
    ["/__tapedeck/scope/test-1", 400, "wrong_path", "SCOPE/UPSTREAM"],
    ["/__tapedeck/scope/test-1/nobody/x", 404, "unknown_upstream", "nobody"],
  ];
  for (const [path, status, type, says] of refusals) {
    const answer = await proxy.send(path);
    const { error } = await answer.json();
    assertEquals([answer.status, error.type], [status, type], path);
    assertStringIncludes(error.message, says);
  }
});

Deno.test("a path cannot lead out of its upstream", async () => {
  await using tape = await tempTape();
  await using proxy = await testProxy(tape.path, { mode: "record", upstreams: LOCAL, fetch: noNetwork });
  // A `Request` that is made here has its dot segments resolved; one that comes over a socket has them still.
  const raw = (url: string) => Object.defineProperty(new Request("http://x/"), "url", { value: url });
  for (const path of ["/local/../admin", "/local/a/../../admin", "/local/%2e%2e/admin", "/local/.%2E/v1x"]) {
    const answer = await proxy.proxy.handle(raw(`http://x${path}`));
    assertEquals([answer.status, (await answer.json()).error.type], [400, "wrong_path"], path);
  }
});

Deno.test("what fetch cannot send is refused before it is tried", async () => {
  await using tape = await tempTape();
  await using proxy = await testProxy(tape.path, { mode: "record", upstreams: LOCAL, fetch: noNetwork });
  const refused = async (init: RequestInit) => {
    const answer = await proxy.send("/local/x", init);
    return [answer.status, (await answer.json()).error.type];
  };
  assertEquals(await refused({ headers: { "content-length": "3" } }), [400, "wrong_body"]);
  assertEquals(await refused({ headers: { upgrade: "websocket", connection: "upgrade" } }), [400, "no_upgrade"]);
});

Deno.test("a scope by header or by path finds its own answer, the header first", async () => {
  await using tape = await tempTape();
  const scopes = ["a", "b/1", undefined, "c"];
  {
    let i = 0;
    await using proxy = await testProxy(tape.path, {
      mode: "record",
      upstreams: LOCAL,
      fetch: fakeNetwork(() => new Response(String(scopes[i++]))),
    });
    await (await proxy.send("/local/x", { headers: { "x-tapedeck-scope": "a" } })).text();
    await (await proxy.send("/__tapedeck/scope/b%2F1/local/x")).text();
    await (await proxy.send("/local/x")).text();
    await (await proxy.send("/__tapedeck/scope/b/local/x", { headers: { "x-tapedeck-scope": "c" } })).text();
  }
  assertEquals((await recordsOf(tape.path)).map(({ scope }) => scope), scopes);
  await using proxy = await testProxy(tape.path, { upstreams: LOCAL, fetch: noNetwork });
  assertEquals(await (await proxy.send("/__tapedeck/scope/c/local/x")).text(), "c");
  assertEquals(await (await proxy.send("/local/x", { headers: { "x-tapedeck-scope": "b/1" } })).text(), "b/1");
  assertEquals(await (await proxy.send("/__tapedeck/scope/a/local/x")).text(), "a");
  assertEquals(await (await proxy.send("/local/x")).text(), "undefined");
});

Deno.test("a played answer brings no header that is about its recorded encoding", async () => {
  await using tape = await tempTape();
  const headers = {
    "content-encoding": "gzip",
    "content-length": "99",
    "content-type": "text/plain",
    "x-request-id": "r",
  };
  await recordedTape(tape.path, [
    ["/local/x", {}, new Response("decoded", { headers })],
    ["/local/x", { method: "HEAD" }, new Response(null, { headers })],
  ]);
  await using proxy = await testProxy(tape.path, { upstreams: LOCAL });
  const answer = await proxy.send("/local/x");
  assertEquals([...answer.headers], [["content-type", "text/plain"], ["x-request-id", "r"]]);
  assertEquals(await answer.text(), "decoded");
  // A HEAD has no body that they could be wrong about.
  assertEquals((await proxy.send("/local/x", { method: "HEAD" })).headers.get("content-length"), "99");
});

Deno.test("the status tells how the tape stands, in snake case", async () => {
  await using tape = await tempTape();
  await recordedTape(tape.path, [["/local/1", {}, new Response("1")], ["/local/2", {}, new Response("2")]]);
  await using proxy = await testProxy(tape.path, { upstreams: LOCAL });
  await (await proxy.send("/local/1")).text();
  await (await proxy.send("/local/3")).text();
  const answer = await proxy.send("/__tapedeck/status");
  const { uptime_ms, last_misses, ...rest } = await answer.json();
  assert(uptime_ms >= 0);
  assertEquals([last_misses.length, Object.keys(last_misses[0])], [1, ["at", "key", "message"]]);
  assertEquals(rest, {
    mode: "replay",
    cassette: tape.path,
    hits: 1,
    misses: 1,
    recorded: 0,
    refused: 0,
    expired: 0,
    unplayed: 1,
    in_flight: 0,
    upstreams: { openai: "https://api.openai.com", ...LOCAL },
  });
});

Deno.test("a request counts as in flight until it has been delivered, where the server can tell", async () => {
  await using tape = await tempTape();
  await recordedTape(tape.path, [["/local/1", {}, new Response("1")]]);
  await using proxy = await testProxy(tape.path, { upstreams: LOCAL });
  const { promise, resolve } = Promise.withResolvers<void>();
  await proxy.proxy.handle(new Request("http://x/local/1"), promise);
  assertEquals(proxy.proxy.status().inFlight, 1);
  resolve();
  await promise;
  assertEquals(proxy.proxy.status().inFlight, 0);
});

Deno.test("a closed tape is told as such", async () => {
  await using tape = await tempTape();
  await recordedTape(tape.path, []);
  const proxy = await testProxy(tape.path, { upstreams: LOCAL });
  await proxy.tape.close();
  const closed = await proxy.send("/local/x");
  assertEquals([closed.status, (await closed.json()).error.type], [418, "cassette_refused"]);
});

Deno.test("a call beyond the recording budget is refused for good, and never sent", async () => {
  await using tape = await tempTape();
  let sent = 0;
  const fetch = fakeNetwork(() => new Response(String(++sent)));
  const budget = { requests: 1 };
  await using proxy = await testProxy(tape.path, { mode: "record", upstreams: LOCAL, fetch, budget });
  assertEquals(await (await proxy.send("/local/1")).text(), "1");
  const refused = await proxy.send("/local/2");
  const { error } = await refused.json();
  assertEquals([refused.status, refused.headers.get("x-should-retry"), error.type], [418, "false", "budget_exceeded"]);
  assertEquals(sent, 1);
});

Deno.test("a recording that is too old is told as such where it must not be played", async () => {
  await using tape = await tempTape();
  await recordedTape(tape.path, [["/local/1", {}, new Response("1")]]);
  const clock = new VirtualClock(new Date("2100-01-01T00:00:00Z"));
  const expire = { afterMs: 1000, expired: "fail" } as const;
  await using proxy = await testProxy(tape.path, { upstreams: LOCAL, clock, expire });
  const answer = await proxy.send("/local/1");
  assertEquals([answer.status, (await answer.json()).error.type], [418, "recording_expired"]);
});

Deno.test("an error of the program itself is told to the operator, and to the client no more than its name", async () => {
  await using tape = await tempTape();
  await recordedTape(tape.path, []);
  await using opened = await testProxy(tape.path, { upstreams: LOCAL });
  const bugs: unknown[] = [];
  const proxy = createProxy({
    tape: opened.tape,
    upstreams: proxyUpstreams(LOCAL),
    fetch: () => Promise.reject(new RangeError("something private")),
    onBug: (error) => bugs.push(error),
  });
  const answer = await proxy.handle(new Request("http://x/local/1"));
  const text = await answer.text();
  assertEquals([answer.status, text.includes("RangeError"), text.includes("private")], [500, true, false]);
  assertEquals(bugs.length, 1);
});
