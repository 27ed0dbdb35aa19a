import type {
  AnswerPart,
  Completion,
  FinishReason,
  JsonObject,
  JsonValue,
  ToolCall,
  Usage,
  Warning,
} from "../../spec/mod.ts";
import { countOrNull, isObject, listOf, objectOrNull, textOrNull } from "../_read.ts";
import { WIRE } from "./_wire.ts";

const FINISH_REASONS: { readonly [unified: string]: FinishReason } = {
  stop: "stop",
  length: "length",
  "content-filter": "content_filter",
  "tool-calls": "tool_calls",
  error: "error",
};

const NO_TIMING = { ttftMs: null, ttfoMs: null, latencyMs: null, tpotMs: null, outputTps: null };

/** An answer of the AI SDK as a completion, which has no timing and no cost yet. */
export function completionOf(result: unknown, requestWarnings: readonly Warning[]): Completion {
  const answer = objectOrNull(result) ?? {};
  const content = listOf(answer.content).filter(isObject);
  const response = objectOrNull(answer.response);
  const raw = rawReason(answer.finishReason);
  const usage = objectOrNull(answer.usage);
  const parts = content.filter(({ type }) => type !== "source").flatMap((part) => partOf(part) ?? []);
  return {
    wire: WIRE,
    id: textOrNull(response?.id),
    model: textOrNull(response?.modelId),
    text: joined(content, "text"),
    reasoning: joined(content, "reasoning"),
    refusal: null,
    toolCalls: content.filter(isOwnCall).map(toolCallOf),
    ...(isPlain(parts) ? {} : { parts }),
    finishReason: raw.unified === null ? null : FINISH_REASONS[raw.unified] ?? "other",
    rawFinishReason: raw.raw,
    usage: usageOf(usage),
    rawUsage: usage?.raw ?? usage,
    reportedCostUsd: null,
    timing: NO_TIMING,
    warnings: [...requestWarnings, ...listOf(answer.warnings).filter(isObject).map(warningOf)],
  };
}

function joined(content: readonly JsonObject[], type: string): string {
  return content.map((part) => part.type === type ? textOrNull(part.text) ?? "" : "").join("");
}

/** A call that the provider makes itself is part of the answer. */
function isOwnCall({ type, providerExecuted }: JsonObject): boolean {
  return type === "tool-call" && providerExecuted !== true;
}

function toolCallOf({ toolCallId, toolName, input, providerMetadata }: JsonObject, i: number): ToolCall {
  return {
    id: textOrNull(toolCallId) ?? `call_${i}`,
    name: textOrNull(toolName) ?? "",
    arguments: typeof input === "string" ? input : JSON.stringify(input ?? {}),
    ...withExtra(providerMetadata),
  };
}

function partOf(part: JsonObject): AnswerPart | null {
  const { type, text, providerMetadata, ...rest } = part;
  if (isOwnCall(part)) return null;
  if (type === "text" || type === "reasoning") {
    return { type, text: textOrNull(text) ?? "", ...withExtra(providerMetadata) };
  }
  const options: JsonObject = isObject(providerMetadata) ? { providerOptions: providerMetadata } : {};
  return { type: "native", wire: WIRE, value: { type, ...inPrompt(rest), ...options } };
}

/** A result of the provider's own tool, and a call of it, are written otherwise in a prompt. */
function inPrompt({ result, input, ...rest }: JsonObject): JsonObject {
  if (result !== undefined) return { ...rest, output: { type: "json", value: result } };
  if (typeof input !== "string") return { ...rest, ...(input === undefined ? {} : { input }) };
  try {
    return { ...rest, input: JSON.parse(input) };
  } catch {
    return { ...rest, input };
  }
}

/** Whether the next turn needs no more than the text. */
function isPlain(parts: readonly AnswerPart[]): boolean {
  return parts.every((part) => part.type === "text" && part.extra === undefined);
}

function withExtra(metadata: JsonValue | undefined): { extra?: JsonObject } {
  return isObject(metadata) && Object.keys(metadata).length > 0 ? { extra: { providerOptions: metadata } } : {};
}

/** Version 2 has one word, later ones have their own and the provider's. */
function rawReason(reason: JsonValue | undefined): { unified: string | null; raw: string | null } {
  if (isObject(reason)) return { unified: textOrNull(reason.unified), raw: textOrNull(reason.raw) };
  return { unified: textOrNull(reason), raw: textOrNull(reason) };
}

/** Version 2 has flat counts, later ones nested ones. */
function usageOf(usage: JsonObject | null): Usage {
  const input = objectOrNull(usage?.inputTokens);
  const output = objectOrNull(usage?.outputTokens);
  return {
    inputTokens: countOrNull(input?.total ?? usage?.inputTokens),
    cacheReadTokens: countOrNull(input?.cacheRead ?? usage?.cachedInputTokens),
    cacheWriteTokens: countOrNull(input?.cacheWrite),
    outputTokens: countOrNull(output?.total ?? usage?.outputTokens),
    reasoningTokens: countOrNull(output?.reasoning ?? usage?.reasoningTokens),
  };
}

function warningOf(warning: JsonObject): Warning {
  const name = textOrNull(warning.feature) ?? textOrNull(warning.setting);
  const details = textOrNull(warning.details) ?? textOrNull(warning.message);
  const what = name === null ? "" : `Cannot send "${name}" as the client does not carry it`;
  const isRequest = warning.type !== "other" && warning.type !== "deprecated";
  return {
    code: isRequest ? "unsupported" : "inconsistent",
    message: [what, details].filter((part) => part !== null && part !== "").join(": ") || "The client warns",
  };
}
