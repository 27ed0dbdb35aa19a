import type { WireFormat } from "../../spec/mod.ts";
import { fromRequest } from "./from_request.ts";
import { fromWire } from "./from_wire.ts";
import { follow } from "./stream.ts";
import { toWire } from "./to_wire.ts";

/**
 * The wire format of Cohere's chat, version 2. Both ways are pure and total: what cannot be sent is a warning, and
 * whatever comes back is an answer or a typed failure.
 *
 * Usage is what the provider bills, which is less than what it counts. The plan that a model makes for its tools is
 * reasoning in the answer, and in the next turn the text beside its calls: the provider takes no other there.
 *
 * @example A body
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cohereChat, type Endpoint } from "@tapedeck/tapedeck";
 *
 * const endpoint: Endpoint = {
 *   key: "cohere/command-a@cohere",
 *   model: "cohere/command-a",
 *   provider: "cohere",
 *   baseUrl: "https://api.cohere.com/v2",
 *   wireModel: "command-a-03-2025",
 *   wire: "cohere-chat",
 *   price: null,
 *   credential: null,
 * };
 * const messages = [{ role: "user", content: "The capital of France?" }] as const;
 * const { path, body, warnings } = cohereChat.toWire({ messages, stream: false, topP: 0.9, minP: 0.1 }, endpoint);
 * assertEquals([path, body.p], ["/chat", 0.9]);
 * assertEquals(warnings[0].message, 'Cannot send "minP" as the provider takes none');
 * ```
 */
export const cohereChat: WireFormat = {
  name: "cohere-chat",
  authorize: (secret) => ({ authorization: `Bearer ${secret}` }),
  toWire,
  fromWire,
  fromRequest,
  follow,
};
