import type { AnswerPart, ContentPart, ImagePart, JsonObject } from "../../spec/mod.ts";
import { dataUrl, readDataUrl } from "../_data_url.ts";
import { extraOf, mergeExtra } from "../_extra.ts";
import { isObject } from "../_read.ts";
import type { UnsupportedFields } from "../_unsupported.ts";

/** The name of this wire format, as it stands in native parts. */
export const WIRE = "anthropic-messages";

/** A block of an answer as a part. Only signed thinking is taken back, so any other stays native. */
export function answerPartOf(block: JsonObject): AnswerPart {
  const { type, ...rest } = block;
  if (type === "thinking" && typeof rest.thinking === "string" && typeof rest.signature === "string") {
    const { thinking, signature, ...extra } = rest;
    return { type: "reasoning", text: thinking as string, signature: signature as string, ...extraOf(extra) };
  }
  if (type === "redacted_thinking" && typeof rest.data === "string") {
    const { data, ...extra } = rest;
    return { type: "reasoning", text: "", redacted: data as string, ...extraOf(extra) };
  }
  return contentPartOf(block);
}

/** A block of what is said to the model as a part: text, an image, or as it stands. */
export function contentPartOf(block: JsonObject): ContentPart {
  const { type, ...rest } = block;
  if (type === "text" && typeof rest.text === "string") {
    const { text, ...extra } = rest;
    return { type: "text", text: text as string, ...extraOf(extra) };
  }
  return (type === "image" ? imageOf(rest) : null) ?? { type: "native", wire: WIRE, value: block };
}

/** A part as a block; `null` for what this format cannot carry. */
export function blockOf(part: AnswerPart, unsupported: UnsupportedFields): JsonObject | null {
  switch (part.type) {
    case "text":
      return mergeExtra({ type: "text", text: part.text }, part.extra);
    case "image":
      if (part.detail === "low" || part.detail === "high") {
        unsupported.add("detail", "the provider takes none with an image");
      }
      return mergeExtra({ type: "image", source: sourceOf(part.url) }, part.extra);
    case "reasoning":
      if (part.redacted !== undefined) {
        return mergeExtra({ type: "redacted_thinking", data: part.redacted }, part.extra);
      }
      if (part.signature !== undefined) {
        return mergeExtra({ type: "thinking", thinking: part.text, signature: part.signature }, part.extra);
      }
      unsupported.add("reasoning", "the provider takes back only what it has signed");
      return null;
    case "native":
      if (part.wire === WIRE) return part.value;
      unsupported.add("native", `the part is written in ${part.wire}`);
      return null;
  }
}

/** An image whose source says no more than its URL, or its bytes and their type. */
function imageOf({ source, ...extra }: JsonObject): ImagePart | null {
  if (!isObject(source)) return null;
  const { type, ...rest } = source;
  const fields = Object.keys(rest).sort().join();
  if (type === "url" && fields === "url" && typeof rest.url === "string" && readDataUrl(rest.url) === null) {
    return { type: "image", url: rest.url, ...extraOf(extra) };
  }
  const { media_type: mediaType, data: base64 } = rest;
  if (type !== "base64" || fields !== "data,media_type") return null;
  if (typeof mediaType !== "string" || typeof base64 !== "string" || !/^[^,;]+$/.test(mediaType)) return null;
  return { type: "image", url: dataUrl({ mediaType, base64 }), ...extraOf(extra) };
}

function sourceOf(url: string): JsonObject {
  const data = readDataUrl(url);
  return data === null ? { type: "url", url } : { type: "base64", media_type: data.mediaType, data: data.base64 };
}
