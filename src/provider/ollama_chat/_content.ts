import type { AnswerPart, ImagePart, JsonObject, JsonValue } from "../../spec/mod.ts";
import { dataUrl, readDataUrl } from "../_data_url.ts";
import { mergeExtra } from "../_extra.ts";
import type { UnsupportedFields } from "../_unsupported.ts";
import { WIRE } from "./_names.ts";

/** How the bytes of an image begin, in base64: Ollama is not told their type. */
const BEGINNINGS: readonly (readonly [string, string])[] = [
  ["iVBORw0KGgo", "image/png"],
  ["/9j/", "image/jpeg"],
  ["R0lGOD", "image/gif"],
  ["UklGR", "image/webp"],
];

/** The fields of a message that hold its content: Ollama has one text, and images beside it. */
export function contentToWire(
  content: string | readonly AnswerPart[] | null,
  unsupported: UnsupportedFields,
): JsonObject {
  if (content === null || typeof content === "string") return { content: content ?? "" };
  const texts: string[] = [];
  const thoughts: string[] = [];
  const images: string[] = [];
  let others: JsonObject = {};
  for (const part of content) {
    if (part.type === "native") {
      if (part.wire === WIRE) others = mergeExtra(others, part.value);
      else unsupported.add("native", `the part is written in ${part.wire}`);
      continue;
    }
    if (part.extra !== undefined) unsupported.add("extra", "the provider's messages are not made of parts");
    if (part.type === "reasoning" && part.signature !== undefined) {
      unsupported.add("signature", "the provider signs none");
    }
    if (part.type === "text") texts.push(part.text);
    else if (part.type === "image") images.push(...imageToWire(part, unsupported));
    else if (part.redacted === undefined) thoughts.push(part.text);
    else unsupported.add("redacted", "reasoning without its text is another provider's");
  }
  const fields: JsonObject = { content: texts.join("\n") };
  if (thoughts.length > 0) fields.thinking = thoughts.join("\n");
  if (images.length > 0) fields.images = images;
  return mergeExtra(fields, others);
}

function imageToWire({ url, detail }: ImagePart, unsupported: UnsupportedFields): string[] {
  if (detail === "low" || detail === "high") unsupported.add("detail", "the provider takes none with an image");
  const data = readDataUrl(url);
  if (data === null) unsupported.add("image", "the provider fetches none: only a data URL has its bytes");
  return data === null ? [] : [data.base64];
}

/** The images of a message; `null` where they are none. */
export function imagesOf(value: JsonValue | undefined): ImagePart[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const images: ImagePart[] = [];
  for (const base64 of value) {
    // Some servers take URLs too.
    if (typeof base64 !== "string" || readDataUrl(base64) !== null) return null;
    const mediaType = BEGINNINGS.find(([beginning]) => base64.startsWith(beginning))?.[1] ?? "image/png";
    images.push({ type: "image", url: dataUrl({ mediaType, base64 }) });
  }
  return images;
}

/** A message's content, in parts where it is more than one text. `rest` are the fields that have no name here. */
export function contentOf<Part extends AnswerPart>(
  text: string,
  parts: { readonly before?: readonly Part[]; readonly after: readonly Part[]; readonly rest: JsonObject },
): string | readonly (Part | AnswerPart & { readonly type: "text" | "native" })[] {
  const { before = [], after, rest } = parts;
  const native = Object.keys(rest).length === 0 ? [] : [{ type: "native" as const, wire: WIRE, value: rest }];
  if (before.length + after.length + native.length === 0) return text;
  const said = text === "" ? [] : [{ type: "text" as const, text }];
  return [...before, ...said, ...after, ...native];
}
