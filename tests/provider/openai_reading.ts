/** What a reader who joins strings and knows nothing of providers finds in an answer of OpenAI's format. */
import { assertEquals } from "@std/assert";
import type { Completion, JsonObject } from "../../src/spec/mod.ts";

/** What there is to compare. */
export interface NaiveReading {
  readonly text: string;
  readonly calls: string[][];
  readonly finish: string | null;
  readonly usage: JsonObject | null;
}

// deno-lint-ignore no-explicit-any
type Loose = any;

/** The JSON values of a body: one, or the data lines of a stream; `null` when it is neither. */
function values(body: string): Loose[] | null {
  try {
    return [JSON.parse(body)];
  } catch {
    const lines = body.split(/\r?\n/).filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trim());
    return lines.length === 0 ? null : lines.filter((line) => line !== "[DONE]").map((line) => JSON.parse(line));
  }
}

/** `null` when the body holds an error, or nothing that looks like an answer. */
export function readOpenaiNaively(body: string): NaiveReading | null {
  const chunks = values(body);
  if (chunks === null || chunks.some((chunk) => chunk.error) || !chunks.some((chunk) => chunk.choices)) return null;
  const choices = chunks.flatMap((chunk) => chunk.choices ?? []).filter((choice: Loose) => choice.index === 0);
  const messages = choices.map((choice: Loose) => choice.delta ?? choice.message ?? {});
  const calls: string[][] = [];
  for (const message of messages) {
    for (const [place, call] of [...(message.tool_calls ?? [])].entries()) {
      const entry = calls[call.index ?? place] ??= ["", "", ""];
      entry[0] ||= call.id || `call_${place}`;
      entry[1] ||= call.function.name ?? "";
      entry[2] += call.function.arguments ?? "";
    }
    if (message.function_call) calls.push(["call_0", message.function_call.name, message.function_call.arguments]);
  }
  const usages = chunks.map((chunk) => chunk.usage ?? chunk.x_groq?.usage).filter(Boolean);
  return {
    text: messages.map((message: Loose) => naiveText(message.content)).join(""),
    calls,
    finish: choices.map((choice: Loose) => choice.finish_reason).filter(Boolean).at(-1) ?? null,
    usage: usages.at(-1) ?? null,
  };
}

function naiveText(content: Loose): string {
  if (Array.isArray(content)) return content.map((part) => part.type === "text" ? part.text : "").join("");
  return content ?? "";
}

/** Fails the test where a completion says something else. */
export function assertAgrees(
  { text, toolCalls, rawFinishReason, usage, finishReason }: Completion,
  naive: NaiveReading,
  where: string,
): void {
  assertEquals(text, naive.text, where);
  assertEquals(toolCalls.map((call) => [call.id, call.name, call.arguments]), naive.calls, where);
  assertEquals([rawFinishReason, finishReason === "other"], [naive.finish, false], where);
  const { usage: raw } = naive as Loose;
  assertEquals(usage.inputTokens, raw?.prompt_tokens ?? null, where);
  if (raw === null) return assertEquals(usage.outputTokens, null, where);
  const reasoning = raw.completion_tokens_details?.reasoning_tokens ?? null;
  const total = raw.total_tokens - raw.prompt_tokens;
  // Reasoning counted apart shows in the total (xAI, Gemini) or by being more than the output (Vercel's Gemini).
  const output = reasoning > raw.completion_tokens
    ? raw.completion_tokens + reasoning
    : Math.max(total, raw.completion_tokens);
  assertEquals([usage.outputTokens, usage.reasoningTokens], [output, reasoning], where);
  const details = raw.prompt_tokens_details;
  const cached = details?.cached_tokens ?? raw.cached_tokens ?? raw.num_cached_tokens ?? null;
  if (cached !== null) assertEquals(usage.cacheReadTokens, cached, where);
  const written = details?.cache_write_tokens ?? raw.cache_creation_input_tokens ?? null;
  assertEquals(usage.cacheWriteTokens, written, where);
}
