import type { WireFormat } from "../../spec/mod.ts";
import { fromRequest } from "./from_request.ts";
import { fromWire } from "./from_wire.ts";
import { follow } from "./stream.ts";
import { toWire } from "./to_wire.ts";

/**
 * The wire format of Google's generateContent, of the Gemini API and of Vertex AI. Both ways are pure and total: what
 * cannot be sent is a warning, and whatever comes back is an answer or a typed failure.
 *
 * @example A second turn carries the signature of a call
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { assistantMessage, endpointOf, findProvider, geminiGenerateContent } from "@tapedeck/tapedeck";
 *
 * const part = { functionCall: { name: "now", args: {} }, thoughtSignature: "c2ln" };
 * const answer = { candidates: [{ content: { role: "model", parts: [part] }, finishReason: "STOP" }] };
 * const body = new TextEncoder().encode(JSON.stringify(answer));
 * const outcome = geminiGenerateContent.fromWire({ status: 200, headers: new Headers(), body, cuts: [], headersMs: 9 });
 *
 * const messages = outcome.ok ? [assistantMessage(outcome.completion)] : [];
 * const endpoint = endpointOf(findProvider("gemini"), { model: "google/gemini-2.5-flash" });
 * const wire = geminiGenerateContent.toWire({ messages, stream: false }, endpoint);
 * assertEquals(wire.path, "/models/gemini-2.5-flash:generateContent");
 * assertEquals(wire.body.contents, [{ role: "model", parts: [part] }]);
 * ```
 */
export const geminiGenerateContent: WireFormat = {
  name: "gemini-generate-content",
  authorize: (secret) => ({ "x-goog-api-key": secret }),
  toWire,
  fromWire,
  fromRequest,
  follow,
};
