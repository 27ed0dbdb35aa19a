import type { ChatRequest, Endpoint } from "../../spec/mod.ts";

/** The most that a call may use: tokens of input and output together, and US dollars. `null` is unknown. */
export type CallBound = (
  request: ChatRequest,
  endpoint: Endpoint,
) => { readonly tokens: number | null; readonly usd: string | null };
