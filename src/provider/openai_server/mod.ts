/**
 * OpenAI's chat completions from the server's side: bodies of requests are read strictly, answers are written.
 * @module
 */
export type { AnswerHead } from "./answer_head.ts";
export { chunkBody } from "./chunk_body.ts";
export { completionBody } from "./completion_body.ts";
export { callBody, messageBody, type WrittenMessage } from "./message_body.ts";
export { type ChatAsked, type ChatReading, readChatRequest, type RequestProblem } from "./read_chat_request.ts";
export { usageBody } from "./usage_body.ts";
export { usageChunk } from "./usage_chunk.ts";
