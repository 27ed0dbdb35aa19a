import type { ChatRequest } from "./chat.ts";

/** What can be set beside the conversation: the fields of a request that profiles, axes and defaults may give. */
export type ChatParameters = Omit<ChatRequest, "messages" | "stream">;
