import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { openaiChat } from "../../../src/provider/mod.ts";
import type { Endpoint, JsonObject } from "../../../src/spec/mod.ts";
import { anyChatRequest, json, some } from "../arbitrary_chat.ts";
import { endpointFor } from "../endpoints.ts";
import { assertReadable, assertReadInOneWay, assertWritten, assertWrittenAgain } from "../wire_laws.ts";

const PATH = "/chat/completions";

/** Endpoints of all dialects that differ. */
const anyEndpoint: fc.Arbitrary<Endpoint> = fc.constantFrom(
  ...["local", "openai", "openrouter", "mistral", "groq", "gemini", "deepseek", "llama-cpp"]
    .map((provider) => endpointFor("openai-chat", "m", { provider })),
);

Deno.test("any chat request gives a body, and only what is unsupported is told", () => {
  fc.assert(fc.property(anyChatRequest, anyEndpoint, (request, endpoint) => {
    assertEquals(assertWritten(openaiChat, request, endpoint).path, PATH);
  }));
});

Deno.test("what a body means is written as the same body, and told again without a warning", () => {
  fc.assert(fc.property(anyChatRequest, anyEndpoint, (request, endpoint) => {
    const { extra: _extra, ...named } = request;
    assertEquals(assertWrittenAgain(openaiChat, named, endpoint), []);
  }));
});

const field = fc.constantFrom(
  "model",
  "messages",
  "stream",
  "stream_options",
  "max_tokens",
  "max_completion_tokens",
  "tools",
  "tool_choice",
  "reasoning",
  "reasoning_effort",
  "response_format",
  "stop",
  "provider",
  "__proto__",
  "anything",
);
const part = some({
  type: fc.constantFrom("text", "image_url", "thinking", "refusal", "x"),
  text: json,
  image_url: fc.oneof(json, some({ url: json, detail: json })),
  thinking: json,
});
const call = some({
  id: json,
  type: fc.constantFrom("function", "custom"),
  function: fc.oneof(json, some({ name: json, arguments: json })),
  extra_content: json,
});
/** One field of them: what stands in a second one is kept for the server that wrote both, and others would read it. */
const thoughts = fc.oneof(
  some({ reasoning: json }),
  some({ reasoning_content: json }),
  some({ extra_content: json }),
  some({
    reasoning_details: fc.oneof(
      json,
      fc.array(some({ type: fc.constantFrom("reasoning.text", "reasoning.encrypted"), text: json, data: json })),
    ),
  }),
);
const message = fc.tuple(
  some({
    role: fc.constantFrom("user", "assistant", "system", "tool", "function", "developer"),
    content: fc.oneof(json, fc.array(fc.oneof(part, json))),
    name: json,
    tool_calls: fc.oneof(json, fc.array(call)),
    tool_call_id: json,
  }),
  thoughts,
).map(([fields, thoughts]) => ({ ...fields, ...thoughts }));
const anyBody = fc.tuple(
  fc.dictionary(field, json),
  some({
    messages: fc.array(fc.oneof(message, json)),
    reasoning: fc.oneof(
      some({ effort: json, max_tokens: json, exclude: json }),
      some({ enabled: json, exclude: json }),
    ),
    stream_options: some({ include_usage: json, x: json }),
    tools: fc.array(
      some({ type: json, function: fc.oneof(json, some({ name: json, parameters: json, strict: json })) }),
    ),
  }),
).map(([fields, rest]) => JSON.parse(JSON.stringify({ ...fields, ...rest })) as JsonObject);

Deno.test("any object is read as a request, and what it means is written in one way", () => {
  fc.assert(
    fc.property(anyBody, anyEndpoint, (body, endpoint) => {
      assertReadInOneWay(openaiChat, body, { endpoint, path: PATH });
    }),
    { numRuns: 300 },
  );
});

const answer = some({
  id: json,
  choices: fc.oneof(json, fc.array(some({ index: json, delta: message, message, finish_reason: json }))),
  usage: fc.oneof(
    json,
    some({ prompt_tokens: json, completion_tokens: json, prompt_tokens_details: json, cost: json }),
  ),
  error: json,
  service_tier: json,
});

Deno.test("any bytes are an answer or a typed failure", () => {
  const status = fc.constantFrom(200, 400, 429, 500, 529);
  const bytes = fc.oneof(
    fc.uint8Array(),
    answer.map((body) => new TextEncoder().encode(JSON.stringify(body))),
    fc.array(answer).map(
      (chunks) => new TextEncoder().encode(chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("")),
    ),
  );
  fc.assert(
    fc.property(bytes, status, (bytes, status) => {
      assertReadable(openaiChat, bytes, status);
    }),
    { numRuns: 300 },
  );
});
