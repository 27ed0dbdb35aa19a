import { assert, assertEquals, assertMatch } from "@std/assert";
import { listen } from "../../../src/base/mod.ts";
import type { RegistryOptions } from "../../../src/routing/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { chunksOf, network, QUESTION, router, server, simulatedAt, textOf } from "./_world.ts";

const PRICE = { inputUsd: "0.00000005", outputUsd: "0.0000002" };
const priced = () => network({ alpha: server({ price: PRICE }) });

/** Each question is the first that its server is asked: the same gets the same answer. */
async function asked(body: unknown, options: RegistryOptions = {}): Promise<Response> {
  await using world = await router({ fetch: priced(), ...options });
  const response = await world.post(body);
  return new Response(await response.text(), response);
}

Deno.test("an answer has OpenAI's shape, and beside it who answered and what it cost", async () => {
  await using world = await router({ fetch: priced() });
  const response = await world.post(QUESTION);
  assertEquals(response.status, 200);
  const { id, created, choices, usage, x_tapedeck: facts, ...rest } = await response.json();
  assertMatch(id, /^chatcmpl-[\w-]{20,}$/);
  assert(Number.isInteger(created) && created > 1.7e9);
  assertEquals(rest, { object: "chat.completion", model: "simulated/quick@alpha", provider: "alpha" });
  const [{ message, ...choice }] = choices;
  assertEquals(choice, { index: 0, logprobs: null, finish_reason: "stop", native_finish_reason: "stop" });
  assertEquals([message.role, message.refusal, typeof message.content], ["assistant", null, "string"]);
  assertEquals(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
  assertEquals([usage.prompt_tokens_details.cached_tokens, usage.completion_tokens_details.reasoning_tokens], [0, 0]);
  const cost = (usage.prompt_tokens * 5 + usage.completion_tokens * 20) / 1e8;
  assertEquals(Number(facts.cost_usd), cost);
  assertEquals(usage.cost, cost);
  assertEquals([facts.endpoint, facts.source, facts.attempts, facts.policy], [
    "simulated/quick@alpha",
    "live",
    1,
    "cost",
  ]);
  const header = (name: string) => response.headers.get(`x-tapedeck-${name}`);
  assertEquals([header("endpoint"), header("source"), header("attempts")], ["simulated/quick@alpha", "live", "1"]);
  assertEquals(header("cost-usd"), facts.cost_usd);
});

Deno.test("what is unknown is absent: there is no cost without a price", async () => {
  await using world = await router();
  const response = await world.post(QUESTION);
  const { usage, x_tapedeck: facts } = await response.json();
  assert(!("cost" in usage) && !("cost_usd" in facts));
  assertEquals(response.headers.get("x-tapedeck-cost-usd"), null);
});

Deno.test("a stream has a piece in each chunk, the reason of its end, the usage that was asked for, and an end", async () => {
  const whole = await (await asked(QUESTION)).json();
  const response = await asked({ ...QUESTION, stream: true, stream_options: { include_usage: true } });
  assertEquals(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  assertEquals(response.headers.get("x-tapedeck-endpoint"), "simulated/quick@alpha");
  const chunks = chunksOf(await response.text());
  assertEquals(chunks.pop(), "[DONE]");
  const last = chunks.pop();
  assertEquals(last.choices, []);
  assertEquals(last.usage, whole.usage);
  const ending = chunks.at(-1);
  assertEquals(ending.choices[0].finish_reason, "stop");
  assertEquals(ending.x_tapedeck.cost_usd, whole.x_tapedeck.cost_usd);
  assertEquals(chunks[0].choices[0].delta, { role: "assistant", content: "" });
  assert(chunks.length > 5);
  assertEquals(textOf(chunks), whole.choices[0].message.content);
  assertEquals(new Set(chunks.map(({ id }) => id)).size, 1);
  assert(chunks.every(({ object, usage }) => object === "chat.completion.chunk" && usage === null));
});

Deno.test("a stream without the option has no chunk of usage", async () => {
  await using world = await router();
  const chunks = chunksOf(await (await world.post({ ...QUESTION, stream: true })).text());
  assert(chunks.slice(0, -1).every((chunk) => !("usage" in chunk)));
});

Deno.test("calls of tools come whole in a body and in pieces in a stream, the same calls", async () => {
  const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
  const request = {
    ...QUESTION,
    tools: [{ type: "function", function: { name: "weather", parameters } }],
    tool_choice: "required",
  };
  const { choices: [whole] } = await (await asked(request)).json();
  assertEquals([whole.finish_reason, whole.message.content], ["tool_calls", null]);
  const chunks = chunksOf(await (await asked({ ...request, stream: true })).text());
  // deno-lint-ignore no-explicit-any
  const calls: any[] = [];
  for (const { choices: [choice] } of chunks.slice(0, -1)) {
    for (const { index, ...call } of choice.delta.tool_calls ?? []) {
      if (calls[index] === undefined) calls[index] = call;
      else calls[index].function.arguments += call.function.arguments;
    }
  }
  assertEquals(calls, whole.message.tool_calls);
  assertEquals(chunks.at(-2).choices[0].finish_reason, "tool_calls");
});

Deno.test("what a model thought stands beside its answer, streamed or not", async () => {
  const answer = { reasoningTokens: 6, textTokens: 6 };
  const options = () => ({
    fetch: network({ alpha: server({ answer, capability: { reasoning: "always" } }) }),
  });
  const { choices: [{ message }] } = await (await asked(QUESTION, options())).json();
  assert(message.reasoning_content.length > 0);
  const chunks = chunksOf(await (await asked({ ...QUESTION, stream: true }, options())).text()).slice(0, -1);
  const thought = chunks.map((chunk) => chunk.choices[0].delta.reasoning_content ?? "").join("");
  assertEquals([thought, textOf(chunks)], [message.reasoning_content, message.content]);
});

Deno.test("what the endpoint cannot be sent is named beside the answer", async () => {
  const config = {
    providers: { beta: { kind: "anthropic", base_url: "http://beta/anthropic/v1" } },
    endpoints: [{ key: "me/claude@beta", model: "simulated/quick" }],
  };
  const fetch = network({ beta: server() });
  await using world = await router({ config, fetch, credentials: { beta: "sk-ant-api03-test" } });
  const response = await world.post({ ...QUESTION, model: "me/claude", max_tokens: 20, logit_bias: { "50256": -100 } });
  const { x_tapedeck: facts } = await response.json();
  assertEquals(facts.endpoint, "me/claude@beta");
  assert(facts.warnings.some((warning: string) => warning.includes('"logit_bias"')), String(facts.warnings));
});

Deno.test("a tape plays the same answer again, streamed or not, and says so", async () => {
  using dir = tempDir();
  const cassette = `${dir.path}/tape.jsonl`;
  const told: unknown[] = [];
  for (const mode of ["record", "replay"] as const) {
    await using world = await router({ cassette, mode, fetch: priced() });
    const whole = await world.post(QUESTION);
    const stream = await world.post({ ...QUESTION, stream: true });
    const source = mode === "record" ? "live" : "replay";
    assertEquals([whole, stream].map(({ headers }) => headers.get("x-tapedeck-source")), [source, source]);
    const { choices, usage, x_tapedeck: { cost_usd: cost } } = await whole.json();
    told.push({ choices, usage, cost, text: textOf(chunksOf(await stream.text())) });
  }
  assertEquals(told[0], told[1]);
});

Deno.test("where one endpoint fails by its own fault the next one answers, and the answer says so", async () => {
  const alpha = server({ failures: [{ kind: "server_error", every: 1 }], price: PRICE });
  const beta = server({ price: { inputUsd: "0.00001", outputUsd: "0.00001" } });
  for (const stream of [false, true]) {
    await using world = await router({ config: simulatedAt("alpha", "beta"), fetch: network({ alpha, beta }) });
    const response = await world.post({ ...QUESTION, stream });
    assertEquals(response.status, 200);
    assertEquals(response.headers.get("x-tapedeck-endpoint"), "simulated/quick@beta");
    assertEquals(response.headers.get("x-tapedeck-attempts"), "3");
    const { x_tapedeck: facts } = stream ? chunksOf(await response.text()).at(-2) : await response.json();
    assertEquals(facts.failed, [{ endpoint: "simulated/quick@alpha", kind: "server_error" }]);
    assertEquals(facts.attempts, 3);
  }
});

const data = (value: unknown) => new TextEncoder().encode(`data: ${JSON.stringify(value)}\n\n`);
const piece = (content: string, finish: string | null = null) =>
  data({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] });

/** A server whose stream goes on when it is told to. */
function slowServer() {
  const goOn = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  const box = listen({ port: 0 }, (request) => {
    request.signal.addEventListener("abort", () => gone.resolve());
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(piece("first "));
        await goOn.promise;
        controller.enqueue(piece("second", "stop"));
        controller.close();
      },
      cancel: () => gone.resolve(),
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  });
  const config = {
    providers: { box: { kind: "simulated", base_url: `${box.url}/v1` } },
    endpoints: [{ key: "me/mine@box", model: "mine" }],
  };
  return { box, config, goOn, gone };
}

Deno.test("no byte waits for the end: the client has the first half while the server holds the second back", async () => {
  using dir = tempDir();
  const { box, config, goOn } = slowServer();
  try {
    const options = { config, fetch, offline: true, cassette: `${dir.path}/tape.jsonl`, mode: "record" } as const;
    await using world = await router(options);
    const door = listen({ port: 0 }, (request) => world.handle(request));
    const response = await fetch(`${door.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...QUESTION, model: "me/mine", stream: true }),
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("first ")) text += (await reader.read()).value;
    assert(!text.includes("second"));
    goOn.resolve();
    for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
    assertEquals(textOf(chunksOf(text)), "first second");
    assert(text.endsWith("data: [DONE]\n\n"));
    await door.shutdown();
  } finally {
    goOn.resolve();
    await box.shutdown();
  }
});

Deno.test("a client that goes away calls the call off", async () => {
  const { box, config, goOn, gone } = slowServer();
  try {
    await using world = await router({ config, fetch, offline: true });
    const response = await world.post({ ...QUESTION, model: "me/mine", stream: true });
    const reader = response.body!.getReader();
    await reader.read();
    await reader.cancel();
    await gone.promise;
    assertEquals(world.bugs, []);
  } finally {
    goOn.resolve();
    await box.shutdown();
  }
});
