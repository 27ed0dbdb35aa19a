import fc from "fast-check";
import { tokensOf } from "../../../src/provider/simulated/_tokens.ts";
import type { SimulatedAnswer, SimulatedToolCall } from "../../../src/provider/simulated/simulated_answer.ts";
import type { JsonObject } from "../../../src/spec/mod.ts";

/** A text with everything in it that a stream could cut in two. */
const text = fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: "grapheme", maxLength: 40 }))
  // Half a pair is no text that JSON carries.
  .filter((value) => value.isWellFormed());

const id = fc.stringMatching(/^[a-z0-9]{24}$/);

const call: fc.Arbitrary<SimulatedToolCall> = fc.record({
  id,
  name: fc.stringMatching(/^[a-z_]{1,12}$/),
  arguments: fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })
    // As JSON has it: no -0, no undefined.
    .map((value) => JSON.stringify(JSON.parse(JSON.stringify(value)))),
});

const counts = fc.tuple(fc.nat(5000), fc.nat(5000), fc.nat(5000), fc.nat(5000), fc.nat(5000), fc.nat(3));

/** Any answer that a simulated model can give. */
export const anyAnswer: fc.Arbitrary<SimulatedAnswer> = fc.record({
  id,
  reasoning: text,
  text,
  calls: fc.uniqueArray(call, { maxLength: 3, selector: (one) => one.id }),
  ends: fc.constantFrom("stop", "length", "stop sequence"),
  counts,
}).map(({ id, reasoning, text, calls, ends, counts: [plain, read, written, visible, thought, images] }) => ({
  id,
  model: "simulated/any",
  reasoning,
  signature: reasoning === "" ? null : btoa(id),
  text: calls.length > 0 ? "" : text,
  toolCalls: calls,
  finishReason: ends === "length" ? "length" : calls.length > 0 ? "tool_calls" : "stop",
  stopSequence: ends === "stop sequence" && calls.length === 0 ? "END" : null,
  usage: {
    inputTokens: plain + read + written + images,
    cacheReadTokens: read,
    cacheWriteTokens: written,
    outputTokens: visible + thought + 1,
    reasoningTokens: thought,
    imageTokens: images,
    images,
  },
  costUsd: "0.0001234",
}));

/** A body that asks for all that a format tells on demand. */
export const ASKS_FOR_ALL: JsonObject = { stream_options: { include_usage: true }, usage: { include: true } };

/** How many tokens the pieces of an answer carry. */
export function carriedTokens({ reasoning, text, toolCalls }: SimulatedAnswer): number {
  const calls = toolCalls.map(({ name, arguments: given }) => tokensOf(name).length + tokensOf(given).length);
  return tokensOf(reasoning).length + tokensOf(text).length + calls.reduce((sum, count) => sum + count, 0);
}
