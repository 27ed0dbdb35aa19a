import { assertEquals, assertRejects } from "@std/assert";
import { streamResult } from "../../../src/provider/ai_sdk/_stream_result.ts";

const read = (...parts: unknown[]) => streamResult(ReadableStream.from(parts));

Deno.test("a text that has ended is not gone on with, also under the same id", async () => {
  const { content } = await read(
    { type: "reasoning-start", id: "1" },
    { type: "reasoning-delta", id: "1", delta: "Hm" },
    { type: "reasoning-end", id: "1", providerMetadata: { acme: { signature: "s" } } },
    { type: "text-start", id: "1" },
    { type: "text-delta", id: "1", delta: "One " },
    { type: "text-delta", id: "1", delta: "two." },
    { type: "text-end", id: "1" },
    { type: "text-start", id: "1" },
    { type: "text-delta", id: "1", delta: "Three." },
  );
  assertEquals(content, [
    { type: "reasoning", text: "Hm", providerMetadata: { acme: { signature: "s" } } },
    { type: "text", text: "One two." },
    { type: "text", text: "Three." },
  ]);
});

Deno.test("the pieces of a call's arguments are passed over, as the call comes whole", async () => {
  const call = { type: "tool-call", toolCallId: "1", toolName: "f", input: "{}" };
  const { content } = await read(
    { type: "tool-input-start", id: "1", toolName: "f" },
    { type: "tool-input-delta", id: "1", delta: "{}" },
    { type: "tool-input-end", id: "1" },
    call,
    { type: "raw", rawValue: 1 },
    "no part at all",
  );
  assertEquals(content, [call]);
});

Deno.test("what is told of the answer is put together, the later the truer", async () => {
  const { warnings, response, usage, finishReason } = await read(
    { type: "stream-start", warnings: [{ type: "other", message: "Slow" }] },
    { type: "response-metadata", id: "1", modelId: "m" },
    { type: "response-metadata", modelId: "m-1" },
    { type: "finish", usage: { inputTokens: 1 }, finishReason: "stop" },
  );
  assertEquals({ warnings, response, usage, finishReason }, {
    warnings: [{ type: "other", message: "Slow" }],
    response: { type: "response-metadata", id: "1", modelId: "m-1" },
    usage: { inputTokens: 1 },
    finishReason: "stop",
  });
});

Deno.test("an error in the stream is thrown as it is, or with its words", async () => {
  await assertRejects(() => read({ type: "error", error: new RangeError("too far") }), RangeError, "too far");
  await assertRejects(() => read({ type: "error", error: "too late" }), Error, "too late");
  await assertRejects(() => read({ type: "error", error: { code: 5 } }), Error, '{"code":5}');
});
