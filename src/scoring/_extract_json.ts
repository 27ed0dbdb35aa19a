import type { JsonValue } from "../spec/mod.ts";

const FENCE = /^[ \t]*```[ \t]*(\w*)[^\n]*\n([\s\S]*?)(?:^[ \t]*```|$(?![\s\S]))/gm;

/** The JSON that an answer is or that it carries in a fence; `null` when there is none. */
export function extractJson(
  answer: string,
  { fence: isFenceRead = true }: { readonly fence?: boolean } = {},
): { readonly value: JsonValue } | null {
  const whole = read(answer);
  if (whole !== null || !isFenceRead) return whole;
  const fences = [...answer.matchAll(FENCE)].map(([, tag, text]) => ({ tag: tag.toLowerCase(), text }));
  const fence = fences.find(({ tag }) => tag === "json") ?? fences[0];
  return fence === undefined ? null : read(fence.text);
}

function read(text: string): { readonly value: JsonValue } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}
