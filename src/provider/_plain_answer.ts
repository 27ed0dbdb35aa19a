import type { Completion, JsonObject, JsonValue, WireOutcome, WireResponse } from "../spec/mod.ts";
import { documentsOf } from "./_documents.ts";
import { failed, transportParts } from "./_failure.ts";
import { isObject, listOf, objectOrNull, parseJson, textOrNull } from "./_read.ts";
import { deriveTiming, lastByteMs } from "./_timing.ts";
import { openaiChat } from "./openai_chat/mod.ts";

const UNKNOWN_USAGE = {
  inputTokens: null,
  cacheReadTokens: null,
  cacheWriteTokens: null,
  outputTokens: null,
  reasoningTokens: null,
};

/**
 * What can be said of an answer without knowing its format: its text, where it plainly stands, and whether it is an
 * error. All else is unknown. It never throws.
 */
export function readPlainAnswer(response: WireResponse): WireOutcome {
  if (response.status >= 300) return openaiChat.fromWire(response);
  const documents = documentsOf(response);
  const broken = documents.find((document) => errorIn(document) !== null);
  if (broken !== undefined) return errorOutcome(response, broken);
  if (response.failure !== undefined) return failed(response, { ...transportParts(response.failure), midStream: true });
  if (documents.length === 0) {
    return failed(response, {
      kind: "malformed_response",
      message: "The body holds no JSON",
      decision: { retry: "transient" },
    });
  }
  return { ok: true, completion: completionOf(response, documents) };
}

/** What answers of other APIs of the same servers have in them: embeddings, lists, counts, older chats. */
const OTHER_FIELDS = ["data", "embedding", "embeddings", "models", "results", "totalTokens", "input_tokens"];

/** Whether a body is a whole answer, but of an API that is no chat of the provider's own format. */
export function isOtherAnswer({ status, body, failure }: WireResponse): boolean {
  if (status >= 300 || failure !== undefined) return false;
  const whole = parseJson(new TextDecoder().decode(body));
  return isObject(whole) && errorIn(whole) === null &&
    (OTHER_FIELDS.some((name) => Object.hasOwn(whole, name)) ||
      (textOrNull(whole.text) ?? textOrNull(whole.completion)) !== null);
}

function errorIn(document: JsonObject): JsonValue {
  return objectOrNull(document.error) ?? textOrNull(document.error) ?? textOrNull(objectOrNull(document.delta)?.error);
}

/** As if the error were a body of its own: that is read for every provider. */
function errorOutcome(response: WireResponse, document: JsonObject): WireOutcome {
  const body = new TextEncoder().encode(JSON.stringify({ ...document, error: errorIn(document) }));
  const outcome = openaiChat.fromWire({ ...response, body });
  return outcome.ok ? outcome : { ok: false, failure: { ...outcome.failure, midStream: true } };
}

function completionOf(response: WireResponse, documents: readonly JsonObject[]): Completion {
  const outputTokens = null;
  return {
    id: null,
    model: null,
    text: documents.map(textOf).join(""),
    reasoning: "",
    refusal: null,
    toolCalls: [],
    finishReason: null,
    rawFinishReason: null,
    usage: UNKNOWN_USAGE,
    rawUsage: null,
    reportedCostUsd: null,
    timing: deriveTiming({ firstTokenMs: null, firstOutputMs: null, lastByteMs: lastByteMs(response), outputTokens }),
    warnings: [],
  };
}

/** Text stands under `text`, or in the `content` of a message, an event's delta or a candidate. */
function textOf(document: JsonObject): string {
  const { delta } = document;
  // OpenAI's responses repeat the text in the events that end it.
  if (typeof delta === "string") return document.type === "response.output_text.delta" ? delta : "";
  if (isObject(delta)) return textOrNull(delta.text) ?? contentText(objectOrNull(delta.message)?.content);
  const message = objectOrNull(document.message);
  const candidate = objectOrNull(listOf(document.candidates)[0]);
  const outputs = listOf(document.output).map((item) => isObject(item) ? contentText(item.content) : "");
  return (textOrNull(document.text) ?? textOrNull(document.completion) ?? "") + contentText(document.content) +
    contentText(message?.content) +
    contentText(objectOrNull(candidate?.content)?.parts) + outputs.join("");
}

function contentText(content: JsonValue | undefined): string {
  if (!Array.isArray(content)) return isObject(content) ? textOrNull(content.text) ?? "" : textOrNull(content) ?? "";
  return content.map((part) => isObject(part) && part.thought !== true ? textOrNull(part.text) ?? "" : "").join("");
}
