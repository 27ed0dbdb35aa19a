import { nearestName, UserError } from "../base/mod.ts";
import type { WireFormat } from "../spec/mod.ts";
import { anthropicMessages } from "./anthropic_messages/mod.ts";
import { cohereChat } from "./cohere_chat/mod.ts";
import { geminiGenerateContent } from "./gemini_generate_content/mod.ts";
import { ollamaChat } from "./ollama_chat/mod.ts";
import { openaiChat } from "./openai_chat/mod.ts";

const FORMATS: readonly WireFormat[] = [openaiChat, anthropicMessages, geminiGenerateContent, cohereChat, ollamaChat];

/**
 * The wire format of a name, as it stands in an endpoint's `wire`.
 * @throws {UserError} when no format has the name; the message has the nearest that there is.
 */
export function wireFormat(name: string): WireFormat {
  const format = FORMATS.find((known) => known.name === name);
  if (format !== undefined) return format;
  const names = FORMATS.map((known) => known.name);
  const nearest = nearestName(name, names);
  throw new UserError(
    `Cannot use a wire format as it must be one of ${names.join(", ")}: current value is "${name}"` +
      (nearest === null ? "" : ` (did you mean "${nearest}"?)`),
    { exitCode: 2 },
  );
}
