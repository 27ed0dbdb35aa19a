/** The format whose bodies are read here. */
export const WIRE = "openai-chat";
