import { assertEquals, assertGreater, assertLess } from "@std/assert";
import type { ChatRequest, JsonObject } from "../../src/spec/mod.ts";
import { estimatedInputTokens } from "../../src/transport/_estimated_tokens.ts";

const ask = (content: string, rest: Partial<ChatRequest> = {}) =>
  estimatedInputTokens({ messages: [{ role: "user", content }], stream: false, ...rest });

Deno.test("a text is estimated by its bytes, so that one in another script counts for more", () => {
  assertEquals(ask("x".repeat(350)), 104);
  assertEquals(ask("深".repeat(350)), 304);
});

Deno.test("tools and schemas count, and images by the piece, however large their data are", () => {
  const parameters: JsonObject = { type: "object", properties: { city: { type: "string" } } };
  assertGreater(ask("Hi", { tools: [{ name: "weather", parameters }] }), ask("Hi") + 15);
  assertGreater(ask("Hi", { responseFormat: { type: "json_schema", name: "a", schema: parameters } }), ask("Hi") + 10);
  const url = `data:image/png;base64,${"A".repeat(1_000_000)}`;
  const image = estimatedInputTokens({
    messages: [{ role: "user", content: [{ type: "image", url }] }],
    stream: false,
  });
  assertGreater(image, 500);
  assertLess(image, 2000);
});

Deno.test("what the model said before counts, with its calls and its reasoning", () => {
  const said = (message: ChatRequest["messages"][number]) =>
    estimatedInputTokens({ messages: [message], stream: false });
  assertEquals(said({ role: "assistant", content: null }), 4);
  const call = { id: "1", name: "f", arguments: "x".repeat(349) };
  assertEquals(said({ role: "assistant", content: null, toolCalls: [call] }), 104);
  assertEquals(said({ role: "assistant", content: [{ type: "reasoning", text: "x".repeat(350) }] }), 104);
});
