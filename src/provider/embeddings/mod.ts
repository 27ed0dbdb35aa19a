/**
 * How embeddings are asked for: one pure and total format for each of the doors that providers have.
 * @module
 */
export { cohereEmbeddings } from "./cohere_embeddings.ts";
export { embeddingFormat } from "./embedding_format.ts";
export { geminiEmbeddings } from "./gemini_embeddings.ts";
export { ollamaEmbeddings } from "./ollama_embeddings.ts";
export { openaiEmbeddings } from "./openai_embeddings.ts";
