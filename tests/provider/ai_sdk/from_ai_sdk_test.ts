import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { assistantMessage } from "../../../src/provider/mod.ts";
import { type AiSdkModel, fromAiSdk } from "../../../src/provider/ai_sdk/mod.ts";
import { openCassette } from "../../../src/recording/mod.ts";
import type { CallNote, ChatRequest, Endpoint, JsonObject, NotedFetch } from "../../../src/spec/mod.ts";
import { exchange, type ExchangeResult } from "../../../src/transport/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";

const TOOL = {
  name: "get_weather",
  description: "The weather of a city",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

const ASK: ChatRequest = {
  messages: [{ role: "system", content: "Be brief." }, { role: "user", content: "The weather in Paris?" }],
  stream: false,
  maxTokens: 50,
  temperature: 0.5,
  tools: [TOOL],
};

const OPENAI_CALL = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1767225600,
  model: "gpt-4o-mini-2024-07-18",
  choices: [{
    index: 0,
    finish_reason: "tool_calls",
    message: {
      role: "assistant",
      content: null,
      tool_calls: [{
        id: "call_9",
        type: "function",
        function: { name: "get_weather", arguments: '{"city":"Paris"}' },
      }],
    },
  }],
  usage: { prompt_tokens: 20, completion_tokens: 9, total_tokens: 29, prompt_tokens_details: { cached_tokens: 8 } },
};

const ANTHROPIC_EVENTS: readonly JsonObject[] = [
  {
    type: "message_start",
    message: {
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: "claude-haiku-4-5",
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 10, cache_read_input_tokens: 5, cache_creation_input_tokens: 0, output_tokens: 1 },
    },
  },
  { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "", signature: "" } },
  { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "Sun or rain" } },
  { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "c2lnbmVk" } },
  { type: "content_block_stop", index: 0 },
  { type: "content_block_start", index: 1, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "It is " } },
  { type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "sunny." } },
  { type: "content_block_stop", index: 1 },
  { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 12 } },
  { type: "message_stop" },
];

/** A server with one answer, which keeps what it was asked. */
function serve(answer: () => Response) {
  const bodies: JsonObject[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    bodies.push(await request.json());
    return answer();
  });
  return { server, bodies, origin: `http://127.0.0.1:${server.addr.port}` };
}

function eventStream(): Response {
  const text = ANTHROPIC_EVENTS.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  const pieces = ReadableStream.from(text).pipeThrough(new TextEncoderStream());
  return new Response(pieces, { headers: { "content-type": "text/event-stream" } });
}

function openaiAt(origin: string) {
  return fromAiSdk((fetch) => createOpenAI({ apiKey: "none", baseURL: `${origin}/v1`, fetch }).chat("gpt-4o-mini"));
}

function anthropicAt(origin: string) {
  return fromAiSdk((fetch) => createAnthropic({ apiKey: "none", baseURL: `${origin}/v1`, fetch })("claude-haiku-4-5"));
}

function endpointOf(provider: ReturnType<typeof fromAiSdk>, origin: string): Endpoint {
  return {
    key: `author/m@${provider.key}`,
    model: "author/m",
    provider: provider.key,
    baseUrl: origin,
    wireModel: "m",
    wire: provider.wire,
    price: null,
    credential: null,
  };
}

async function ask(
  request: ChatRequest,
  { provider, origin, fetch, signal }: {
    provider: ReturnType<typeof fromAiSdk>;
    origin: string;
    fetch: NotedFetch;
    signal?: AbortSignal;
  },
): Promise<ExchangeResult> {
  const note: CallNote = { caller: {} };
  return await exchange(request, endpointOf(provider, origin), { wire: provider.client, fetch, note, signal });
}

/** The outcome of a live call, which is recorded, and of its replay with the server gone. */
async function recordAndReplay(
  request: ChatRequest,
  { answer, of }: { answer: () => Response; of: (origin: string) => ReturnType<typeof fromAiSdk> },
) {
  using dir = tempDir();
  const path = `${dir.path}/tape.jsonl`;
  const { server, origin, bodies } = serve(answer);
  const provider = of(origin);
  const endpoints = { [provider.key]: origin };
  const recording = await openCassette(path, { mode: "record", allowLiveInCi: true, endpoints });
  const live = await ask(request, { provider, origin, fetch: recording.fetch });
  await recording.close();
  await server.shutdown();
  await using tape = await openCassette(path, { mode: "replay", keepNetwork: true, endpoints });
  const replayed = await ask(request, { provider, origin, fetch: tape.fetch });
  return { live, replayed, bodies, key: replayed.note.key };
}

Deno.test("a model of OpenAI's package calls a tool on tape, and the replay equals the recording", async () => {
  const { live, replayed, bodies, key } = await recordAndReplay(ASK, {
    answer: () => Response.json(OPENAI_CALL),
    of: openaiAt,
  });
  assertEquals(typeof key, "string");
  assertEquals(replayed.outcome, live.outcome);
  assert(replayed.outcome.ok);
  const { text, toolCalls, finishReason, usage, model, rawUsage, timing } = replayed.outcome.completion;
  assertEquals({ text, toolCalls, finishReason, model, rawUsage }, {
    text: "",
    toolCalls: [{ id: "call_9", name: "get_weather", arguments: '{"city":"Paris"}' }],
    finishReason: "tool_calls",
    model: "gpt-4o-mini-2024-07-18",
    rawUsage: OPENAI_CALL.usage,
  });
  assertEquals([usage.inputTokens, usage.cacheReadTokens, usage.outputTokens], [20, 8, 9]);
  assertEquals(typeof timing.latencyMs, "number");
  assertEquals([bodies[0].max_tokens, bodies[0].temperature], [50, 0.5]);
});

Deno.test("a streamed answer of Anthropic's package is put together, with the numbers of our own reading", async () => {
  const { live, replayed, bodies } = await recordAndReplay({ ...ASK, stream: true }, {
    answer: eventStream,
    of: anthropicAt,
  });
  assertEquals(replayed.outcome, live.outcome);
  assert(replayed.outcome.ok);
  const { text, reasoning, usage, timing, finishReason, rawFinishReason } = replayed.outcome.completion;
  assertEquals({ text, reasoning, finishReason, rawFinishReason }, {
    text: "It is sunny.",
    reasoning: "Sun or rain",
    finishReason: "stop",
    rawFinishReason: "end_turn",
  });
  // Anthropic leaves cached tokens out of its input: ours are all of them.
  assertEquals([usage.inputTokens, usage.cacheReadTokens, usage.outputTokens], [15, 5, 12]);
  assertEquals([timing.ttftMs, timing.ttfoMs].every((ms) => typeof ms === "number"), true);
  assertEquals(bodies[0].stream, true);
});

Deno.test("what a provider signed goes back to it in the next turn", async () => {
  const { server, origin, bodies } = serve(eventStream);
  const provider = anthropicAt(origin);
  const first = await ask({ ...ASK, stream: true }, { provider, origin, fetch });
  assert(first.outcome.ok);
  const messages = [...ASK.messages, assistantMessage(first.outcome.completion), {
    role: "user" as const,
    content: "And in Rome?",
  }];
  await ask({ ...ASK, stream: true, messages }, { provider, origin, fetch });
  await server.shutdown();
  assertEquals((bodies[1].messages as JsonObject[])[1].content, [
    { type: "thinking", thinking: "Sun or rain", signature: "c2lnbmVk" },
    { type: "text", text: "It is sunny." },
  ]);
});

Deno.test("results of parallel tool calls, images and schemas reach the provider", async () => {
  const { server, origin, bodies } = serve(() => Response.json(OPENAI_CALL));
  const call = (id: string, city: string) => ({ id, name: "get_weather", arguments: JSON.stringify({ city }) });
  const request: ChatRequest = {
    ...ASK,
    messages: [
      {
        role: "user",
        content: [{ type: "text", text: "Where?" }, { type: "image", url: "data:image/png;base64,iVBORw0KGgo=" }],
      },
      { role: "assistant", content: null, toolCalls: [call("a", "Paris"), call("b", "Rome")] },
      { role: "tool", toolCallId: "a", content: '{"sky":"blue"}' },
      { role: "tool", toolCallId: "b", content: "no idea", isError: true },
    ],
    toolChoice: "required",
    responseFormat: { type: "json_schema", name: "sky", schema: { type: "object", properties: {} } },
    stop: ["END"],
    seed: 7,
  };
  const { outcome } = await ask(request, { provider: openaiAt(origin), origin, fetch });
  await server.shutdown();
  assert(outcome.ok);
  const [body] = bodies;
  const messages = body.messages as JsonObject[];
  assertEquals(messages.map(({ role }) => role), ["user", "assistant", "tool", "tool"]);
  assertEquals(messages[2].content, '{"sky":"blue"}');
  assertStringIncludes(JSON.stringify(messages[0]), "data:image/png;base64,iVBORw0KGgo=");
  assertEquals([body.tool_choice, body.stop, body.seed], ["required", ["END"], 7]);
  assertStringIncludes(JSON.stringify(body.response_format), '"sky"');
});

Deno.test("what the interface has no place for is told", async () => {
  const { server, origin } = serve(() => Response.json(OPENAI_CALL));
  const request = { ...ASK, minP: 0.1, extra: { user: "me" }, messages: [...ASK.messages] };
  const { outcome } = await ask(request, { provider: openaiAt(origin), origin, fetch });
  await server.shutdown();
  assert(outcome.ok);
  const words = outcome.completion.warnings.map(({ message }) => message).join("\n");
  assertStringIncludes(words, '"minP"');
  assertStringIncludes(words, '"user"');
});

Deno.test("a refusal is typed from the provider's own words", async () => {
  const body = { error: { message: "Rate limit reached", type: "requests", code: "rate_limit_exceeded" } };
  const { live, replayed } = await recordAndReplay(ASK, {
    answer: () => Response.json(body, { status: 429, headers: { "retry-after": "2" } }),
    of: openaiAt,
  });
  assertEquals(replayed.outcome, live.outcome);
  assert(!replayed.outcome.ok);
  const { kind, decision, httpStatus } = replayed.outcome.failure;
  assertEquals({ kind, decision, httpStatus }, {
    kind: "rate_limited",
    decision: { retry: "rateLimited", afterMs: 2000 },
    httpStatus: 429,
  });
});

Deno.test("an answer that is none is a failure, and so is a connection that breaks", async () => {
  const { server, origin } = serve(() => new Response("<html>", { headers: { "content-type": "text/html" } }));
  const provider = openaiAt(origin);
  const malformed = await ask(ASK, { provider, origin, fetch });
  await server.shutdown();
  assertEquals(malformed.outcome.ok ? null : malformed.outcome.failure.kind, "malformed_response");
  const refused = await ask(ASK, {
    provider,
    origin,
    fetch: () => Promise.reject(new TypeError("connection refused")),
  });
  assertEquals(refused.outcome.ok ? null : refused.outcome.failure.kind, "connection");
  assertEquals(refused.httpStatus, null);
});

Deno.test("a request that is not on the tape is a miss", async () => {
  using dir = tempDir();
  const path = `${dir.path}/tape.jsonl`;
  await (await openCassette(path, { mode: "record", allowLiveInCi: true })).close();
  await using tape = await openCassette(path, { mode: "replay", keepNetwork: true });
  const origin = "http://127.0.0.1:9";
  const { outcome } = await ask(ASK, { provider: openaiAt(origin), origin, fetch: tape.fetch });
  assertEquals(outcome.ok ? null : outcome.failure.kind, "cassette_miss");
});

Deno.test("an error of the caller's own making is not wrapped", async () => {
  const fetch = () => Promise.reject(new UserError("Cannot go on"));
  const origin = "http://127.0.0.1:9";
  await assertRejects(() => ask(ASK, { provider: openaiAt(origin), origin, fetch }), UserError, "Cannot go on");
});

Deno.test("the caller's abort is thrown as it was given", async () => {
  const controller = new AbortController();
  const fetch: NotedFetch = (_url, init) =>
    new Promise((_, reject) => {
      init!.signal!.addEventListener("abort", () => reject(init!.signal!.reason));
      controller.abort(new RangeError("enough"));
    });
  const options = { provider: openaiAt("http://127.0.0.1:9"), origin: "", fetch, signal: controller.signal };
  await assertRejects(() => ask(ASK, options), RangeError, "enough");
});

Deno.test("a model of the second version, made already, answers with flat counts", async () => {
  const model: AiSdkModel = {
    specificationVersion: "v2",
    provider: "Some.Chat",
    modelId: "m",
    doGenerate: () =>
      Promise.resolve({
        content: [{ type: "text", text: "Hi" }, { type: "source", id: "s" }],
        finishReason: "stop",
        usage: { inputTokens: 3, outputTokens: 1, totalTokens: 4, cachedInputTokens: 2 },
        warnings: [{ type: "unsupported-setting", setting: "seed" }],
      }),
    doStream: () => Promise.reject(new Error("not streamed")),
  };
  const provider = fromAiSdk(model);
  assertEquals([provider.key, provider.name], ["some", "Some.Chat m"]);
  const request = { ...ASK, reasoningEffort: "low" };
  const { outcome } = await ask(request, { provider, origin: "", fetch });
  assert(outcome.ok);
  const { text, usage, warnings, timing } = outcome.completion;
  assertEquals([text, usage.inputTokens, usage.cacheReadTokens, usage.outputTokens], ["Hi", 3, 2, 1]);
  assertEquals(warnings.map(({ code }) => code), ["unsupported", "unsupported"]);
  assertEquals(timing.latencyMs, null);
});

Deno.test("where our own reading knows the response, its usage counts and not the client's", async () => {
  const url = "http://127.0.0.1:9/v1/chat/completions";
  const provider = fromAiSdk((fetch) => ({
    specificationVersion: "v4",
    provider: "p",
    modelId: "m",
    doGenerate: async () => {
      await (await fetch(url)).text();
      const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 } };
      return { content: [{ type: "text", text: "Hi" }], finishReason: { unified: "stop", raw: "stop" }, usage };
    },
    doStream: () => Promise.reject(new Error("not streamed")),
  }));
  const fetch = () => Promise.resolve(Response.json(OPENAI_CALL));
  const { outcome } = await ask(ASK, { provider, origin: "", fetch });
  assert(outcome.ok);
  const { text, usage, rawUsage } = outcome.completion;
  assertEquals([text, usage.inputTokens, usage.outputTokens, rawUsage], ["Hi", 20, 9, OPENAI_CALL.usage]);
});

Deno.test("a model that refuses before it asks fails with its words and no status", async () => {
  const refuse = () => Promise.reject(new Error("The key is missing"));
  const model = { specificationVersion: "v4", provider: "p", modelId: "m", doGenerate: refuse, doStream: refuse };
  const { outcome, httpStatus } = await ask(ASK, { provider: fromAiSdk(model), origin: "", fetch });
  assert(!outcome.ok);
  assertEquals([outcome.failure.kind, outcome.failure.message, httpStatus], [
    "invalid_request",
    "The key is missing",
    null,
  ]);
});
