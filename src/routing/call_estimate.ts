import type { CallAmounts } from "../transport/mod.ts";
import type { ChatRequest } from "../spec/mod.ts";
import { callBounds, type CallBoundsOptions } from "./call_bounds.ts";

/** What the limiter reserves for an answer whose length nobody limits. */
const OUTPUT_TOKENS = 1000;

/** What a limit in US dollars reserves for a call: the most that it may cost, an answer of no known limit being short. */
export function callEstimate(request: ChatRequest, options: CallBoundsOptions): Pick<CallAmounts, "usd"> {
  const { usd } = callBounds(request, options);
  return { usd: usd ?? callBounds({ maxTokens: OUTPUT_TOKENS, ...request }, options).usd };
}
