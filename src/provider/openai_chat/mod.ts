/**
 * OpenAI chat completions: two pure and total functions, request → body and response → outcome.
 * @module
 */
export { openaiChat } from "./openai_chat.ts";
