import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { lensOf as findLens } from "../../src/cassette/mod.ts";
import { endpointOf, findProvider, openaiChat, providerLenses, wireFormat } from "../../src/provider/mod.ts";
import { createSimulated } from "../../src/provider/simulated/mod.ts";
import type {
  ChatClient,
  FaultResponse,
  JsonValue,
  ProviderAdapter,
  Refusal,
  WireLens,
  WireOutcome,
  WireResponse,
} from "../../src/spec/mod.ts";
import { needs } from "../support/require.ts";
import { chatRequests, recordedErrors } from "./recordings.ts";
import { chunk, completionOf, failureOf, respond, respondJson, sse } from "./responses.ts";

const fixtures = await needs("fixtures");
const lenses = providerLenses();

function lensOf(provider: string): WireLens {
  const lens = lenses.find((one) => one.provider === provider);
  assert(lens !== undefined, provider);
  return lens;
}

function failureIn(lens: WireLens, { status, headers, body }: FaultResponse) {
  return failureOf(lens.readAnswer(respond(body, { status, headers })));
}

Deno.test("the table has every provider that the design names, once for each format that it speaks", () => {
  const spoken = lenses.map(({ provider, wire }) => `${provider} ${wire}`);
  assertEquals(new Set(spoken).size, spoken.length);
  const names = lenses.map(({ provider }) => provider);
  const named =
    "openrouter requesty openai anthropic gemini mistral groq cohere together cerebras ollama lmstudio openai-compatible " +
    "perplexity xai deepinfra vercel";
  for (const name of named.split(" ")) assert(names.includes(name), name);
});

Deno.test("an origin has no path, and leads to one provider", () => {
  const places = new Map(lenses.flatMap(({ provider, origin }) => origin === null ? [] : [[provider, origin]]));
  for (const origin of places.values()) assertEquals(new URL(origin).origin, origin);
  assertEquals(new Set(places.values()).size, places.size);
});

Deno.test("a key shape has its prefix, matches its example as a whole and captures nothing", () => {
  const shapes = lenses.flatMap(({ keyShapes }) => keyShapes);
  assert(shapes.length > 20);
  assertEquals(new Set(shapes.map(({ name }) => name)).size, shapes.length);
  for (const { name, prefix, pattern, example } of shapes) {
    assert(example.includes(prefix), name);
    assertMatch(example, new RegExp(`^(?:${pattern})$`), name);
    assertEquals(new RegExp(`${pattern}|`).exec("")!.length, 1, `${name} captures`);
    assertMatch(example, /fil|f1113700/i, `${name}: an example is obviously invented`);
  }
});

Deno.test("plain words, hashes and ids have no shape of a key", () => {
  const plain = [
    "sk-learn, xai-grok-code-fast-1, hf_hub_download, fw_update and pplx-7b-online are no keys",
    "gpt-4o-2024-08-06 chatcmpl-AbCdEfGhIjKlMnOpQrStUvWxYz012 call_AbCdEfGhIjKlMnOpQrStUvWx",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "msg_01AbCdEfGhIjKlMnOpQrStUv toolu_01AbCdEfGhIjKlMnOpQrStUv req_011CdufXo8Y2LVfY2veyuQWG",
  ].join("\n");
  for (const { name, pattern } of lenses.flatMap(({ keyShapes }) => keyShapes)) {
    assertEquals(new RegExp(pattern).exec(plain)?.[0], undefined, name);
  }
});

Deno.test("every provider's refusals are classified as what they are, with the wait that was asked for", () => {
  const delays = fc.integer({ min: 1, max: 600 }).map((seconds) => seconds * 1000);
  fc.assert(fc.property(fc.constantFrom(...lenses), delays, (lens, afterMs) => {
    const { kind, decision } = failureIn(lens, lens.refusal({ kind: "rate_limit", afterMs }));
    assertEquals(
      { kind, decision },
      { kind: "rate_limited", decision: { retry: "rateLimited", afterMs } },
      lens.provider,
    );
  }));
  for (const lens of lenses) {
    const overloaded = failureIn(lens, lens.refusal({ kind: "overloaded" }));
    assertEquals([overloaded.kind, overloaded.decision.retry], ["overloaded", "transient"], lens.provider);
    for (const status of [500, 502, 520]) {
      const broken = failureIn(lens, lens.refusal({ kind: "server_error", status }));
      assertEquals([broken.kind, broken.httpStatus], ["server_error", status], lens.provider);
      assertEquals(broken.decision, { retry: "transient" }, lens.provider);
    }
  }
});

Deno.test("a wait of less than a second is told exactly where the provider can", () => {
  for (const provider of ["openai", "azure", "gemini"]) {
    const lens = lensOf(provider);
    const { decision } = failureIn(lens, lens.refusal({ kind: "rate_limit", afterMs: 250 }));
    assertEquals(decision, { retry: "rateLimited", afterMs: 250 }, provider);
  }
  const { decision } = failureIn(lensOf("groq"), lensOf("groq").refusal({ kind: "rate_limit", afterMs: 250 }));
  assertEquals(decision, { retry: "rateLimited", afterMs: 1000 });
});

Deno.test("a refusal can be sent as a response, is JSON and the same each time", () => {
  const refusals: Refusal[] = [
    { kind: "rate_limit", afterMs: 1500 },
    { kind: "overloaded" },
    { kind: "server_error", status: 503 },
  ];
  for (const lens of lenses) {
    for (const refusal of refusals) {
      const { status, headers, body } = lens.refusal(refusal);
      assertEquals(lens.refusal(refusal), { status, headers, body });
      assertMatch(new Response(body, { status, headers }).headers.get("content-type")!, /^application\/json/);
      assertEquals(typeof JSON.parse(body), "object");
      assertEquals(Object.keys(headers), Object.keys(headers).map((name) => name.toLowerCase()));
    }
  }
});

Deno.test("a provider's own marks are in its refusals", () => {
  const limit = { kind: "rate_limit", afterMs: 48_000 } as const;
  const openai = lensOf("openai").refusal(limit);
  assertEquals([openai.headers["retry-after"], openai.headers["retry-after-ms"]], ["48", "48000"]);
  assertEquals(openai.headers["x-ratelimit-reset-requests"], "48s");
  const anthropic = lensOf("anthropic").refusal(limit);
  assertEquals(
    Date.parse(anthropic.headers["anthropic-ratelimit-requests-reset"]) - Date.parse(anthropic.headers.date),
    48_000,
  );
  assertEquals(lensOf("anthropic").refusal({ kind: "overloaded" }).status, 529);
  const gemini = lensOf("gemini").refusal(limit);
  assertEquals(Object.keys(gemini.headers), ["content-type"]);
  assertEquals(JSON.parse(gemini.body).error.details.at(-1).retryDelay, "48s");
});

Deno.test("a stream that a provider breaks off is a failure within the stream, and never an answer", () => {
  for (const lens of lenses.filter(({ wire }) => wire === "openai-chat")) {
    const failure = failureOf(lens.readAnswer(respond(sse(chunk({ content: "Half" }), lens.streamError()))));
    assertEquals([failure.midStream, failure.decision.retry], [true, "transient"], lens.provider);
  }
  const begun: { [provider: string]: string } = {
    anthropic: `event: content_block_delta\ndata: {"type":"content_block_delta","delta":{"text":"Half"}}\n\n`,
    gemini: `data: {"candidates":[{"content":{"parts":[{"text":"Half"}]}}]}\r\n\r\n`,
    cohere: `event: content-delta\ndata: {"type":"content-delta","delta":{"message":{"content":{"text":"Half"}}}}\n\n`,
    ollama: `{"message":{"content":"Half"},"done":false}\n`,
  };
  for (const [provider, start] of Object.entries(begun)) {
    const lens = lensOf(provider);
    const failure = failureOf(lens.readAnswer(respond(start + lens.streamError())));
    assertEquals(failure.midStream, true, provider);
  }
});

Deno.test("a stream's error event ends with an empty line, a line of JSON with its end", () => {
  for (const { provider, streamError } of lenses) {
    assertMatch(streamError(), provider === "ollama" ? /^\{.*\}\n$/ : /\n\r?\n$/, provider);
  }
});

/** The paths of a value's leaves, list indexes left out. */
function shapeOf(value: JsonValue, path = ""): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => shapeOf(one, `${path}[]`));
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, one]) => shapeOf(one, `${path}.${key}`));
}

/** All fields that the errors in some recorded bodies of a provider have. Recordings name a host; so does an origin. */
function recordedShape(provider: string, bodies: readonly { host: string; body: string }[]): Set<string> {
  const { origin } = lensOf(provider);
  const shapes = bodies.filter(({ host }) => `https://${host}` === origin)
    .flatMap(({ body }) => body.startsWith("{") ? [JSON.parse(body)] : eventsWithError(body));
  assert(shapes.length > 0, provider);
  return new Set(shapes.flatMap((body) => shapeOf(body)));
}

function eventsWithError(stream: string): JsonValue[] {
  return stream.split("\n").filter((line) => line.startsWith("data: {")).flatMap((line) => {
    const event = JSON.parse(line.slice("data: ".length));
    return event.error === undefined ? [] : [event];
  });
}

Deno.test(
  { name: "refusals have no field that recorded errors of the provider have not", ignore: fixtures.ignore },
  () => {
    // Its refusal of a limit has details that no recording of another error has.
    const rateLimited = ["openai", "anthropic", "groq", "openrouter"];
    for (const provider of [...rateLimited, "gemini"]) {
      const shape = recordedShape(provider, recordedErrors(fixtures.get()).filter(({ midstream }) => !midstream));
      const lens = lensOf(provider);
      const refusals: Refusal[] = [{ kind: "overloaded" }, { kind: "server_error", status: 500 }];
      if (rateLimited.includes(provider)) refusals.push({ kind: "rate_limit", afterMs: 1000 });
      for (const refusal of refusals) {
        const unknown = shapeOf(JSON.parse(lens.refusal(refusal).body)).filter((path) => !shape.has(path));
        assertEquals(unknown, [], `${provider} ${refusal.kind}`);
      }
    }
  },
);

Deno.test({ name: "OpenRouter's rate limit has exactly the fields of a recorded one", ignore: fixtures.ignore }, () => {
  const recorded = recordedErrors(fixtures.get()).find(({ host, status }) =>
    host === "openrouter.ai" && status === 429
  )!;
  const { body } = lensOf("openrouter").refusal({ kind: "rate_limit", afterMs: 1000 });
  assertEquals(shapeOf(JSON.parse(body)).sort(), shapeOf(JSON.parse(recorded.body)).sort());
});

Deno.test({ name: "stream errors have no field that recorded ones have not", ignore: fixtures.ignore }, () => {
  for (const provider of ["groq", "openrouter"]) {
    // The list of errors has the beginnings of streams only.
    const streams = [...chatRequests(fixtures.get())].map(({ host, response }) => ({ host, body: response }));
    const shape = recordedShape(provider, streams.filter(({ body }) => !body.startsWith("{")));
    for (const event of eventsWithError(lensOf(provider).streamError())) {
      assertEquals(shapeOf(event).filter((path) => !shape.has(path)), [], provider);
    }
  }
});

Deno.test("the least that an answer can be gives its text in every format, and nothing else is known", () => {
  const answers: { [provider: string]: JsonValue } = {
    openai: { choices: [{ message: { content: "Hello" } }] },
    anthropic: { content: [{ type: "thinking", thinking: "Hm" }, { type: "text", text: "Hello" }], usage: {} },
    gemini: { candidates: [{ content: { parts: [{ text: "Hm", thought: true }, { text: "Hello" }] } }] },
    cohere: { message: { content: [{ type: "text", text: "Hello" }] } },
    ollama: { message: { content: "Hello" }, done: true },
    // Nobody reads its format yet.
    replicate: { content: "Hello" },
  };
  for (const [provider, answer] of Object.entries(answers)) {
    const completion = completionOf(lensOf(provider).readAnswer(respondJson(answer)));
    const { text, usage, finishReason, reportedCostUsd } = completion;
    assertEquals({ text, finishReason, reportedCostUsd }, { text: "Hello", finishReason: null, reportedCostUsd: null });
    assertEquals(Object.values(usage), [null, null, null, null, null], provider);
  }
});

Deno.test("a provider's door in another's format is read in that format, whole answers only", () => {
  const openai = sse(chunk({ content: "Hel" }), chunk({ content: "lo" }, "stop"));
  for (const provider of ["anthropic", "gemini", "cohere", "ollama"]) {
    const { readAnswer } = lensOf(provider);
    assertEquals(completionOf(readAnswer(respond(openai))).text, "Hello", provider);
    const plain = { choices: [{ message: { content: "Hello" }, finish_reason: "stop" }] };
    assertEquals(completionOf(readAnswer(respondJson(plain))).text, "Hello", provider);
    assertEquals(failureOf(readAnswer(respond(sse(chunk({ content: "Hel" }))))).decision.retry, "transient", provider);
  }
  const message = { type: "message", content: [{ type: "text", text: "Hello" }], stop_reason: "end_turn" };
  for (const provider of ["openrouter", "vercel"]) {
    const completion = completionOf(lensOf(provider).readAnswer(respondJson(message)));
    assertEquals([completion.text, completion.finishReason], ["Hello", "stop"], provider);
  }
});

Deno.test("what is no chat is no failure, and says nothing of its usage", () => {
  const bodies: { [provider: string]: JsonValue } = {
    openai: { object: "list", data: [{ embedding: [0.1] }], usage: { prompt_tokens: 3 } },
    anthropic: { input_tokens: 14 },
    gemini: { models: [{ name: "models/gemini" }] },
    cohere: { id: "e1", embeddings: { float: [[0.1]] } },
    ollama: { model: "m", embeddings: [[0.1]] },
  };
  for (const [provider, body] of Object.entries(bodies)) {
    const { readAnswer } = lensOf(provider);
    const { text, usage } = completionOf(readAnswer(respondJson(body)));
    assertEquals([text, usage.outputTokens], ["", null], provider);
    assertEquals(readAnswer(respond(JSON.stringify(body).slice(0, -1))).ok, false, provider);
    const failure = { kind: "reset", message: "it broke", atMs: 70 } as const;
    assertEquals(readAnswer(respond(JSON.stringify(body).slice(0, -1), { failure })).ok, false, provider);
    assertEquals(failureOf(readAnswer(respondJson({}))).kind, "malformed_response", provider);
  }
  assertEquals(completionOf(lensOf("cohere").readAnswer(respondJson({ text: "Hello", meta: {} }))).text, "Hello");
  const older = { type: "completion", completion: " Hello!", stop_reason: "stop_sequence" };
  assertEquals(completionOf(lensOf("anthropic").readAnswer(respondJson(older))).text, " Hello!");
});

Deno.test("whatever comes is read without an error", () => {
  const values = fc.oneof(fc.string(), fc.json(), fc.json().map((json) => `data: ${json}\n\n`));
  fc.assert(fc.property(fc.constantFrom(...lenses), values, fc.constantFrom(200, 404, 529), (lens, body, status) => {
    assertEquals(typeof lens.readAnswer(respond(body, { status })).ok, "boolean");
  }));
});

Deno.test({ name: "OpenAI's responses are read whole, usage and all", ignore: fixtures.ignore }, () => {
  const lens = lensOf("openai");
  let seen = 0;
  for (const { wire, status, response, host } of chatRequests(fixtures.get())) {
    if (wire !== "openai-responses" || status !== 200 || !response.includes('"output_tokens"')) continue;
    const { usage, text, toolCalls, id } = completionOf(lens.readAnswer(respond(response)));
    // One was only queued, which it says under `usage` too.
    if (!response.includes('"usage": null')) assert(usage.inputTokens !== null && usage.outputTokens !== null, host);
    assertMatch(id!, /./);
    if (response.includes('"type":"output_text"') || response.includes('"type": "output_text"')) {
      assert(text !== "", host);
    }
    if (/"type": ?"function_call"/.test(response)) assert(toolCalls.length > 0, host);
    seen++;
  }
  assert(seen > 200, String(seen));
});

Deno.test("one of OpenAI's responses can be cut off, incomplete, refused or failed", () => {
  const lens = lensOf("openai");
  const body = (rest: { [name: string]: JsonValue }): JsonValue => ({
    object: "response",
    status: "completed",
    output: [],
    ...rest,
  });
  const begun = `event: response.created\ndata: ${
    JSON.stringify({ type: "response.created", response: body({ status: "in_progress" }) })
  }\n\n`;
  assertEquals(failureOf(lens.readAnswer(respond(begun))).kind, "connection");
  const cut = body({ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } });
  assertEquals(completionOf(lens.readAnswer(respondJson(cut))).finishReason, "length");
  const message = { type: "message", content: [{ type: "refusal", refusal: "No." }] };
  assertEquals(completionOf(lens.readAnswer(respondJson(body({ output: [message] })))).refusal, "No.");
  const call = { type: "function_call", call_id: "call_1", name: "f", arguments: "{}" };
  const called = completionOf(lens.readAnswer(respondJson(body({ output: [call] }))));
  assertEquals([called.toolCalls, called.finishReason], [[{ id: "call_1", name: "f", arguments: "{}" }], "tool_calls"]);
  const failed = body({ status: "failed", error: { code: "server_error", message: "Sorry" } });
  assertEquals(failureOf(lens.readAnswer(respondJson(failed))).message, "Sorry");
});

Deno.test("a request to the responses of any server is seen through OpenAI's other lens", () => {
  const lens = findLens(lenses, { url: "http://127.0.0.1:9/v1/responses" });
  assertEquals([lens?.provider, lens?.wire], ["openai", "openai-responses"]);
  assertEquals(findLens(lenses, { url: "http://127.0.0.1:9/v1/chat/completions" })?.provider, "openai");
});

Deno.test({ name: "recorded answers of every format are read", ignore: fixtures.ignore }, () => {
  for (const { wire, status, response, host } of chatRequests(fixtures.get())) {
    const lens = lenses.find((one) => one.wire === wire);
    if (lens === undefined) continue;
    const outcome = lens.readAnswer(respond(response, { status }));
    if (status >= 400) assert(!outcome.ok, `${host}: ${response.slice(0, 200)}`);
  }
});

Deno.test("a provider with several formats is seen by the path of its requests", () => {
  const lenses = providerLenses();
  const wireOf = (path: string) => findLens(lenses, { url: `https://api.openai.com/v1${path}` })?.wire;
  assertEquals(wireOf("/chat/completions"), "openai-chat");
  assertEquals(wireOf("/responses"), "openai-responses");
  assertEquals(wireOf("/embeddings"), "openai-chat");
  assertEquals(findLens(lenses, { url: "{gpt@openai}/responses", endpoint: "gpt@openai" })?.wire, "openai-responses");
  const broken = findLens(lenses, { url: "https://api.openai.com/v1/responses" })!.streamError();
  assertMatch(broken, /^event: error\ndata: \{"type":"error",.*\}\n\n$/);
});

Deno.test("a provider from outside is seen by its own format, its doors by theirs, behind those of the table", () => {
  const own = { ...openaiChat, name: "own-chat", fromWire: openedAnswer };
  const shape = { name: "acme-key", prefix: "acme_", pattern: "acme_[a-z]{12}", example: "acme_fillerfiller" };
  const acme: ProviderAdapter = {
    ...findProvider("openai-compatible"),
    key: "acme",
    origin: "https://acme.example",
    wire: "own-chat",
    format: own,
    doors: [{ wire: "anthropic-messages", basePath: "/v1" }],
    keyShapes: [shape],
  };
  const all = providerLenses([acme]);
  assertEquals(all.slice(0, lenses.length).map(({ provider }) => provider), lenses.map(({ provider }) => provider));
  const seen = (path: string, endpoint?: string) => findLens(all, { url: `https://acme.example${path}`, endpoint });
  assertEquals([seen("/v2/jobs")?.wire, seen("/v1/messages")?.wire], ["own-chat", "anthropic-messages"]);
  assertEquals(seen("/anything", "m@acme")?.provider, "acme");
  assertEquals(findLens(all, { url: "http://127.0.0.1:1/v1/messages" })?.provider, "anthropic");
  const answer = { output: { choices: [{ message: { content: "Hi" }, finish_reason: "stop" }] } };
  assertEquals(completionOf(seen("/v2/jobs")!.readAnswer(respondJson(answer))).text, "Hi");
  const shapes = all.flatMap(({ keyShapes }) => keyShapes);
  assertEquals(shapes.filter(({ name }) => name === "acme-key"), [shape]);
});

function openedAnswer(response: WireResponse): WireOutcome {
  const { output = {} } = JSON.parse(new TextDecoder().decode(response.body));
  return openaiChat.fromWire({ ...response, body: new TextEncoder().encode(JSON.stringify(output)) });
}

Deno.test("what a client of a provider from outside is answered is read by the client, by the URL of the request", () => {
  const urls: string[] = [];
  const client: ChatClient = {
    name: "c",
    call: () => Promise.reject(new Error("not asked")),
    readAnswer: (response, url) => {
      urls.push(url);
      return openaiChat.fromWire(response);
    },
  };
  const all = providerLenses([{ ...findProvider("openai-compatible"), key: "acme", wire: "ai-sdk", client }]);
  const answer = respondJson({ choices: [{ message: { content: "Hi" }, finish_reason: "stop" }] });
  const facts = { url: "https://api.anthropic.com/v1/messages", endpoint: "m@acme" };
  const lens = findLens(all, facts)!;
  assertEquals([lens.provider, lens.wire], ["acme", "anthropic-messages"]);
  assertEquals(lens.segments({ system: "s" }).map(({ name }) => name), ["system"]);
  assertEquals(completionOf(lens.readAnswer(answer, facts.url)).text, "Hi");
  assertEquals(urls, [facts.url]);
  assertEquals(findLens(all, { url: "https://x.example/ask", endpoint: "m@acme" })?.wire, "ai-sdk");
});

Deno.test("an endpoint with a name is read in the format of the door that it was called by", async () => {
  const server = createSimulated({ seed: 1 });
  for (const [wire, base] of DOORS) {
    const endpoint = endpointOf(findProvider("simulated"), { model: "simulated/steady", wire, baseUrl: "http://s" });
    const request = { messages: [{ role: "user" as const, content: "Hi" }], stream: false };
    const { path, body } = wireFormat(wire).toWire(request, endpoint);
    const sent = new Request(`http://s${base}${path}`, { method: "POST", body: JSON.stringify(body) });
    const answer = await (await server.handle(sent)).text();
    const lens = findLens(lenses, { url: `{${endpoint.key}}${path}`, endpoint: endpoint.key })!;
    const { text, usage } = completionOf(lens.readAnswer(respond(answer)));
    assert(text.length > 0 && usage.outputTokens !== null, wire);
    assertEquals(failureOf(lens.readAnswer(respond("{}"))).kind, "malformed_response");
  }
});

const DOORS = [
  ["openai-chat", "/v1"],
  ["anthropic-messages", "/v1"],
  ["gemini-generate-content", "/v1beta"],
  ["cohere-chat", "/v2"],
  ["ollama-chat", "/api"],
] as const;
