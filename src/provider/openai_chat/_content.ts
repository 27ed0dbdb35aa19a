import type { AnswerPart, ContentPart, ImagePart, JsonObject, JsonValue, TextPart } from "../../spec/mod.ts";
import { mergeExtra } from "../_extra.ts";
import { isObject, objectOrNull, textOrNull } from "../_read.ts";
import type { UnsupportedFields } from "../_unsupported.ts";
import { extraOf } from "./_rest.ts";
import { tellRest } from "./_thoughts_to_wire.ts";

/** The name of this format, as parts without a name have it. */
export const WIRE = "openai-chat";

/** How Mistral writes thoughts into the list of the content; the `extra` of such a part has this type. */
const THINKING = "thinking";

/** Whether a thought goes back within the content. */
export function isInContent(part: AnswerPart): boolean {
  return part.type !== "reasoning" || part.extra?.type === THINKING;
}

/** The parts of a message that stand in its content. */
export function contentToWire(parts: readonly AnswerPart[], unsupported: UnsupportedFields): JsonObject[] {
  const wire: JsonObject[] = [];
  for (const part of parts) {
    if (part.type === "native" && part.wire !== WIRE) {
      unsupported.add(textOrNull(part.value.type) ?? "native", `only the format ${part.wire} has such a part`);
    } else if (part.type === "native") wire.push(part.value);
    else if (part.type === "reasoning") {
      const { type: _, ...extra } = part.extra ?? {};
      tellRest({ ...part, extra }, { isSigned: false, unsupported });
      wire.push(thinkingToWire(part.text));
    } else wire.push(partToWire(part));
  }
  return wire;
}

function partToWire(part: TextPart | ImagePart): JsonObject {
  if (part.type === "text") return mergeExtra({ type: "text", text: part.text }, part.extra);
  const image: JsonObject = { url: part.url };
  if (part.detail !== undefined) image.detail = part.detail;
  return mergeExtra({ type: "image_url", image_url: image }, part.extra);
}

function thinkingToWire(text: string): JsonObject {
  return { type: THINKING, thinking: [{ type: "text", text }] };
}

/** The parts in a content that is a list. */
export function readContent(content: readonly JsonValue[]): ContentPart[] {
  return content.map((part) => readPart(part));
}

/** The same of a model's own turn, which may hold thoughts. */
export function readAnswerContent(content: readonly JsonValue[]): AnswerPart[] {
  return content.map((part) => {
    const text = isObject(part) && part.type === THINKING ? thoughtIn(part) : null;
    return text === null ? readPart(part) : { type: "reasoning", text, extra: { type: THINKING } };
  });
}

/** `null` where the part says more than its text. */
function thoughtIn(part: JsonObject): string | null {
  const inner = Array.isArray(part.thinking) && part.thinking.length === 1 ? part.thinking[0] : null;
  const text = textOrNull(objectOrNull(inner)?.text);
  return text === null || "extra" in extraOf(part, thinkingToWire(text)) ? null : text;
}

function readPart(part: JsonValue): ContentPart {
  if (!isObject(part)) return { type: "text", text: String(part) };
  if (part.type === "text" && typeof part.text === "string") {
    const known: TextPart = { type: "text", text: part.text };
    return { ...known, ...extraOf(part, partToWire(known)) };
  }
  const url = isObject(part.image_url) ? part.image_url.url : part.image_url;
  if (part.type !== "image_url" || typeof url !== "string") return { type: "native", wire: WIRE, value: part };
  const detail = objectOrNull(part.image_url)?.detail;
  const isKnown = detail === "auto" || detail === "low" || detail === "high";
  const known: ImagePart = { type: "image", url, ...(isKnown ? { detail } : {}) };
  return { ...known, ...extraOf(part, partToWire(known)) };
}
