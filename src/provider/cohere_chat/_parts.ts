import type { AnswerPart, ContentPart, ImagePart, JsonObject } from "../../spec/mod.ts";
import { extraOf, mergeExtra } from "../_extra.ts";
import { isObject } from "../_read.ts";
import type { UnsupportedFields } from "../_unsupported.ts";

/** The name of this wire format, as it stands in native parts. */
export const WIRE = "cohere-chat";

/** An element of an answer's content as a part. */
export function answerPartOf(element: JsonObject): AnswerPart {
  const { type, thinking, ...extra } = element;
  if (type === "thinking" && typeof thinking === "string") {
    return { type: "reasoning", text: thinking, ...extraOf(extra) };
  }
  return contentPartOf(element);
}

/** An element of what is said to the model as a part: text, an image, or as it stands. */
export function contentPartOf(element: JsonObject): ContentPart {
  const { type, ...rest } = element;
  if (type === "text" && typeof rest.text === "string") {
    const { text, ...extra } = rest;
    return { type: "text", text: text as string, ...extraOf(extra) };
  }
  return (type === "image_url" ? imageOf(rest) : null) ?? { type: "native", wire: WIRE, value: element };
}

/** A part as an element of the content; `null` for what this format cannot carry. */
export function elementOf(part: AnswerPart, unsupported: UnsupportedFields): JsonObject | null {
  switch (part.type) {
    case "text":
      return mergeExtra({ type: "text", text: part.text }, part.extra);
    case "image": {
      const image: JsonObject = { url: part.url };
      if (part.detail !== undefined) image.detail = part.detail;
      return mergeExtra({ type: "image_url", image_url: image }, part.extra);
    }
    case "reasoning":
      if (part.signature === undefined && part.redacted === undefined) {
        return mergeExtra({ type: "thinking", thinking: part.text }, part.extra);
      }
      unsupported.add("reasoning", "what is signed is for the provider that signed it");
      return null;
    case "native":
      if (part.wire === WIRE) return part.value;
      unsupported.add("native", `the part is written in ${part.wire}`);
      return null;
  }
}

function imageOf({ image_url: image, ...extra }: JsonObject): ImagePart | null {
  if (!isObject(image)) return null;
  const { url, detail, ...rest } = image;
  if (typeof url !== "string" || Object.keys(rest).length > 0) return null;
  if (detail === undefined) return { type: "image", url, ...extraOf(extra) };
  return detail === "auto" || detail === "low" || detail === "high"
    ? { type: "image", url, detail, ...extraOf(extra) }
    : null;
}
