import { assertEquals } from "@std/assert";
import { completionOf } from "../../../src/provider/ai_sdk/_answer.ts";
import type { JsonObject } from "../../../src/spec/mod.ts";

const read = (answer: unknown) => completionOf(answer, []);

Deno.test("what the provider's own tool was asked and gave comes back in the form that a prompt has", () => {
  const executed = { toolCallId: "1", toolName: "search", providerExecuted: true };
  const { toolCalls, parts } = read({
    content: [
      { type: "tool-call", ...executed, input: '{"q":"tape"}' },
      { type: "tool-result", ...executed, result: { found: 3 }, providerMetadata: { acme: { id: 9 } } },
      { type: "tool-call", ...executed, input: "no JSON" },
      { type: "source", id: "s" },
      { type: "text", text: "Three." },
      { type: "tool-call", toolCallId: "2", toolName: "f", input: { a: 1 } },
    ],
  });
  assertEquals(toolCalls, [{ id: "2", name: "f", arguments: '{"a":1}' }]);
  const native = (value: JsonObject) => ({ type: "native" as const, wire: "ai-sdk", value });
  assertEquals(parts, [
    native({ type: "tool-call", ...executed, input: { q: "tape" } }),
    native({
      type: "tool-result",
      ...executed,
      output: { type: "json", value: { found: 3 } },
      providerOptions: { acme: { id: 9 } },
    }),
    native({ type: "tool-call", ...executed, input: "no JSON" }),
    { type: "text", text: "Three." },
  ]);
});

Deno.test("a warning says what was not carried and why, as far as the client tells", () => {
  const { warnings } = read({
    warnings: [
      { type: "unsupported", feature: "seed", details: "it is for others" },
      { type: "unsupported-setting", setting: "topK" },
      { type: "other", message: "The model is old" },
      { type: "compatibility" },
    ],
  });
  assertEquals(warnings, [
    { code: "unsupported", message: 'Cannot send "seed" as the client does not carry it: it is for others' },
    { code: "unsupported", message: 'Cannot send "topK" as the client does not carry it' },
    { code: "inconsistent", message: "The model is old" },
    { code: "unsupported", message: "The client warns" },
  ]);
});

Deno.test("reasons and counts are read in both forms, and what is not told is unknown", () => {
  const flat = read({ finishReason: "tool-calls", usage: { inputTokens: 3, outputTokens: 2, reasoningTokens: 1 } });
  const nested = read({
    finishReason: { unified: "content-filter", raw: "SAFETY" },
    usage: { inputTokens: { total: 3, cacheRead: 1, cacheWrite: 2 }, outputTokens: { total: 2, reasoning: 1 } },
  });
  const unknown = { inputTokens: null, cacheReadTokens: null, cacheWriteTokens: null };
  assertEquals([flat.finishReason, flat.rawFinishReason], ["tool_calls", "tool-calls"]);
  assertEquals(flat.usage, { ...unknown, inputTokens: 3, outputTokens: 2, reasoningTokens: 1 });
  assertEquals([nested.finishReason, nested.rawFinishReason], ["content_filter", "SAFETY"]);
  assertEquals(nested.usage, {
    inputTokens: 3,
    cacheReadTokens: 1,
    cacheWriteTokens: 2,
    outputTokens: 2,
    reasoningTokens: 1,
  });
  for (const nothing of [null, {}, { content: "x", usage: [], finishReason: 5 }]) {
    const { text, finishReason, usage } = read(nothing);
    assertEquals([text, finishReason], ["", null]);
    assertEquals(usage, { ...unknown, outputTokens: null, reasoningTokens: null });
  }
});
