import { Buffer } from "node:buffer";
import { utf8Text } from "../base/mod.ts";
import type { JsonValue } from "../spec/mod.ts";
import type { RecordedBody } from "./interaction.ts";

const utf8 = new TextEncoder();

/**
 * A body in the form in which it stands on the tape: JSON where that gives the same bytes back, else text, else base64.
 */
export function encodeBody(bytes: Uint8Array): RecordedBody {
  if (bytes.length === 0) return null;
  const text = utf8Text(bytes);
  if (text === null) return base64Body(bytes);
  const json = exactJson(text);
  return json === undefined ? { text } : { json };
}

/** The same, printed: JSON stands in a line as it came. Text is well-formed. */
export function printedBody(body: string | Uint8Array): string {
  if (body.length === 0) return "null";
  const text = typeof body === "string" ? body : utf8Text(body);
  if (text === null) return JSON.stringify(base64Body(body as Uint8Array));
  return exactJson(text) === undefined ? `{"text":${JSON.stringify(text)}}` : `{"json":${text}}`;
}

function base64Body(bytes: Uint8Array): RecordedBody {
  return { base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64") };
}

/** The bytes of a recorded body. */
export function decodeBody(body: RecordedBody): Uint8Array<ArrayBuffer> {
  const content = bodyContent(body);
  return typeof content === "string" ? utf8.encode(content) : content;
}

/** The text of a recorded body, or its bytes where it is no text: whichever costs nothing to make. */
export function bodyContent(body: RecordedBody): string | Uint8Array<ArrayBuffer> {
  if (body === null) return "";
  if ("json" in body) return JSON.stringify(body.json);
  if ("text" in body) return body.text;
  return new Uint8Array(Buffer.from(body.base64, "base64"));
}

/** The parsed value of a text that `JSON.stringify` gives back unchanged, else `undefined`. */
function exactJson(text: string): JsonValue | undefined {
  const first = text.charCodeAt(0);
  if (first !== 0x7b && first !== 0x5b) return undefined;
  try {
    const value: JsonValue = JSON.parse(text);
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}
