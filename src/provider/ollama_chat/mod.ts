/**
 * Ollama's own chat: pure and total functions, request → body and back, response → outcome.
 * @module
 */
export { ollamaChat } from "./ollama_chat.ts";
