/**
 * OpenAI chat completions: two pure and total functions, request → body and response → outcome.
 * @module
 */
export { callToWire } from "./_messages_to_wire.ts";
export { openaiChat } from "./openai_chat.ts";
