import type { ContentPart, JsonObject, ToolMessage } from "../../spec/mod.ts";
import { isObject, parseJson } from "../_read.ts";

/** What a tool gave back, as the object that Google wants: a text stands in it as its output or its error. */
export function responseOf(text: string, isError: boolean): JsonObject {
  const value = parseJson(text);
  const object = isObject(value) ? value : null;
  return isError ? { error: object ?? text } : object ?? { output: text };
}

/** The way back: the output or the error where there is nothing else, or else the object as JSON. */
export function resultOf(response: JsonObject): { content: string; isError?: true } {
  const [[name, value] = ["", null], ...others] = Object.entries(response);
  if (others.length === 0) {
    const isText = typeof value === "string" && !isObject(parseJson(value));
    if (name === "output" && isText) return { content: value };
    if (name === "error" && isText) return { content: value, isError: true };
    if (name === "error" && isObject(value)) return { content: JSON.stringify(value), isError: true };
  }
  return { content: JSON.stringify(response) };
}

/** The text of a result and the parts beside it: images, or what has no name here. */
export function splitResult(
  { content }: Pick<ToolMessage, "content">,
): { text: string | null; others: readonly ContentPart[]; hasExtra: boolean } {
  if (typeof content === "string") return { text: content, others: [], hasExtra: false };
  const texts = content.filter((part) => part.type === "text");
  return {
    text: texts.length === 0 && content.length > 0 ? null : texts.map(({ text }) => text).join("\n"),
    others: content.filter((part) => part.type !== "text"),
    hasExtra: texts.some(({ extra }) => extra !== undefined),
  };
}
