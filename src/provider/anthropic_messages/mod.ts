/**
 * Anthropic's messages: pure and total functions, request → body, response → outcome, and body → request.
 * @module
 */
export { anthropicMessages } from "./anthropic_messages.ts";
