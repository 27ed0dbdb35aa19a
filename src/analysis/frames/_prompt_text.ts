import type { JsonValue, Segment } from "../../spec/mod.ts";

/**
 * The text of the last message that is the user's; `null` where there is none. Wire formats differ in where they put text,
 * not in what they call it: it stands in `content`, `parts` or `text`, in lists of parts one line each.
 */
export function promptText(segments: readonly Segment[]): string | null {
  const message = segments.findLast(({ name, value }) => name.startsWith("message ") && isUsers(value));
  return message === undefined ? null : textOf(message.value);
}

/** A conversation that is one text has no roles; tools answer under the user's name in one format, but not in text. */
function isUsers(message: JsonValue): boolean {
  if (typeof message !== "object" || message === null || Array.isArray(message)) return typeof message === "string";
  return (message.role === "user" || message.role === undefined) && textOf(message) !== null;
}

const TEXT_FIELDS = ["content", "parts", "text"];

function textOf(value: JsonValue): string | null {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return null;
  if (Array.isArray(value)) {
    const texts = value.map(textOf).filter((text) => text !== null);
    return texts.length === 0 ? null : texts.join("\n");
  }
  // What a tool gave back has a `content` too, and is nothing that the user wrote.
  if (typeof value.type === "string" && /tool|function/.test(value.type)) return null;
  const field = TEXT_FIELDS.find((name) => Object.hasOwn(value, name));
  return field === undefined ? null : textOf(value[field]);
}
