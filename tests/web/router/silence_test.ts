import { createOpenAI } from "@ai-sdk/openai";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import OpenAI, { APIError } from "openai";
import { VirtualClock } from "../../../src/base/mod.ts";
import type { ConfigFile } from "../../../src/config/mod.ts";
import { chunksOf, QUESTION, router, servedRouter, textOf } from "./_world.ts";

const COMMENT = ": waiting for the model\n\n";
const ASKED = { ...QUESTION, model: "me/mine", stream: true };
const CONFIG: ConfigFile = {
  providers: {
    box: {
      kind: "simulated",
      base_url: "http://box/v1",
      retry: { max_tries: 1 },
      timeouts: { first_byte_ms: 3_600_000 },
    },
  },
  endpoints: [{ key: "me/mine@box", model: "mine" }],
};

const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const piece = (content: string, finish: string | null = null) =>
  data({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] });

/** A model that says nothing before it is let, and again between its two pieces. */
function slowModel() {
  const asked = Promise.withResolvers<AbortSignal>();
  const begin = Promise.withResolvers<Response | null>();
  const goOn = Promise.withResolvers<void>();
  const answer = new ReadableStream<Uint8Array>({
    async start(controller) {
      const say = (text: string) => controller.enqueue(new TextEncoder().encode(text));
      await begin.promise;
      say(piece("first "));
      await goOn.promise;
      say(piece("second", "stop"));
      say("data: [DONE]\n\n");
      controller.close();
    },
  });
  return {
    asked: asked.promise,
    begin: (instead: Response | null = null) => begin.resolve(instead),
    goOn: () => goOn.resolve(),
    fetch: async (input: string | URL | Request, init?: RequestInit) => {
      const { signal, method } = new Request(input, init);
      if (method !== "POST") throw new TypeError("there is no list");
      asked.resolve(signal);
      const left = new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      const instead = await Promise.race([begin.promise, left]);
      return instead ?? new Response(answer, { headers: { "content-type": "text/event-stream" } });
    },
  };
}

async function world(model: ReturnType<typeof slowModel>) {
  const clock = new VirtualClock(new Date("2026-11-20T12:00:00Z"));
  return { clock, router: await router({ config: CONFIG, fetch: model.fetch, offline: true, clock }) };
}

/** Reads on until the text is there. */
async function readUntil(reader: ReadableStreamDefaultReader<string>, word: string): Promise<string> {
  let text = "";
  while (!text.includes(word)) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`The stream ended without ${word}: ${text}`);
    text += value;
  }
  return text;
}

Deno.test("where a model says nothing for long a comment is told every 15 s, before the first piece and behind it", async () => {
  const model = slowModel();
  const { clock, router } = await world(model);
  await using open = router;
  const response = open.post(ASKED);
  await model.asked;
  await clock.advance(15_000);
  const { status, headers, body } = await response;
  assertEquals([status, headers.get("content-type")], [200, "text/event-stream; charset=utf-8"]);
  assertEquals([headers.get("cache-control"), headers.get("x-tapedeck-endpoint")], ["no-store", null]);
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  assertEquals(await readUntil(reader, "model"), COMMENT);
  await clock.advance(15_000);
  assertEquals(await readUntil(reader, "model"), COMMENT);
  model.begin();
  const first = await readUntil(reader, "first ");
  await clock.advance(15_000);
  assertEquals(await readUntil(reader, "\n\n"), COMMENT);
  model.goOn();
  const rest = await readUntil(reader, "[DONE]");
  assertEquals(textOf(chunksOf(first + rest)), "first second");
  const last = chunksOf(rest).at(-2);
  assertEquals([last.x_tapedeck.endpoint, last.x_tapedeck.attempts], ["me/mine@box", 1]);
  assertEquals((await reader.read()).done, true);
});

Deno.test("a reader that reads nothing is told one comment, and not one every 15 s", async () => {
  const model = slowModel();
  const { clock, router } = await world(model);
  await using open = router;
  const response = open.post(ASKED);
  await model.asked;
  await clock.advance(90_000);
  model.begin();
  model.goOn();
  const text = await (await response).text();
  assertEquals(text.split(COMMENT).length, 2);
  assertEquals(textOf(chunksOf(text.replace(COMMENT, ""))), "first second");
});

Deno.test("a failure is an HTTP status within 15 s, and an event with an error beyond", async () => {
  const failed = () => Response.json({ error: { message: "It is overloaded" } }, { status: 503 });
  for (const isLate of [false, true]) {
    const model = slowModel();
    const { clock, router } = await world(model);
    await using open = router;
    const asked = open.post(ASKED);
    await model.asked;
    await clock.advance(isLate ? 15_000 : 14_999);
    model.begin(failed());
    const response = await asked;
    const text = await response.text();
    assertEquals([response.status, text.startsWith(COMMENT)], isLate ? [200, true] : [503, false]);
    const told = isLate ? chunksOf(text.replace(COMMENT, ""))[0] : JSON.parse(text);
    assertEquals([told.error.code, told.x_tapedeck.attempts], ["overloaded", 1]);
    if (isLate) assertEquals([told.model, told.choices[0].finish_reason], ["me/mine", "error"]);
    assert(!text.includes("[DONE]"));
    assertEquals(open.bugs, []);
  }
});

Deno.test("a client that goes away while nothing is said calls the call off", async () => {
  const model = slowModel();
  const { clock, router } = await world(model);
  await using open = router;
  const response = open.post(ASKED);
  const signal = await model.asked;
  const gone = new Promise((resolve) => signal.addEventListener("abort", resolve));
  await clock.advance(15_000);
  await (await response).body!.cancel();
  await gone;
  await clock.advance(60_000);
  assertEquals(open.bugs, []);
});

/** A router on a port, and what lets its model answer once it has been silent for a minute. */
async function served(model: ReturnType<typeof slowModel>) {
  const clock = new VirtualClock(new Date("2026-11-20T12:00:00Z"));
  const world = await servedRouter({ config: CONFIG, fetch: model.fetch, offline: true, clock });
  const answered = async (instead: Response | null = null) => {
    await model.asked;
    for (let i = 0; i < 4; i++) await clock.advance(15_000);
    model.begin(instead);
    await clock.advance(15_000);
    model.goOn();
  };
  return { world, answered };
}

Deno.test("the official clients read on over comments", async () => {
  const ask: readonly ((baseURL: string) => Promise<string>)[] = [
    async (baseURL) => {
      const client = new OpenAI({ apiKey: "any", baseURL, maxRetries: 0 });
      const { model, messages } = ASKED;
      const asked = messages.map(({ content }) => ({ role: "user" as const, content }));
      const final = await client.chat.completions.stream({ model, messages: asked }).finalChatCompletion();
      return final.choices[0].message.content ?? "";
    },
    async (baseURL) => {
      const { stream } = await createOpenAI({ apiKey: "any", baseURL }).chat("me/mine").doStream({
        prompt: [{ role: "user", content: [{ type: "text", text: "Hello" }] }],
      });
      let said = "";
      for await (const part of stream) if (part.type === "text-delta") said += part.delta;
      return said;
    },
  ];
  for (const text of ask) {
    const model = slowModel();
    const { world, answered } = await served(model);
    await using open = world;
    const [said] = await Promise.all([text(open.baseURL), answered()]);
    assertEquals(said, "first second");
  }
});

Deno.test("OpenAI's client throws what failed behind a comment", async () => {
  const model = slowModel();
  const { world, answered } = await served(model);
  await using open = world;
  const client = new OpenAI({ apiKey: "any", baseURL: open.baseURL, maxRetries: 0 });
  const call = async () => {
    const messages = [{ role: "user" as const, content: "Hello" }];
    const stream = await client.chat.completions.create({ model: "me/mine", messages, stream: true });
    for await (const _ of stream);
  };
  const thrown = assertRejects(call, APIError);
  await answered(Response.json({ error: { message: "It is overloaded" } }, { status: 503 }));
  assertStringIncludes((await thrown).message, "no endpoint answered");
});
