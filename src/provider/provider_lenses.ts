import type { WireLens, WireOutcome, WireResponse } from "../spec/mod.ts";
import { mintedNamesOf } from "./_minted_names.ts";
import { readPlainAnswer } from "./_plain_answer.ts";
import { isResponsesAnswer, readResponsesAnswer } from "./_responses_answer.ts";
import { openaiChat } from "./openai_chat/mod.ts";
import { segmentsOf } from "./segments/mod.ts";
import { openai, type ProviderRow, providerRows } from "./table/mod.ts";

const READERS: { readonly [wire: string]: (response: WireResponse) => WireOutcome } = {
  "openai-chat": readOpenaiAnswer,
  "openai-responses": readOpenaiAnswer,
};

/**
 * What the tape is told of each provider, in the order of the table. Behind it stands OpenAI's other format, which has
 * no provider of its own: it is found by the path of its requests.
 */
export function providerLenses(): readonly WireLens[] {
  const responses = { ...openai, wire: "openai-responses", origin: null, keyShapes: [] };
  return [...providerRows, responses].map(lensOf);
}

/** Who has the door of the chat completions may have that of the responses too. */
function readOpenaiAnswer(response: WireResponse): WireOutcome {
  const outcome = openaiChat.fromWire(response);
  const isOther = !outcome.ok && (outcome.failure.kind === "malformed_response" || outcome.failure.midStream) &&
    isResponsesAnswer(response);
  return isOther ? readResponsesAnswer(response) : outcome;
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
