import type { WireFormat } from "../../spec/mod.ts";
import { fromRequest } from "./from_request.ts";
import { fromWire } from "./from_wire.ts";
import { follow } from "./stream.ts";
import { toWire } from "./to_wire.ts";

/**
 * The wire format of Anthropic's messages. Both ways are pure and total: what cannot be sent is a warning, and whatever
 * comes back is an answer or a typed failure.
 *
 * A request without `maxTokens` is sent with 4096 and a warning, as the provider demands a limit. A `reasoningEffort`
 * turns thinking on and leaves its length to the model, a `reasoningBudgetTokens` bounds it. A tool of the provider's
 * own has its type in its `extra`, and the names of betas stand in `extra.betas` of the request.
 *
 * @example A body and its headers
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { anthropicMessages, type Endpoint } from "@tapedeck/tapedeck";
 *
 * const endpoint: Endpoint = {
 *   key: "anthropic/claude-haiku-4.5@anthropic",
 *   model: "anthropic/claude-haiku-4.5",
 *   provider: "anthropic",
 *   baseUrl: "https://api.anthropic.com/v1",
 *   wireModel: "claude-haiku-4-5",
 *   wire: "anthropic-messages",
 *   price: null,
 *   credential: null,
 * };
 * const messages = [
 *   { role: "system", content: "Be brief." },
 *   { role: "user", content: "The capital of France?" },
 * ] as const;
 * const { path, headers, body } = anthropicMessages.toWire({ messages, stream: false, maxTokens: 100 }, endpoint);
 * assertEquals([path, headers["anthropic-version"]], ["/messages", "2023-06-01"]);
 * assertEquals(body, {
 *   model: "claude-haiku-4-5",
 *   max_tokens: 100,
 *   system: "Be brief.",
 *   messages: [{ role: "user", content: "The capital of France?" }],
 * });
 * ```
 */
export const anthropicMessages: WireFormat = {
  name: "anthropic-messages",
  authorize: (secret) => ({ "x-api-key": secret }),
  toWire,
  fromWire,
  fromRequest,
  follow,
};
