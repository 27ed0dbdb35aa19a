import type { FinishReason, JsonObject, ToolCall, WireOutcome, WireResponse } from "../spec/mod.ts";
import { documentsOf } from "./_documents.ts";
import { failed } from "./_failure.ts";
import { isObject, listOf, objectOrNull, textOrNull } from "./_read.ts";
import { deriveTiming, lastByteMs } from "./_timing.ts";
import { readUsage } from "./openai_chat/usage.ts";

/** Whether a body is one of OpenAI's responses, and no chat completion. */
export function isResponsesAnswer(response: WireResponse): boolean {
  return documentsOf(response).some(({ object, type }) =>
    object === "response" || (typeof type === "string" && type.startsWith("response."))
  );
}

/** The answer in one of OpenAI's responses, plain or streamed; only a stream that was ended says how it ended. */
export function readResponsesAnswer(response: WireResponse): WireOutcome {
  const answer = documentsOf(response).map((document) => objectOrNull(document.response) ?? document)
    .findLast((document) => document.object === "response" && document.status !== "in_progress");
  if (answer === undefined) {
    return failed(response, {
      kind: "connection",
      message: "The stream ended before the answer was complete",
      decision: { retry: "transient" },
      midStream: true,
    });
  }
  const { usage, rawUsage, reportedCostUsd, warnings } = readUsage({
    usage: objectOrNull(answer.usage),
    timings: null,
    model: textOrNull(answer.model),
  });
  const error = objectOrNull(answer.error);
  if (error !== null) {
    return failed(response, {
      kind: "server_error",
      message: textOrNull(error.message) ?? "The answer failed",
      decision: { retry: "transient" },
      code: textOrNull(error.code),
      billed: { usage, reportedCostUsd },
    });
  }
  const outputs = listOf(answer.output).filter(isObject);
  const toolCalls = toolCallsOf(outputs);
  const { finish, raw } = finishOf(answer, toolCalls.length > 0);
  const refusal = partsOf(outputs, "refusal");
  return {
    ok: true,
    completion: {
      id: textOrNull(answer.id),
      model: textOrNull(answer.model),
      text: partsOf(outputs, "text"),
      reasoning: reasoningOf(outputs),
      refusal: refusal === "" ? null : refusal,
      toolCalls,
      finishReason: finish,
      rawFinishReason: raw,
      usage,
      rawUsage,
      reportedCostUsd,
      timing: deriveTiming({
        firstTokenMs: null,
        firstOutputMs: null,
        lastByteMs: lastByteMs(response),
        outputTokens: usage.outputTokens,
      }),
      warnings,
    },
  };
}

function partsOf(outputs: readonly JsonObject[], field: "text" | "refusal"): string {
  return outputs.filter(({ type }) => type === "message").flatMap(({ content }) => listOf(content))
    .map((part) => isObject(part) ? textOrNull(part[field]) ?? "" : "").join("");
}

function reasoningOf(outputs: readonly JsonObject[]): string {
  return outputs.filter(({ type }) => type === "reasoning")
    .flatMap(({ summary, content }) => [...listOf(summary), ...listOf(content)])
    .map((part) => isObject(part) ? textOrNull(part.text) ?? "" : "").join("");
}

function toolCallsOf(outputs: readonly JsonObject[]): ToolCall[] {
  return outputs.filter(({ type }) => type === "function_call").map(({ call_id, name, arguments: given }) => ({
    id: textOrNull(call_id) ?? "",
    name: textOrNull(name) ?? "",
    arguments: textOrNull(given) ?? "",
  }));
}

function finishOf(answer: JsonObject, hasCalls: boolean): { finish: FinishReason | null; raw: string | null } {
  const raw = textOrNull(objectOrNull(answer.incomplete_details)?.reason) ?? textOrNull(answer.status);
  switch (raw) {
    case "completed":
      return { finish: hasCalls ? "tool_calls" : "stop", raw };
    case "max_output_tokens":
      return { finish: "length", raw };
    case "content_filter":
      return { finish: "content_filter", raw };
    default:
      return { finish: raw === null ? null : "other", raw };
  }
}
