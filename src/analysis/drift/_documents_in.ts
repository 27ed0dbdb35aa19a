import type { JsonValue } from "../../spec/mod.ts";

/** The JSON values of a body: the whole, the data of its events, or its lines. What is no JSON is passed over. */
export function documentsIn(text: string): JsonValue[] {
  const first = text.charCodeAt(0);
  // Lines of JSON begin like one value: the first failure tells.
  if (first === 0x7b || first === 0x5b) {
    const whole = parsed(text);
    if (whole !== undefined) return Array.isArray(whole) ? whole : [whole];
  }
  const documents: JsonValue[] = [];
  for (const line of text.split("\n")) {
    const data = line.startsWith("data:") ? line.slice(5).trim() : line.trim();
    const start = data.charCodeAt(0);
    if (start !== 0x7b && start !== 0x5b) continue;
    const value = parsed(data);
    if (value !== undefined) documents.push(value);
  }
  return documents;
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
