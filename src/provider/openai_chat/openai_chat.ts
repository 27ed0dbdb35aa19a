import type { WireFormat } from "../../spec/mod.ts";
import { fromRequest } from "./from_request.ts";
import { fromWire } from "./from_wire.ts";
import { follow } from "./stream.ts";
import { toWire } from "./to_wire.ts";

/**
 * The wire format of OpenAI's chat completions, which most providers and local servers speak. Both ways are pure and
 * total: what cannot be sent is a warning, and whatever comes back is an answer or a typed failure.
 *
 * @example An error under HTTP 200
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openaiChat } from "@tapedeck/tapedeck";
 *
 * const body = new TextEncoder().encode('{"error":{"message":"Slow down","code":429}}');
 * const headers = new Headers({ "retry-after": "2" });
 * const outcome = openaiChat.fromWire({ status: 200, headers, body, cuts: [[0, 31]], headersMs: 30 });
 * assertEquals(!outcome.ok && outcome.failure.decision, { retry: "rateLimited", afterMs: 2000 });
 * ```
 */
export const openaiChat: WireFormat = {
  name: "openai-chat",
  authorize: (secret) => ({ authorization: `Bearer ${secret}` }),
  toWire,
  fromWire,
  fromRequest,
  follow,
};
