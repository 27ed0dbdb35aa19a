/** Ids of calls, and what reasoning models want back unchanged. */
const CHAT = ["id", "tool_call_id", "signature", "thought_signature", "data", "encrypted_content"];

const RESPONSES = ["call_id", "previous_response_id", "response_id", "item_id", "conversation"];

const BY_WIRE: { readonly [wire: string]: readonly string[] } = {
  // Whoever has this door has mostly that of the responses as well.
  "openai-chat": [...CHAT, ...RESPONSES],
  "openai-responses": [...CHAT, ...RESPONSES],
  "anthropic-messages": ["id", "tool_use_id", "signature", "data", "encrypted_content", "encrypted_index", "container"],
  "gemini-generate-content": ["id", "thoughtSignature", "thought_signature"],
  "cohere-chat": ["id", "tool_call_id"],
  "ollama-chat": ["id", "tool_call_id"],
};

/** The names of the fields under which answers of a wire format mint ids and requests bring them back. */
export function mintedNamesOf(wire: string): readonly string[] {
  return Object.hasOwn(BY_WIRE, wire) ? BY_WIRE[wire] : CHAT;
}
