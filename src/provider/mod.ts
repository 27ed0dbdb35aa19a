/**
 * Who answers: the wire formats that providers speak, as pure functions.
 * @module
 */
export { anthropicMessages } from "./anthropic_messages/mod.ts";
export { assistantMessage } from "./assistant_message.ts";
export { cohereChat } from "./cohere_chat/mod.ts";
export {
  cohereEmbeddings,
  embeddingFormat,
  geminiEmbeddings,
  ollamaEmbeddings,
  openaiEmbeddings,
} from "./embeddings/mod.ts";
export { defineProvider } from "./define_provider.ts";
export { endpointOf, type EndpointOptions } from "./endpoint_of.ts";
export { findProvider } from "./find_provider.ts";
export { formatOf } from "./format_of.ts";
export { geminiGenerateContent } from "./gemini_generate_content/mod.ts";
export { loadProvider } from "./load_provider.ts";
export { ollamaChat } from "./ollama_chat/mod.ts";
export { openaiChat } from "./openai_chat/mod.ts";
export { providerLenses } from "./provider_lenses.ts";
export { readRateLimits } from "./read_rate_limits.ts";
export { modelRefusals } from "./refusals/mod.ts";
export { providerRows, rowNames } from "./table/mod.ts";
export { wireFormat } from "./wire_format.ts";
export { wireFormats } from "./wire_formats.ts";
