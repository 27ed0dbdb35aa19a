/** The name of this wire format, as it stands in native parts. */
export const WIRE = "ollama-chat";
