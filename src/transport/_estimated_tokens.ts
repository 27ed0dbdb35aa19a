import { Buffer } from "node:buffer";
import type { AnswerPart, ChatRequest, ContentPart } from "../spec/mod.ts";

/** Bytes of text in a token, of most tokenizers and languages. */
const BYTES_PER_TOKEN = 3.5;
/** What an image is counted as, whatever its size: providers count some 85 to 1,600. */
const IMAGE_TOKENS = 1000;
/** What a message is wrapped in. */
const MESSAGE_TOKENS = 4;

/** About how many input tokens a request has: good enough to reserve them, as what was used is settled after. */
export function estimatedInputTokens({ messages, tools, responseFormat }: ChatRequest): number {
  let bytes = 0;
  let images = 0;
  const add = (text: string) => bytes += Buffer.byteLength(text);
  const addPart = (part: ContentPart | AnswerPart) => {
    if (part.type === "text" || part.type === "reasoning") add(part.text);
    else if (part.type === "image") images++;
    else add(JSON.stringify(part.value));
  };
  for (const message of messages) {
    if (typeof message.content === "string") add(message.content);
    else message.content?.forEach(addPart);
    if (message.role === "assistant") {
      for (const call of message.toolCalls ?? []) add(call.name + call.arguments);
    }
  }
  if (tools !== undefined && tools.length > 0) add(JSON.stringify(tools));
  if (responseFormat?.type === "json_schema") add(JSON.stringify(responseFormat.schema));
  return Math.ceil(bytes / BYTES_PER_TOKEN) + images * IMAGE_TOKENS + messages.length * MESSAGE_TOKENS;
}
