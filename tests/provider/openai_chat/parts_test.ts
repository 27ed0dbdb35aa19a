import { assertEquals } from "@std/assert";
import { assistantMessage } from "../../../src/provider/assistant_message.ts";
import { openaiChat } from "../../../src/provider/openai_chat/mod.ts";
import type { AnswerPart, Completion, JsonObject, JsonValue } from "../../../src/spec/mod.ts";
import { needs } from "../../support/require.ts";
import { endpointFor } from "../endpoints.ts";
import { chatRequests } from "../recordings.ts";
import { chunk, completionOf, DONE, respond, respondJson, respondStream } from "../responses.ts";

const { fromWire, toWire } = openaiChat;
const fixtures = await needs("fixtures");

const whole = (message: JsonObject, rest: JsonObject = {}): Completion =>
  completionOf(fromWire(respondJson({ choices: [{ index: 0, message, finish_reason: "stop" }], ...rest })));
const streamed = (...deltas: JsonValue[]): Completion =>
  completionOf(fromWire(respondStream([...deltas.map((delta) => chunk(delta)), chunk({}, "stop"), DONE])));

/** The message that goes back to a provider with the next turn. */
function nextTurn(completion: Completion, provider: string): JsonObject {
  const request = { messages: [assistantMessage(completion)], stream: false };
  const { body } = toWire(request, endpointFor("openai-chat", "m", { provider }));
  return (body.messages as JsonObject[])[0];
}

Deno.test("an answer of text alone has no parts", () => {
  assertEquals(whole({ content: "Hi" }).parts, undefined);
  assertEquals(whole({ content: "Hi", reasoning_content: "hm" }).parts, undefined);
});

Deno.test("the details of a router's reasoning are parts in front of the text, and go back as they came", () => {
  const details: JsonValue[] = [
    { type: "reasoning.summary", summary: "hm", format: "openai-responses-v1", index: 0 },
    { type: "reasoning.encrypted", data: "ZW5j", format: "openai-responses-v1", id: "rs_1", index: 0 },
  ];
  const completion = whole({ content: "Yes", reasoning: "hm", reasoning_details: details });
  assertEquals(completion.parts, [
    {
      type: "reasoning",
      text: "hm",
      extra: { type: "reasoning.summary", format: "openai-responses-v1", index: 0 },
    },
    {
      type: "reasoning",
      text: "",
      redacted: "ZW5j",
      extra: { type: "reasoning.encrypted", format: "openai-responses-v1", id: "rs_1", index: 0 },
    },
    { type: "text", text: "Yes" },
  ]);
  assertEquals([completion.text, completion.reasoning], ["Yes", "hm"]);
  assertEquals(nextTurn(completion, "openrouter"), {
    role: "assistant",
    content: "Yes",
    reasoning_details: details,
  });
});

Deno.test("the pieces of a detail are joined, with the signature that comes at the end", () => {
  const piece = (rest: JsonObject) => ({
    reasoning_details: [{ type: "reasoning.text", index: 0, ...rest }],
  });
  const completion = streamed(
    piece({ text: "h", signature: "", format: null }),
    piece({ text: "m", format: "anthropic-claude-v1" }),
    piece({ signature: "c2ln" }),
    { reasoning_details: [{ type: "reasoning.encrypted", index: 0, data: "ZW5j" }] },
    { reasoning_details: [{ type: "reasoning.encrypted", index: 0, data: "cnlwdA==" }] },
    { content: "Yes" },
  );
  assertEquals(nextTurn(completion, "openrouter").reasoning_details, [
    { type: "reasoning.text", index: 0, format: "anthropic-claude-v1", text: "hm", signature: "c2ln" },
    { type: "reasoning.encrypted", index: 0, data: "ZW5j" },
    { type: "reasoning.encrypted", index: 0, data: "cnlwdA==" },
  ]);
});

Deno.test("what was thought before a call of a tool goes back with the call", () => {
  const call = { id: "c1", type: "function", function: { name: "f", arguments: "{}" } };
  const completion = whole({ content: null, reasoning_content: "hm", tool_calls: [call] });
  assertEquals(nextTurn(completion, "deepseek"), {
    role: "assistant",
    content: null,
    reasoning_content: "hm",
    tool_calls: [call],
  });
});

Deno.test("thoughts within the content go back there", () => {
  const content: JsonValue[] = [{ type: "thinking", thinking: [{ type: "text", text: "hm" }] }, {
    type: "text",
    text: "Yes",
  }];
  const completion = whole({ content });
  assertEquals([completion.text, completion.reasoning], ["Yes", "hm"]);
  assertEquals(nextTurn(completion, "mistral"), { role: "assistant", content });
});

Deno.test("the signatures of Gemini's door go back to it, a call's with the call", () => {
  const extra_content = { google: { thought_signature: "c2ln" } };
  const call = { id: "c1", type: "function", function: { name: "f", arguments: "{}" }, extra_content };
  const called = whole({ role: "assistant", tool_calls: [call] });
  assertEquals(called.toolCalls, [{ id: "c1", name: "f", arguments: "{}", signature: "c2ln" }]);
  assertEquals(nextTurn(called, "gemini").tool_calls, [call]);
  assertEquals(nextTurn(whole({ content: "Yes", extra_content }), "gemini"), {
    role: "assistant",
    content: "Yes",
    extra_content,
  });
});

Deno.test("images that a model made are parts, and the words of its voice are its text", () => {
  const url = "data:image/png;base64,AA";
  const completion = whole({ content: "Here", images: [{ type: "image_url", image_url: { url } }] });
  assertEquals(completion.parts, [{ type: "text", text: "Here" }, { type: "image", url }]);
  const spoken = whole({ content: null, audio: { id: "a1", data: "AA", transcript: "Hello" } });
  assertEquals([spoken.text, spoken.parts], ["Hello", undefined]);
});

Deno.test("who made the answer is told by OpenRouter and by Vercel", () => {
  assertEquals(whole({ content: "Hi" }, { provider: "DeepInfra" }).servedBy, "DeepInfra");
  const gateway = { routing: { resolvedProvider: "anthropic", finalProvider: "bedrock" } };
  assertEquals(whole({ content: "Hi", provider_metadata: { gateway } }).servedBy, "bedrock");
  assertEquals(whole({ content: "Hi" }).servedBy, undefined);
});

Deno.test("what is billed apart is told where there was any", () => {
  const details = (usage: JsonObject, rest: JsonObject = {}) =>
    whole({ content: "Hi" }, { usage, ...rest }).usage.details;
  const counts = { prompt_tokens: 64, completion_tokens: 9, total_tokens: 73 };
  assertEquals(details({ ...counts, prompt_tokens_details: { audio_tokens: 0, cached_tokens: 0 } }), undefined);
  assertEquals(
    details({
      ...counts,
      prompt_tokens_details: { audio_tokens: 44 },
      completion_tokens_details: { audio_tokens: 3, image_tokens: 2 },
      cache_creation: { ephemeral_1h_input_tokens: 7 },
      server_tool_use_details: { web_search_requests: 2 },
    }, { service_tier: "flex" }),
    {
      cacheWrite1hTokens: 7,
      audioInputTokens: 44,
      audioOutputTokens: 3,
      imageOutputTokens: 2,
      webSearches: 2,
      serviceTier: "flex",
    },
  );
  const metadata = { anthropic: { usage: { cache_creation: { ephemeral_1h_input_tokens: 11 } } } };
  const answer = whole({ content: "Hi", provider_metadata: metadata }, { usage: counts });
  assertEquals(answer.usage.details, { cacheWrite1hTokens: 11 });
});

Deno.test({
  name: "every recorded detail of reasoning comes back out of the parts that it became",
  ignore: fixtures.ignore,
  fn() {
    let seen = 0;
    for (const { host, response } of chatRequests(fixtures.get())) {
      if (!response.includes('"reasoning_details"') || !response.trim().startsWith("{")) continue;
      const details = JSON.parse(response).choices[0].message.reasoning_details as JsonValue[] | undefined;
      if (details === undefined) continue;
      const outcome = fromWire(respond(response));
      if (!outcome.ok) continue;
      assertEquals(nextTurn(outcome.completion, "openrouter").reasoning_details, details, host);
      seen++;
    }
    assertEquals(seen, 44);
  },
});

Deno.test({
  name: "recorded routers name who served, and recorded answers tell of tiers, voices and searches",
  ignore: fixtures.ignore,
  fn() {
    const answers = [...chatRequests(fixtures.get())].filter(({ wire }) => wire === "openai-chat")
      .map(({ host, response, status }) => ({ host, outcome: fromWire(respond(response, { status })) }))
      .flatMap(({ host, outcome }) => outcome.ok ? [{ host, ...outcome.completion }] : []);
    const count = (test: (answer: typeof answers[number]) => boolean) => answers.filter(test).length;
    const of = (host: string) => count((answer) => answer.host === host);
    assertEquals(
      count(({ host, servedBy }) => host === "openrouter.ai" && servedBy !== undefined),
      of("openrouter.ai"),
    );
    const vercel = "ai-gateway.vercel.sh";
    assertEquals(count(({ host, servedBy }) => host === vercel && servedBy !== undefined), of(vercel));
    assertEquals(count(({ usage }) => usage.details?.audioInputTokens === 44), 1);
    assertEquals(count(({ usage }) => usage.details?.serviceTier === "priority"), 3);
    assertEquals(count(({ usage }) => (usage.details?.webSearches ?? 0) > 0), 4);
    const withParts = (answer: { parts?: readonly AnswerPart[] }) => answer.parts !== undefined;
    assertEquals(count(withParts), 121);
  },
});
