import type { WireFormat } from "../spec/mod.ts";
import { anthropicMessages } from "./anthropic_messages/mod.ts";
import { cohereChat } from "./cohere_chat/mod.ts";
import { geminiGenerateContent } from "./gemini_generate_content/mod.ts";
import { ollamaChat } from "./ollama_chat/mod.ts";
import { openaiChat } from "./openai_chat/mod.ts";

/** All wire formats for chats, the most spoken first. Each has a name of its own, which `wireFormat` finds it by. */
export const wireFormats: readonly WireFormat[] = [
  openaiChat,
  anthropicMessages,
  geminiGenerateContent,
  cohereChat,
  ollamaChat,
];
