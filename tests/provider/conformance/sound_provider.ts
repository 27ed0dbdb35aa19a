import { findProvider, openaiChat } from "../../../src/provider/mod.ts";
import type { ChatMessage, ChatRequest, EmbeddingFormat, ProviderAdapter, WireFormat } from "../../../src/spec/mod.ts";
import { openaiEmbeddings } from "../../../src/provider/mod.ts";

/** A provider that keeps every law, with a format, a reader and embeddings of its own that can be broken one by one. */
export function soundProvider(parts: Partial<ProviderAdapter> = {}): ProviderAdapter {
  return {
    ...findProvider("openai-compatible"),
    key: "sound",
    format: openaiChat,
    embeddings: openaiEmbeddings,
    models: {
      url: "/models",
      needsKey: false,
      read: () => ({ models: [], skipped: [], next: null }),
      lifetimeMs: 1000,
    },
    ...parts,
  };
}

/** The same with something else in its format. */
export function withFormat(parts: Partial<WireFormat>): ProviderAdapter {
  return soundProvider({ format: { ...openaiChat, ...parts } });
}

/** The same with something else in its embeddings. */
export function withEmbeddings(parts: Partial<EmbeddingFormat>): ProviderAdapter {
  return soundProvider({ embeddings: { ...openaiEmbeddings, ...parts } });
}

/** The same with a format that sees another request than it is given. */
export function seeing(change: (request: ChatRequest) => ChatRequest): ProviderAdapter {
  return withFormat({ toWire: (request, endpoint) => openaiChat.toWire(change(request), endpoint) });
}

/** The same with a format that sees other messages than it is given; those that become `null` are gone. */
export function seeingMessages(change: (message: ChatMessage) => ChatMessage | null): ProviderAdapter {
  return seeing((request) => ({
    ...request,
    messages: request.messages.flatMap((message) => change(message) ?? []),
  }));
}
