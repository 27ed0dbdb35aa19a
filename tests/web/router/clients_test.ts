import { createOpenAI } from "@ai-sdk/openai";
import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import OpenAI, { APIError, APIUserAbortError } from "openai";
import type { RegistryOptions } from "../../../src/routing/mod.ts";
import { serveDashboard } from "../../../src/web/mod.ts";
import { testDashboard } from "../../support/dashboard.ts";
import { needs } from "../../support/require.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { network, servedRouter, server, simulatedAt } from "./_world.ts";

const python = await needs("openai");

const MODEL = "simulated/quick";
const MESSAGES = [{ role: "user" as const, content: "Hello" }];
const CITY = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const WEATHER = { type: "function" as const, function: { name: "weather", parameters: CITY } };

const clientOf = (baseURL: string) => new OpenAI({ apiKey: "any", baseURL, maxRetries: 2 });

/** What OpenAI's own client makes of a plain answer, a stream, calls of tools and JSON. */
async function talk(baseURL: string): Promise<unknown> {
  const { chat } = clientOf(baseURL);
  const plain = await chat.completions.create({ model: MODEL, messages: MESSAGES });
  const streamed = await chat.completions.stream({ model: MODEL, messages: MESSAGES }).finalChatCompletion();
  const called = await chat.completions
    .stream({ model: MODEL, messages: MESSAGES, tools: [WEATHER], tool_choice: "required" })
    .finalChatCompletion();
  const json = await chat.completions.create({
    model: MODEL,
    messages: MESSAGES,
    response_format: { type: "json_schema", json_schema: { name: "city", schema: CITY } },
  });
  assert(plain.usage!.total_tokens > 0);
  assertEquals(typeof JSON.parse(json.choices[0].message.content!).city, "string");
  const [call] = called.choices[0].message.tool_calls!;
  assert(call.type === "function");
  assertEquals([call.function.name, typeof JSON.parse(call.function.arguments).city], ["weather", "string"]);
  const contents = [plain, streamed, called, json].map(({ choices: [{ message, finish_reason: finish }] }) => ({
    content: message.content,
    calls: message.tool_calls?.map((call) => call.type === "function" ? call.function : null) ?? [],
    finish,
  }));
  assertEquals(contents.map(({ finish }) => finish), ["stop", "stop", "tool_calls", "stop"]);
  return contents;
}

Deno.test("OpenAI's client reads the same from a recording and from its replay", async () => {
  using dir = tempDir();
  const cassette = `${dir.path}/tape.jsonl`;
  const said: unknown[] = [];
  for (const mode of ["record", "replay"] as const) {
    await using world = await servedRouter({ cassette, mode });
    said.push(await talk(world.baseURL));
  }
  assertEquals(said[0], said[1]);
});

Deno.test("OpenAI's client uses the dashboard that is open as its router", async () => {
  await using test = await testDashboard({ prompts: [] });
  await using port = serveDashboard(test.dashboard);
  const client = clientOf(`${port.url}/v1`);
  const { data, response } = await client.chat.completions.create({ model: "me/mine", messages: MESSAGES })
    .withResponse();
  assert(data.choices[0].message.content!.length > 0);
  assertEquals(response.headers.get("x-tapedeck-endpoint"), "me/mine@box");
  let text = "";
  for await (
    const chunk of await client.chat.completions.create({ model: "me/mine", messages: MESSAGES, stream: true })
  ) {
    text += chunk.choices[0]?.delta.content ?? "";
  }
  assert(text.length > 0);
});

/** What OpenAI's client throws, and how often it asked. */
async function thrown(options: RegistryOptions, fields: object = {}): Promise<{ error: APIError; asked: number }> {
  await using world = await servedRouter(options);
  let asked = 0;
  const client = new OpenAI({
    apiKey: "any",
    baseURL: world.baseURL,
    maxRetries: 1,
    fetch: (input, init) => {
      asked++;
      return fetch(input, init);
    },
  });
  const error = await assertRejects(
    () => client.chat.completions.create({ model: MODEL, messages: MESSAGES, ...fields }),
    APIError,
  );
  return { error: error as APIError, asked };
}

Deno.test("OpenAI's client does not ask again for what stays as it is, and does for what may pass", async () => {
  using dir = tempDir();
  const cassette = `${dir.path}/tape.jsonl`;
  await using _empty = await servedRouter({ cassette, mode: "record" });
  const miss = await thrown({ cassette, mode: "replay" });
  assertEquals([miss.error.status, miss.error.code, miss.asked], [418, "cassette_miss", 1]);
  const many = await thrown({}, { n: 2 });
  assertEquals([many.error.status, many.error.param, many.asked], [400, "n", 1]);
  const alpha = server({ failures: [{ kind: "rate_limit", afterMs: 1, every: 1 }] });
  const busy = await thrown({ fetch: network({ alpha }) });
  assertEquals([busy.error.status, busy.error.code, busy.asked], [429, "rate_limit_exceeded", 2]);
});

Deno.test("OpenAI's client throws where a stream breaks off", async () => {
  const alpha = server({ failures: [{ kind: "mid_stream", every: 1 }] });
  await using world = await servedRouter({ fetch: network({ alpha }) });
  const stream = await clientOf(world.baseURL).chat.completions.create({
    model: MODEL,
    messages: MESSAGES,
    stream: true,
  });
  let chunks = 0;
  const error = await assertRejects(async () => {
    for await (const _ of stream) chunks++;
  }, APIError);
  assert(chunks > 1);
  assertInstanceOf(error, APIError);
});

Deno.test("OpenAI's client calls a call off", async () => {
  const alpha = server({ latency: { ttftMs: 3_600_000, tokensPerSecond: 1 } });
  const asked = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const net = network({ alpha });
  await using world = await servedRouter({
    config: simulatedAt("alpha"),
    fetch: (input, init) => {
      if (init?.method !== "POST") return net(input, init);
      init.signal!.addEventListener("abort", () => left.resolve());
      asked.resolve();
      return net(input, init);
    },
  });
  const stop = new AbortController();
  const call = clientOf(world.baseURL).chat.completions.create({ model: MODEL, messages: MESSAGES }, {
    signal: stop.signal,
  });
  const refused = assertRejects(() => call, APIUserAbortError);
  await asked.promise;
  stop.abort();
  await refused;
  await left.promise;
  alpha.close();
});

const PROMPT = [{ role: "user" as const, content: [{ type: "text" as const, text: "Hello" }] }];

Deno.test("the AI SDK reads answers, streams and calls", async () => {
  await using world = await servedRouter();
  const model = createOpenAI({ apiKey: "any", baseURL: world.baseURL }).chat(MODEL);
  const { content, finishReason, usage } = await model.doGenerate({ prompt: PROMPT });
  assertEquals([content[0].type, finishReason.unified], ["text", "stop"]);
  assert(usage.inputTokens.total! > 0 && usage.outputTokens.total! > 0);
  const tools = [{ type: "function" as const, name: "weather", inputSchema: CITY as never }];
  const called = await model.doGenerate({ prompt: PROMPT, tools, toolChoice: { type: "required" } });
  assertEquals(called.finishReason.unified, "tool-calls");
  const { stream } = await model.doStream({ prompt: PROMPT, tools, toolChoice: { type: "required" } });
  const kinds = new Set<string>();
  let input = "";
  for await (const part of stream) {
    kinds.add(part.type);
    if (part.type === "tool-call") input = part.input;
    assert(part.type !== "error", JSON.stringify(part));
  }
  assert(kinds.has("tool-input-delta") && kinds.has("finish"), [...kinds].join());
  assertEquals(typeof JSON.parse(input).city, "string");
});

Deno.test("the AI SDK tells an error and does not take it for one to try again", async () => {
  await using world = await servedRouter();
  const model = createOpenAI({ apiKey: "any", baseURL: world.baseURL }).chat("simulated/nowhere");
  const error = await assertRejects(async () => await model.doGenerate({ prompt: PROMPT })) as Error & {
    readonly isRetryable: boolean;
    readonly statusCode: number;
  };
  assertEquals([error.statusCode, error.isRetryable], [404, false]);
  assert(error.message.includes("simulated/nowhere"));
});

Deno.test("OpenAI's client for Python reads answers, streams and errors", { ignore: python.ignore }, async () => {
  await using world = await servedRouter();
  const { success, stdout, stderr } = await new Deno.Command(python.get(), {
    args: [fileURLToPath(new URL("_openai_talk.py", import.meta.url))],
    env: { ROUTER_URL: world.baseURL },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  const said = JSON.parse(new TextDecoder().decode(stdout));
  assert(said.text.length > 0 && said.streamed.length > 0 && said.total > 0 && said.streamed_total > 0);
  assertEquals([said.finish, said.endpoint], ["stop", "simulated/quick@alpha"]);
  assertEquals(said.refused, [400, "unsupported_parameter", "n"]);
});
