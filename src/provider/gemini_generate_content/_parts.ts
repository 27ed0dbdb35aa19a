import type { AnswerPart, ContentPart, ImagePart, JsonObject, NativePart, ToolCall } from "../../spec/mod.ts";
import { dataUrl, readDataUrl } from "../_data_url.ts";
import { extraOf, mergeExtra } from "../_extra.ts";
import { isMintedId } from "../_minted_id.ts";
import { isObject, textOrNull } from "../_read.ts";
import type { UnsupportedFields } from "../_unsupported.ts";
import { camelCased, WIRE } from "./_names.ts";

const FIELDS = ["thoughtSignature", "inlineData", "fileData"];
const IMAGE_TYPE = /^image\/[\w.+-]+$/;
const TYPES: { readonly [ending: string]: string } = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  webp: "image/webp",
  gif: "image/gif",
  heic: "image/heic",
  heif: "image/heif",
};

/** A part of what is said to the model: text, an image, or as it stands. */
export function contentPartOf(part: JsonObject): ContentPart {
  const fields = camelCased(part, FIELDS);
  const { text, ...rest } = fields;
  if (typeof text === "string" && rest.thought !== true) return { type: "text", text, ...extraOf(rest) };
  return imageOf(fields) ?? { type: "native", wire: WIRE, value: part };
}

/** A part of what the model said: a thought too. */
export function answerPartOf(part: JsonObject): AnswerPart {
  const { text, thought, ...others } = camelCased(part, FIELDS);
  if (thought !== true || typeof text !== "string") return contentPartOf(part);
  const { thoughtSignature, ...rest } = others;
  const signature = textOrNull(thoughtSignature);
  if (signature === null) return { type: "reasoning", text, ...extraOf(others) };
  return { type: "reasoning", text, signature, ...extraOf(rest) };
}

/**
 * Where a call stands that other parts follow, or a result beside what the user says. Both are said apart from the
 * content, so this is what keeps their order, which Google wants back as it was.
 */
export function placeOf(part: JsonObject): NativePart {
  return { type: "native", wire: WIRE, value: part };
}

/** Whether a part is the place of a result. */
export function isPlaceOfResult(part: AnswerPart): boolean {
  return part.type === "native" && part.wire === WIRE &&
    isObject(camelCased(part.value, ["functionResponse"]).functionResponse);
}

/** The call whose place a part is; `null` for any other part. */
export function callAt(part: AnswerPart, calls: readonly ToolCall[]): ToolCall | null {
  if (part.type !== "native" || part.wire !== WIRE) return null;
  const { functionCall: call } = camelCased(part.value, ["functionCall"]);
  if (!isObject(call)) return null;
  const id = textOrNull(call.id);
  return calls.find((one) => id === null ? one.name === call.name && isMintedId(one.id) : one.id === id) ?? null;
}

/** A part as this format writes it; `null` for what it cannot carry. */
export function partToWire(part: AnswerPart, unsupported: UnsupportedFields): JsonObject | null {
  switch (part.type) {
    case "text":
      return mergeExtra({ text: part.text }, part.extra);
    case "image":
      if (part.detail === "low" || part.detail === "high") {
        unsupported.add("detail", "the provider takes none with an image");
      }
      return mergeExtra(imageToWire(part.url), part.extra);
    case "reasoning": {
      if (part.redacted !== undefined) {
        unsupported.add("redacted", "reasoning without its text is another provider's");
        return null;
      }
      const thought: JsonObject = { text: part.text, thought: true };
      if (part.signature !== undefined) thought.thoughtSignature = part.signature;
      return mergeExtra(thought, part.extra);
    }
    case "native":
      if (part.wire === WIRE) return part.value;
      unsupported.add("native", `the part is written in ${part.wire}`);
      return null;
  }
}

/** The parts of a message's content. */
export function partsToWire(content: string | readonly AnswerPart[], unsupported: UnsupportedFields): JsonObject[] {
  if (typeof content === "string") return [{ text: content }];
  return content.map((part) => partToWire(part, unsupported)).filter((part) => part !== null);
}

/** Content is a plain text where it is nothing else. */
export function plainOr<Part extends AnswerPart>(parts: readonly Part[]): string | readonly Part[] {
  const [first] = parts;
  return parts.length === 1 && first.type === "text" && first.extra === undefined ? first.text : parts;
}

/** An image, by its bytes or by where it is; other media are native. */
function imageOf({ inlineData, fileData, ...rest }: JsonObject): ImagePart | null {
  if (isObject(inlineData) && fileData === undefined) {
    const { mimeType, data, ...more } = camelCased(inlineData, ["mimeType"]);
    if (typeof mimeType !== "string" || typeof data !== "string" || !IMAGE_TYPE.test(mimeType)) return null;
    const extra = Object.keys(more).length > 0 ? { ...rest, inlineData: more } : rest;
    return { type: "image", url: dataUrl({ mediaType: mimeType, base64: data }), ...extraOf(extra) };
  }
  if (!isObject(fileData) || inlineData !== undefined) return null;
  const { fileUri, mimeType, ...more } = camelCased(fileData, ["fileUri", "mimeType"]);
  if (typeof fileUri !== "string" || typeof mimeType !== "string" || !IMAGE_TYPE.test(mimeType)) return null;
  if (readDataUrl(fileUri) !== null) return null;
  if (mimeType !== typeOfUrl(fileUri)) more.mimeType = mimeType;
  const extra = Object.keys(more).length > 0 ? { ...rest, fileData: more } : rest;
  return { type: "image", url: fileUri, ...extraOf(extra) };
}

/** Google fetches nothing whose type it is not told; where the URL does not say, the `extra` of the part does. */
function imageToWire(url: string): JsonObject {
  const data = readDataUrl(url);
  if (data !== null) return { inlineData: { mimeType: data.mediaType, data: data.base64 } };
  const mimeType = typeOfUrl(url);
  return { fileData: mimeType === null ? { fileUri: url } : { mimeType, fileUri: url } };
}

function typeOfUrl(url: string): string | null {
  const ending = /\.([a-z]{3,4})(?:[?#].*)?$/i.exec(url)?.[1].toLowerCase() ?? "";
  return Object.hasOwn(TYPES, ending) ? TYPES[ending] : null;
}
