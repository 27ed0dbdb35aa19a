/** The name under which parts stand that only a model of the AI SDK can carry. */
export const WIRE = "ai-sdk";
