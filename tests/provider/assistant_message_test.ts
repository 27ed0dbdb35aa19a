import { assertEquals } from "@std/assert";
import { assistantMessage } from "../../src/provider/mod.ts";
import type { AnswerPart, Completion, ToolCall } from "../../src/spec/mod.ts";

function completion(parts: Partial<Completion>): Completion {
  const counts = {
    inputTokens: 1,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    outputTokens: 1,
    reasoningTokens: null,
  };
  const timing = { ttftMs: null, ttfoMs: null, latencyMs: 1, tpotMs: null, outputTps: null };
  return {
    id: null,
    model: null,
    text: "",
    reasoning: "",
    refusal: null,
    toolCalls: [],
    finishReason: "stop",
    rawFinishReason: "stop",
    usage: counts,
    rawUsage: null,
    reportedCostUsd: null,
    timing,
    warnings: [],
    ...parts,
  };
}

const call: ToolCall = { id: "c1", name: "weather", arguments: "{}", signature: "c2lnbmVk" };

Deno.test("an answer of text goes back as its text", () => {
  assertEquals(assistantMessage(completion({ text: "Paris", reasoning: "France?" })), {
    role: "assistant",
    content: "Paris",
  });
  assertEquals(assistantMessage(completion({})), { role: "assistant", content: "" });
});

Deno.test("tool calls go back with their signatures, and without content where there is none", () => {
  assertEquals(assistantMessage(completion({ toolCalls: [call] })), {
    role: "assistant",
    content: null,
    toolCalls: [call],
  });
  assertEquals(assistantMessage(completion({ toolCalls: [call], text: "Let me see." })).content, "Let me see.");
});

Deno.test("an answer with parts goes back with them, in their order", () => {
  const parts: AnswerPart[] = [
    { type: "reasoning", text: "France?", signature: "c2lnbmVk" },
    { type: "native", wire: "anthropic-messages", value: { type: "server_tool_use" } },
    { type: "text", text: "Paris" },
  ];
  assertEquals(assistantMessage(completion({ text: "Paris", parts })).content, parts);
  assertEquals(assistantMessage(completion({ text: "Paris", parts: [] })).content, "Paris");
});

Deno.test("a refusal goes back in its own words", () => {
  assertEquals(assistantMessage(completion({ refusal: "I cannot." })).content, "I cannot.");
});
