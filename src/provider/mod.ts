/**
 * Who answers: the wire formats that providers speak, as pure functions.
 * @module
 */
export { openaiChat } from "./openai_chat/mod.ts";
export { wireFormat } from "./wire_format.ts";
