import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { promptTokens, requestTokens, roughTokenCount } from "../../../src/catalog/tokens/mod.ts";
import type { ChatMessage, ChatRequest } from "../../../src/spec/mod.ts";

const how = { count: roughTokenCount, kind: "approximation" } as const;
const messages: ChatMessage[] = [{ role: "user", content: "What is the weather in Paris?" }];
const tool = { name: "get_weather", description: "The weather of a city", parameters: { type: "object" } };

Deno.test("a request with nothing beside its messages has their tokens", () => {
  assertEquals(requestTokens({ messages }, how), promptTokens(messages, how));
});

Deno.test("each tool, schema, call and thought adds its own, and what stands in front is counted once", () => {
  const expected = (request: Pick<ChatRequest, "messages" | "tools" | "responseFormat">) =>
    requestTokens(request, how).expected;
  const plain = expected({ messages });
  const [one, two] = [expected({ messages, tools: [tool] }), expected({ messages, tools: [tool, tool] })];
  assert(plain < one && one < two);
  assert(two - one < 2 * (one - plain));
  const schema = { type: "object", properties: { city: { type: "string" } } } as const;
  assert(plain < expected({ messages, responseFormat: { type: "json_schema", name: "a", schema } }));
  assertEquals(plain, expected({ messages, responseFormat: { type: "json" } }));
  const silent: ChatMessage = { role: "assistant", content: [] };
  const thinking: ChatMessage = { role: "assistant", content: [{ type: "reasoning", text: "Paris is a city." }] };
  assert(expected({ messages: [...messages, silent] }) < expected({ messages: [...messages, thinking] }));
});

Deno.test("the low end is never above what is expected, nor that above the high end", () => {
  const texts = fc.array(fc.string({ maxLength: 300 }), { maxLength: 5 });
  fc.assert(fc.property(texts, texts, fc.constantFrom("tokenizer", "approximation"), (said, tools, kind) => {
    const request = {
      messages: said.map((content): ChatMessage => ({ role: "user", content })),
      tools: tools.map((description) => ({ ...tool, description })),
    };
    const { low, expected, high } = requestTokens(request, { count: roughTokenCount, kind });
    assert(low <= expected && expected <= high, JSON.stringify({ low, expected, high }));
  }));
});
