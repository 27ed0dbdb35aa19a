import type { WireFormat } from "../../spec/mod.ts";
import { fromWire } from "./from_wire.ts";
import { toWire } from "./to_wire.ts";

/** The wire format of OpenAI's chat completions, which most providers and local servers speak. */
export const openaiChat: WireFormat = {
  name: "openai-chat",
  authorize: (secret) => ({ authorization: `Bearer ${secret}` }),
  toWire,
  fromWire,
};
