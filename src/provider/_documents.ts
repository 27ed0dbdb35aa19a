import type { JsonObject, JsonValue, WireResponse } from "../spec/mod.ts";
import { isObject, parseJson } from "./_read.ts";
import { readSse } from "./_sse.ts";

/** The parsed body, or the data of its events, or its lines. */
export function documentsOf(response: WireResponse): JsonObject[] {
  const text = new TextDecoder().decode(response.body).trim();
  const whole = parseJson(text);
  if (whole !== undefined) return (Array.isArray(whole) ? whole : [whole]).filter(isObject);
  const documents: JsonValue[] = [];
  const add = (data: string) => {
    const value = parseJson(data.trim());
    if (value !== undefined) documents.push(value);
  };
  readSse({ body: response.body, cuts: [] }, { onEvent: ({ data }) => add(data), wantsTime: () => false });
  if (documents.length === 0) { for (const line of text.split("\n")) add(line); }
  return documents.filter(isObject);
}
