/** Where the parts of a request stand in the bodies of a wire format. A path has the names of fields, outermost first. */
export interface Places {
  /** The field with the conversation. */
  readonly messages: string;
  /** Fields beside the conversation that hold the system prompt, under each of their spellings. */
  readonly system: readonly string[];
  /** What the model may call, and whether it must. */
  readonly tools: readonly string[];
  /** What the answer must look like. */
  readonly format: readonly (readonly string[])[];
}

const CHAT: Places = {
  messages: "messages",
  // No field of this format, but gateways take it.
  system: ["system"],
  tools: ["tools", "tool_choice", "parallel_tool_calls", "functions", "function_call", "strict_tools"],
  format: [["response_format"]],
};

const RESPONSES: Places = {
  messages: "input",
  system: ["instructions"],
  tools: ["tools", "tool_choice", "parallel_tool_calls", "max_tool_calls"],
  format: [["text", "format"]],
};

const GEMINI: Places = {
  messages: "contents",
  system: ["systemInstruction", "system_instruction"],
  tools: ["tools", "toolConfig", "tool_config"],
  format: ["responseMimeType", "responseSchema", "responseJsonSchema"].map((name) => ["generationConfig", name]),
};

const BY_WIRE: { readonly [wire: string]: Places } = {
  "openai-chat": CHAT,
  "openai-responses": RESPONSES,
  "anthropic-messages": {
    messages: "messages",
    system: ["system"],
    tools: ["tools", "tool_choice", "mcp_servers"],
    format: [["output_format"], ["output_config", "format"]],
  },
  "gemini-generate-content": GEMINI,
  "cohere-chat": CHAT,
  "ollama-chat": { messages: "messages", system: ["system"], tools: ["tools"], format: [["format"]] },
};

/**
 * The places in a body. A provider has more doors than its own format's (OpenAI's responses, a gateway's messages), so
 * where the body has not the field for the conversation that its format has, the one that it does have decides.
 */
export function placesIn(wire: string, body: { readonly [name: string]: unknown }): Places {
  const own = Object.hasOwn(BY_WIRE, wire) ? BY_WIRE[wire] : CHAT;
  if (Object.hasOwn(body, own.messages)) return own;
  return [CHAT, RESPONSES, GEMINI].find(({ messages }) => Object.hasOwn(body, messages)) ?? own;
}
