/**
 * Cohere's chat, version 2: pure and total functions, request → body, response → outcome, and body → request.
 * @module
 */
export { cohereChat } from "./cohere_chat.ts";
