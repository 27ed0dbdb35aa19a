import { assert, assertEquals } from "@std/assert";
import { type Schema, Validator } from "@cfworker/json-schema";
import { createSimulated } from "../../../src/provider/simulated/mod.ts";
import { randomOf } from "../../../src/provider/simulated/_draws.ts";
import { formatText } from "../../../src/provider/simulated/_format_text.ts";
import { doorOf } from "../../../src/provider/simulated/doors/mod.ts";
import type { JsonObject } from "../../../src/spec/mod.ts";

const NONE = {};
const ANTHROPIC = { "anthropic-version": "2023-06-01" };
const GOOGLE = { "x-goog-api-key": "x" };

const ROUTES: readonly (readonly [path: string, headers: HeadersInit, door: string, behind: string])[] = [
  ["/v1/chat/completions", NONE, "openai", "/v1/chat/completions"],
  ["/v1/models", NONE, "openai", "/v1/models"],
  ["/v1/models", ANTHROPIC, "anthropic", "/v1/models"],
  ["/v1/models", GOOGLE, "gemini", "/v1/models"],
  ["/cohere/v1/models", NONE, "cohere", "/v1/models"],
  ["/v1/messages", NONE, "anthropic", "/v1/messages"],
  ["/v1/messages/count_tokens", NONE, "anthropic", "/v1/messages/count_tokens"],
  ["/v1beta/models", NONE, "gemini", "/v1beta/models"],
  ["/v1/models/simulated/a:generateContent", NONE, "gemini", "/v1/models/simulated/a:generateContent"],
  ["/v2/chat", NONE, "cohere", "/v2/chat"],
  ["/api/chat", NONE, "ollama", "/api/chat"],
  ["/", NONE, "ollama", "/"],
  ["/ollama", NONE, "ollama", "/"],
  ["/ollama/v1/chat/completions", NONE, "ollama", "/v1/chat/completions"],
  ["/openai/v1/chat/completions", ANTHROPIC, "openai", "/v1/chat/completions"],
  ["/elsewhere", NONE, "openai", "/elsewhere"],
];

for (const [path, headers, name, behind] of ROUTES) {
  Deno.test(`${path} with ${JSON.stringify(headers)} is the door ${name}`, () => {
    const { door, path: rest } = doorOf(path, new Headers(headers));
    assertEquals([door.name, rest], [name, behind]);
  });
}

const chat = { model: "simulated/a", messages: [{ role: "user", content: "Hello" }] };

const send = async (path: string, body: JsonObject) => {
  const { handle } = createSimulated({ endpoints: [{ model: "simulated/a", price: PRICE }] });
  return await (await handle(new Request(`http://s${path}`, { method: "POST", body: JSON.stringify(body) }))).text();
};
const PRICE = { inputUsd: "0.000001", outputUsd: "0.000002" };

Deno.test("a stream of OpenAI's tells what was used only to who asks", async () => {
  const stream = { ...chat, stream: true };
  assertEquals((await send("/v1/chat/completions", stream)).includes("prompt_tokens"), false);
  const asked = await send("/v1/chat/completions", { ...stream, stream_options: { include_usage: true } });
  assert(asked.includes("prompt_tokens") && !asked.includes('"cost"'));
  const priced = await send("/v1/chat/completions", { ...stream, usage: { include: true } });
  assert(priced.includes('"cost"'));
});

Deno.test("Ollama streams unless it is told not to", async () => {
  assert((await send("/api/chat", chat)).split("\n").length > 3);
  assertEquals(JSON.parse(await send("/api/chat", { ...chat, stream: false })).done, true);
});

Deno.test("Gemini streams an array, or events where those are asked for", async () => {
  const contents = [{ role: "user", parts: [{ text: "Hello" }] }];
  const path = "/v1beta/models/simulated/a:streamGenerateContent";
  const array = JSON.parse(await send(path, { contents }));
  assertEquals(array.at(-1).candidates[0].finishReason, "STOP");
  const events = (await send(`${path}?alt=sse`, { contents })).split("\r\n\r\n");
  assertEquals([events.length - 1, events.at(-1)], [array.length, ""]);
  assert(events.slice(0, -1).every((event) => event.startsWith("data: {")));
});

Deno.test("a stream of Anthropic's has its events in their order", async () => {
  const text = await send("/v1/messages", {
    ...chat,
    max_tokens: 4000,
    stream: true,
    thinking: { type: "enabled", budget_tokens: 1024 },
  });
  const names = [...text.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name);
  const once = names.filter((name, place) => name !== names[place - 1]);
  assertEquals(once, [
    "message_start",
    "content_block_start",
    "ping",
    "content_block_delta",
    "content_block_stop",
    "content_block_start",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
  ]);
});

for (
  const format of ["date", "time", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "uri"]
    .concat(["uri-reference", "uuid", "json-pointer", "regex"])
) {
  Deno.test(`a text of the format ${format} is one`, () => {
    const validator = new Validator({ type: "string", format } as Schema, "2020-12");
    for (let seed = 0; seed < 20; seed++) {
      const text = formatText(format, randomOf(format, seed))!;
      assert(validator.validate(text).valid, text);
    }
  });
}

Deno.test("a format that nobody knows binds nothing", () => {
  assertEquals(formatText("postcode", randomOf("x")), undefined);
});
