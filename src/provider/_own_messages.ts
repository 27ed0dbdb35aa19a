import type { AnswerPart, AssistantMessage, ChatMessage, JsonObject } from "../spec/mod.ts";
import type { UnsupportedFields } from "./_unsupported.ts";

/** Takes the fields of an answer of another format that only its own providers can read. */
interface Reader {
  readonly from: string;
  readonly unsupported: UnsupportedFields;
}

/**
 * The messages as a format may send them. An answer that was read in another one loses its signatures and what stands
 * beside its parts under that one's names: providers refuse a signature that is not theirs, and a field unknown to them.
 */
export function ownMessages(
  messages: readonly ChatMessage[],
  wire: string,
  unsupported: UnsupportedFields,
): readonly ChatMessage[] {
  return messages.map((message) => {
    if (message.role !== "assistant" || message.wire === undefined || message.wire === wire) return message;
    return translated(message, { from: message.wire, unsupported });
  });
}

function translated(message: AssistantMessage, reader: Reader): AssistantMessage {
  const { content, toolCalls } = message;
  return {
    ...stripped(message, reader),
    content: typeof content === "string" || content === null ? content : partsOf(content, reader),
    ...(toolCalls === undefined ? {} : { toolCalls: toolCalls.map((call) => stripped(call, reader)) }),
  };
}

function partsOf(parts: readonly AnswerPart[], reader: Reader): AnswerPart[] {
  return parts.flatMap((part): AnswerPart[] => {
    // Formats look at the origin of such a part themselves.
    if (part.type === "native") return [part];
    if (part.type !== "reasoning" || part.redacted === undefined) return [stripped(part, reader)];
    reader.unsupported.add("redacted", `only a provider of ${reader.from} can read it`);
    return part.text === "" ? [] : [{ type: "reasoning", text: part.text }];
  });
}

function stripped<T extends { readonly signature?: string; readonly extra?: JsonObject }>(
  value: T,
  { from, unsupported }: Reader,
): T {
  const { signature, extra, ...rest } = value;
  for (const [name, given] of Object.entries({ signature, extra })) {
    if (given !== undefined) unsupported.add(name, `only a provider of ${from} can read it`);
  }
  return rest as T;
}
