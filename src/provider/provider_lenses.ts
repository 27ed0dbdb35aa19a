import type { ProviderAdapter, WireLens, WireOutcome, WireResponse } from "../spec/mod.ts";
import { documentsOf } from "./_documents.ts";
import { mintedNamesOf } from "./_minted_names.ts";
import { isOtherAnswer, readPlainAnswer } from "./_plain_answer.ts";
import { isResponsesAnswer, readResponsesAnswer } from "./_responses_answer.ts";
import { anthropicMessages } from "./anthropic_messages/mod.ts";
import { cohereChat } from "./cohere_chat/mod.ts";
import { geminiGenerateContent } from "./gemini_generate_content/mod.ts";
import { ollamaChat } from "./ollama_chat/mod.ts";
import { openaiChat } from "./openai_chat/mod.ts";
import { segmentsOf } from "./segments/mod.ts";
import { openai, providerRows } from "./table/mod.ts";

type Reader = (response: WireResponse) => WireOutcome;

const READERS: { readonly [wire: string]: Reader } = {
  "openai-chat": readOpenaiAnswer,
  "openai-responses": readOpenaiAnswer,
  "anthropic-messages": withOpenaiDoor(anthropicMessages.fromWire),
  "gemini-generate-content": withOpenaiDoor(geminiGenerateContent.fromWire),
  "cohere-chat": withOpenaiDoor(cohereChat.fromWire),
  "ollama-chat": withOpenaiDoor(ollamaChat.fromWire),
};

/**
 * What the tape is told of each provider, in the order of the table. Behind it stands OpenAI's other format, which has
 * no provider of its own: it is found by the path of its requests.
 */
export function providerLenses(): readonly WireLens[] {
  const errors = { ...openai.errors, streamError: responsesStreamError };
  const responses = { ...openai, wire: "openai-responses", origin: null, keyShapes: [], errors };
  return [...providerRows, responses].map(lensOf);
}

function responsesStreamError(): string {
  const message = "The server had an error while processing your request. Sorry about that!";
  const error = { type: "error", code: "server_error", message, param: null, sequence_number: 0 };
  return `event: error\ndata: ${JSON.stringify(error)}\n\n`;
}

/** Who has the door of the chat completions may have that of the responses too, or Anthropic's. */
function readOpenaiAnswer(response: WireResponse): WireOutcome {
  const outcome = openaiChat.fromWire(response);
  if (!isForeign(outcome)) return outcome;
  if (isResponsesAnswer(response)) return readResponsesAnswer(response);
  const isAnthropic = documentsOf(response).some(({ type }) => type === "message" || type === "message_start");
  return isAnthropic ? anthropicMessages.fromWire(response) : outcome;
}

/** Providers with a format of their own have OpenAI's door beside it. */
function withOpenaiDoor(read: Reader): Reader {
  return (response) => {
    const outcome = read(response);
    const isOpenai = isForeign(outcome) && documentsOf(response).some(({ choices }) => Array.isArray(choices));
    return isOpenai ? openaiChat.fromWire(response) : outcome;
  };
}

/** A tape has embeddings and lists on it too: nothing is wrong with what is merely no chat. */
function withOtherDoors(read: Reader): Reader {
  return (response) => {
    const outcome = read(response);
    return isMalformed(outcome) && isOtherAnswer(response) ? readPlainAnswer(response) : outcome;
  };
}

/** Whether what came may be in another format. */
function isForeign(outcome: WireOutcome): boolean {
  return !outcome.ok && (isMalformed(outcome) || outcome.failure.midStream);
}

function isMalformed(outcome: WireOutcome): boolean {
  return !outcome.ok && outcome.failure.kind === "malformed_response";
}

function lensOf({ key, origin, wire, keyShapes, errors }: ProviderAdapter): WireLens {
  return {
    provider: key,
    origin,
    wire,
    keyShapes,
    mintedNames: mintedNamesOf(wire),
    segments: (body) => segmentsOf(wire, body),
    readAnswer: Object.hasOwn(READERS, wire) ? withOtherDoors(READERS[wire]) : readPlainAnswer,
    refusal: errors.refusal,
    streamError: errors.streamError,
  };
}
