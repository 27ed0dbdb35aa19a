import type { JsonObject } from "../../spec/mod.ts";
import { isObject, objectOrNull, textOrNull } from "../_read.ts";

/** The parts that begin a text, go on with it and end it. */
const TEXT = /^(?<kind>text|reasoning)-(?<step>start|delta|end)$/;

/**
 * Puts a streamed answer together as the same model would have given it whole.
 * @throws the error that stands in the stream.
 */
export async function streamResult(stream: ReadableStream<unknown>): Promise<JsonObject> {
  const result: { [name: string]: unknown } = { warnings: [] };
  const content: JsonObject[] = [];
  const open = new Map<string, JsonObject>();
  for await (const part of stream) {
    if (!isObject(part)) continue;
    const { kind, step } = TEXT.exec(String(part.type))?.groups ?? {};
    if (kind !== undefined) takeText(part, { kind, step, content, open });
    else if (part.type === "error") throw errorOf(part.error);
    else if (part.type === "stream-start") result.warnings = part.warnings;
    else if (part.type === "response-metadata") result.response = { ...objectOrNull(result.response), ...part };
    else if (part.type === "finish") Object.assign(result, { usage: part.usage, finishReason: part.finishReason });
    else if (isContent(part)) content.push(part);
  }
  return { ...result as JsonObject, content };
}

function takeText(
  { id, delta, providerMetadata }: JsonObject,
  { kind, step, content, open }: { kind: string; step: string; content: JsonObject[]; open: Map<string, JsonObject> },
): void {
  const key = `${kind} ${id}`;
  let text = open.get(key);
  if (text === undefined) {
    text = { type: kind, text: "" };
    open.set(key, text);
    content.push(text);
  }
  text.text += textOrNull(delta) ?? "";
  if (isObject(providerMetadata)) {
    text.providerMetadata = { ...objectOrNull(text.providerMetadata), ...providerMetadata };
  }
  if (step === "end") open.delete(key);
}

/** The pieces of a call's arguments come once more as a whole call. */
function isContent({ type }: JsonObject): boolean {
  return !["tool-input-start", "tool-input-delta", "tool-input-end", "raw", "ping"].includes(String(type));
}

function errorOf(error: unknown): Error {
  if (error instanceof Error) return error;
  return new Error(typeof error === "string" ? error : JSON.stringify(error));
}
