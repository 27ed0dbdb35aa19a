import type { JsonObject, JsonValue } from "../../spec/mod.ts";
import { isObject, objectOrNull, textOrNull } from "../_read.ts";
import type { CallFacts } from "../_tool_calls.ts";

/** Where Gemini's OpenAI door puts its signature: `{ google: { thought_signature: "…" } }`. */
export function signatureIn(extraContent: JsonValue | undefined): string | null {
  const google = isObject(extraContent) ? objectOrNull(extraContent.google) : null;
  return textOrNull(google?.thought_signature);
}

/** The same place for a signature that goes back. */
export function extraContent(signature: string): JsonObject {
  return { extra_content: { google: { thought_signature: signature } } };
}

/** The signature of a tool call, and what else stands in its place. */
export function callFacts(call: JsonValue): CallFacts | undefined {
  if (!isObject(call) || call.extra_content === undefined) return undefined;
  const signature = signatureIn(call.extra_content);
  if (signature === null) return { extra: { extra_content: call.extra_content } };
  const isAlone = JSON.stringify(call.extra_content) === JSON.stringify(extraContent(signature).extra_content);
  return isAlone ? { signature } : { signature, extra: { extra_content: call.extra_content } };
}
