import type { WireLens, WireOutcome, WireResponse } from "../spec/mod.ts";
import { mintedNamesOf } from "./_minted_names.ts";
import { readPlainAnswer } from "./_plain_answer.ts";
import { openaiChat } from "./openai_chat/mod.ts";
import { segmentsOf } from "./segments/mod.ts";
import { type ProviderRow, providerRows } from "./table/mod.ts";

const READERS: { readonly [wire: string]: (response: WireResponse) => WireOutcome } = {
  "openai-chat": openaiChat.fromWire,
};

/** What the tape is told of each provider, in the order of the table. */
export function providerLenses(): readonly WireLens[] {
  return providerRows.map(lensOf);
}

function lensOf({ key, origin, wire, keyShapes, errors }: ProviderRow): WireLens {
  return {
    provider: key,
    origin,
    wire,
    keyShapes,
    mintedNames: mintedNamesOf(wire),
    segments: (body) => segmentsOf(wire, body),
    readAnswer: Object.hasOwn(READERS, wire) ? READERS[wire] : readPlainAnswer,
    refusal: errors.refusal,
    streamError: errors.streamError,
  };
}
