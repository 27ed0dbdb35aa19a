import { assertEquals, assertGreater } from "@std/assert";
import fc from "fast-check";
import { mergeNeeds, promptSize, requestNeeds } from "../../../src/routing/eligibility/mod.ts";
import type { ChatRequest, ContentPart, RouteNeeds } from "../../../src/spec/mod.ts";
import { arbitraryNeeds } from "./_arbitrary_input.ts";

function request(fields: Partial<ChatRequest> = {}): ChatRequest {
  return { messages: [{ role: "user", content: "Hello" }], stream: false, ...fields };
}

function capabilitiesOf(...parts: ContentPart[]): RouteNeeds["capabilities"] {
  return requestNeeds(request({ messages: [{ role: "user", content: parts }] })).capabilities;
}

Deno.test("a plain request needs room for itself alone", () => {
  const plain = request({ maxTokens: 100 });
  assertEquals(requestNeeds(plain), { contextTokens: promptSize(plain) + 100 });
});

Deno.test("tools, formats and what is shown to the model are capabilities", () => {
  const tools = [{ name: "add", parameters: { type: "object" } }];
  assertEquals(requestNeeds(request({ tools })).capabilities, ["tools"]);
  assertEquals(requestNeeds(request({ tools: [] })).capabilities, undefined);
  assertEquals(requestNeeds(request({ responseFormat: { type: "json" } })).capabilities, ["json"]);
  const schema = { type: "json_schema", name: "answer", schema: {} } as const;
  assertEquals(requestNeeds(request({ responseFormat: schema })).capabilities, ["jsonSchema"]);
  assertEquals(capabilitiesOf({ type: "image", url: "https://a.example/b.png" }), ["images"]);
});

Deno.test("parts that one format alone can write show what they are", () => {
  const native = (value: Record<string, string | Record<string, string>>): ContentPart => ({
    type: "native",
    wire: "any",
    value,
  });
  assertEquals(capabilitiesOf(native({ type: "input_audio" })), ["audio"]);
  assertEquals(capabilitiesOf(native({ type: "document" }), native({ type: "file" })), ["files"]);
  assertEquals(capabilitiesOf(native({ inlineData: { mimeType: "audio/wav" } })), ["audio"]);
  assertEquals(capabilitiesOf(native({ fileData: { mimeType: "application/pdf" } })), ["files"]);
  assertEquals(capabilitiesOf(native({ inline_data: { mime_type: "image/png" } })), ["images"]);
  assertEquals(capabilitiesOf(native({ type: "cachePoint" })), undefined);
});

Deno.test("settings are needs where strictness is error, and wishes elsewhere", () => {
  const set = request({ temperature: 0, seed: 1, reasoningEffort: "low", extra: { logprobs: true } });
  assertEquals(requestNeeds(set).parameters, undefined);
  const strict = requestNeeds(set, { strictness: "error" });
  assertEquals(strict.parameters, ["logprobs", "reasoning", "seed", "temperature"]);
  const none = request({ reasoningEffort: "none", extra: { logprobs: false } });
  assertEquals(requestNeeds(none, { strictness: "error" }).parameters, undefined);
});

Deno.test("what stands beside the messages is counted, too", () => {
  const count = (text: string) => text.length;
  const size = (fields: Partial<ChatRequest>) =>
    promptSize(request(fields), { countTokens: count, model: "openai/gpt-4o" });
  assertEquals(size({}), "Hello".length + 6);
  assertGreater(size({ tools: [{ name: "get_weather", parameters: { type: "object" } }] }), size({}) + 20);
  assertGreater(
    size({ responseFormat: { type: "json_schema", name: "a", schema: { type: "object" } } }),
    size({}) + 15,
  );
  const call = { id: "1", name: "get_weather", arguments: `{"city":"Paris"}` };
  assertGreater(size({ messages: [{ role: "assistant", content: null, toolCalls: [call] }] }), 25);
});

Deno.test("to merge needs is to ask for both, in any order and any number of times", () => {
  fc.assert(fc.property(arbitraryNeeds, arbitraryNeeds, arbitraryNeeds, (a, b, c) => {
    assertEquals(sorted(mergeNeeds(a, b)), sorted(mergeNeeds(b, a)));
    assertEquals(sorted(mergeNeeds(a, a)), sorted(mergeNeeds(a, {})));
    assertEquals(sorted(mergeNeeds(mergeNeeds(a, b), c)), sorted(mergeNeeds(a, mergeNeeds(b, c))));
  }));
});

/** Lists of names are sets. */
function sorted(needs: RouteNeeds): RouteNeeds {
  const entries = Object.entries(needs).map(([name, value]) => [name, Array.isArray(value) ? value.toSorted() : value]);
  return Object.fromEntries(entries);
}

Deno.test("of two limits the stricter counts, and of two lists what both allow or either forbids", () => {
  assertEquals(
    mergeNeeds(
      {
        contextTokens: 1000,
        maxCostUsd: "0.1",
        maxTtftMs: 300,
        minOutputTps: 20,
        minUptime: 0.9,
        providers: ["a", "b"],
        excludeProviders: ["x"],
        unknown: "allow",
      },
      {
        contextTokens: 2000,
        maxCostUsd: "0.09",
        maxTtftMs: 200,
        minOutputTps: 10,
        minUptime: 0.99,
        providers: ["b", "c"],
        excludeProviders: ["y"],
        unknown: "deny",
      },
    ),
    {
      contextTokens: 2000,
      maxCostUsd: "0.09",
      maxTtftMs: 200,
      minOutputTps: 20,
      minUptime: 0.99,
      providers: ["b"],
      excludeProviders: ["x", "y"],
      unknown: "deny",
    },
  );
});
