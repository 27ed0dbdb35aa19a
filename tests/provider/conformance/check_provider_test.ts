import { assert, assertEquals } from "@std/assert";
import { findProvider, openaiChat } from "../../../src/provider/mod.ts";
import { checkProvider, type GoldenCase } from "../../../src/provider/conformance/mod.ts";
import type { ProviderAdapter } from "../../../src/spec/mod.ts";
import { soundProvider, withFormat } from "./sound_provider.ts";

Deno.test("the same provider and seed give the same report, another seed other requests", async () => {
  const first = await checkProvider(soundProvider());
  assertEquals(await checkProvider(soundProvider()), first);
  const bodies = new Set<string>();
  const watched = withFormat({
    fromRequest: (body, path) => {
      bodies.add(JSON.stringify(body));
      return openaiChat.fromRequest(body, path);
    },
  });
  await checkProvider(watched);
  const count = bodies.size;
  const other = await checkProvider(watched, { seed: "another" });
  assertEquals([other.seed, other.ok], ["another", true]);
  assert(bodies.size > count, "no other bodies were made");
});

Deno.test("what is no provider gives a report with every problem of its type, and nothing is asked of it", async () => {
  const odd = { version: 1, key: "odd", wire: "openai-chat", errors: {} } as unknown as ProviderAdapter;
  const { provider, ok, checks } = await checkProvider(odd);
  assertEquals([provider, ok], ["odd", false]);
  const [type] = checks;
  assert(type.message!.includes('"errors.refusal"') && type.message!.includes('"quirks"'), type.message!);
  assert(checks.every(({ about }) => about === "provider"));
  for (const nothing of [null, undefined, 5, "openai"]) {
    assertEquals((await checkProvider(nothing as unknown as ProviderAdapter)).ok, false);
  }
});

Deno.test("what is not there to be checked is skipped, with the reason", async () => {
  const reasons = async (adapter: ProviderAdapter) =>
    (await checkProvider(adapter)).checks.filter(({ status }) => status === "skipped").map(({ message }) => message);
  assertEquals(await reasons(soundProvider({ models: null, embeddings: null })), [
    "It lists no models",
    "It makes no embeddings",
  ]);
  assertEquals(await reasons(findProvider("openai")), ['The reader "openai" is not at hand']);
  const own = soundProvider({ wire: "own-chat", format: { ...openaiChat, name: "own-chat" } });
  assertEquals(
    new Set(await reasons(own)),
    new Set(['No answer of the format "own-chat" is known: golden files bring some']),
  );
});

Deno.test("a door is held to the laws too, and to those of its own format alone", async () => {
  const { checks, ok } = await checkProvider(
    soundProvider({ doors: [{ wire: "anthropic-messages", basePath: "/v1" }] }),
  );
  assert(ok);
  const laws = (about: string) => checks.filter((one) => one.about === about).map(({ law }) => law);
  const main = laws("openai-chat");
  assertEquals(laws("anthropic-messages"), main.filter((law) => !law.startsWith("errors/")));
  assert(main.some((law) => law.startsWith("errors/")));
});

Deno.test("golden cases are held where they belong: by format and by provider", async () => {
  const golden: GoldenCase[] = [
    { name: "all", wire: "openai-chat", response: { status: 500, body: {} }, failure: { kind: "server_error" } },
    { name: "its", wire: "openai-chat", provider: "sound", response: { body: {} }, failure: {} },
    { name: "other", wire: "openai-chat", provider: "else", response: { body: {} }, completion: {} },
    { name: "foreign", wire: "ollama-chat", response: { body: {} }, completion: {} },
  ];
  const { checks } = await checkProvider(soundProvider(), { golden });
  const held = checks.filter(({ law, about }) => law.startsWith("golden/") && !about.includes(" a "));
  assertEquals(held.map(({ about, status }) => [about, status]), [["openai-chat: all", "ok"], [
    "openai-chat: its",
    "ok",
  ]]);
});

Deno.test("where a golden file is not met, the place is named and not the whole", async () => {
  const messages = [{ role: "user" as const, content: "Hello" }];
  const wire = "openai-chat";
  const golden: GoldenCase[] = [
    {
      wire,
      request: { messages, stream: false },
      body: { model: "model-1", messages: [{ role: "user", content: "Hi" }] },
    },
    { wire, request: { messages, stream: false, topK: 3 }, body: { model: "model-1", messages } },
    { wire, request: { messages, stream: false }, body: { model: "model-1", messages, seed: 1 } },
    { wire, request: { messages, stream: false }, body: { model: "model-1", messages }, warnings: ["seed"] },
    { wire, response: { body: {} }, completion: { text: "" } },
    { wire, response: { body: { choices: [{ message: { content: "Hi" }, finish_reason: "stop" }] } }, failure: {} },
    {
      wire,
      response: { body: { choices: [{ message: { content: "Hi" }, finish_reason: "stop" }] } },
      completion: { usage: { inputTokens: 3 } },
    },
  ];
  const { checks } = await checkProvider(soundProvider(), { golden });
  const messagesOf = checks.filter(({ status }) => status === "failed").map(({ message }) => message!);
  assertEquals(messagesOf.slice(0, 4), [
    'The body.messages.0.content is "Hello" and must be "Hi"',
    'The body has "top_k" beside: 3',
    'The body has no "seed", which must be 1',
    'The warnings are [] and must have ["seed"] in them',
  ]);
  assert(messagesOf[4].startsWith("It is a failure"));
  assert(messagesOf[5].startsWith("It is an answer"));
  assertEquals(messagesOf[6], "completion.usage.inputTokens is null and must be 3");
});

Deno.test("what a client of its own writes is not checked, and its doors are", async () => {
  const client = { name: "c", call: () => Promise.reject(new Error("not asked")), readAnswer: openaiChat.fromWire };
  const row = findProvider("openai-compatible");
  const doors = [{ wire: "openai-chat", basePath: "/v1" }];
  const { ok, checks } = await checkProvider({ ...row, wire: "own", client, doors });
  assertEquals(ok, true);
  const skipped = checks.filter(({ status }) => status === "skipped").map(({ about }) => about);
  assertEquals(skipped.includes("own"), true);
  assertEquals(checks.some(({ about, status }) => about === "openai-chat" && status === "ok"), true);
});
