/**
 * Google's generateContent: pure and total functions, request → body and back, response → outcome.
 * @module
 */
export { geminiGenerateContent } from "./gemini_generate_content.ts";
