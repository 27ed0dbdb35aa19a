import type { WireFormat } from "../../spec/mod.ts";
import { fromRequest } from "./from_request.ts";
import { fromWire } from "./from_wire.ts";
import { follow } from "./stream.ts";
import { toWire } from "./to_wire.ts";

/**
 * The wire format of Ollama's own chat, whose streams are lines of JSON. Both ways are pure and total: what cannot be
 * sent is a warning, and whatever comes back is an answer or a typed failure.
 *
 * @example The window of context is an option of Ollama's own
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { endpointOf, findProvider, ollamaChat } from "@tapedeck/tapedeck";
 *
 * const endpoint = endpointOf(findProvider("ollama"), { model: "qwen/qwen3:8b" });
 * const { path, body } = ollamaChat.toWire({
 *   messages: [{ role: "user", content: "Hi" }],
 *   stream: false,
 *   maxTokens: 16,
 *   reasoningEffort: "none",
 *   extra: { options: { num_ctx: 8192 } },
 * }, endpoint);
 * assertEquals(path, "/chat");
 * assertEquals([body.think, body.options], [false, { num_predict: 16, num_ctx: 8192 }]);
 * ```
 */
export const ollamaChat: WireFormat = {
  name: "ollama-chat",
  authorize: (secret) => ({ authorization: `Bearer ${secret}` }),
  toWire,
  fromWire,
  fromRequest,
  follow,
};
