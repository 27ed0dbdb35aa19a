import type { JsonObject, ProviderAdapter, WireLens, WireOutcome, WireResponse } from "../spec/mod.ts";
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

/** What stands in an answer of a format, or in an event of its stream, and in none of the other formats. */
const SIGNS: { readonly [wire: string]: (document: JsonObject) => boolean } = {
  "openai-chat": ({ choices }) => Array.isArray(choices),
  "anthropic-messages": ({ type }) => type === "message" || type === "message_start",
  "gemini-generate-content": ({ candidates }) => Array.isArray(candidates),
  "cohere-chat": ({ type, finish_reason: reason }) => type === "message-start" || typeof reason === "string",
  "ollama-chat": ({ done }) => typeof done === "boolean",
};

/**
 * What the tape is told of each provider: those of the table, in its order, and behind them `plugins`, providers from
 * outside. For the option `lenses` of whatever records, plays or reads a tape, or injects faults.
 *
 * @example A tape that knows the keys of a provider from outside
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { defineProvider, findProvider, openCassette, providerLenses } from "@tapedeck/tapedeck";
 *
 * const acme = defineProvider({
 *   ...findProvider("openai-compatible"),
 *   key: "acme",
 *   keyShapes: [{ name: "acme-key", prefix: "acme_", pattern: "acme_[a-z]{12}", example: "acme_fillerfiller" }],
 * });
 * const path = await Deno.makeTempFile();
 * const tape = await openCassette(path, {
 *   mode: "record",
 *   ci: "",
 *   lenses: providerLenses([acme]),
 *   fetch: () => Promise.resolve(new Response("Your key is acme_fillerfiller.")),
 * });
 * await (await tape.fetch("https://acme.example/key")).text();
 * await tape.close();
 * assertEquals((await Deno.readTextFile(path)).includes("acme_filler"), false);
 * ```
 */
export function providerLenses(plugins: readonly ProviderAdapter[] = []): readonly WireLens[] {
  // OpenAI's other format has no provider of its own: it is found by the path of its requests.
  const errors = { ...openai.errors, streamError: responsesStreamError };
  const responses = { ...openai, wire: "openai-responses", origin: null, keyShapes: [], errors };
  return [...providerRows.flatMap(lensesOf), lensOf(responses), ...plugins.flatMap(lensesOf)];
}

/** A lens for each format that a provider speaks, the main one first: the path of a request tells which. */
function lensesOf(adapter: ProviderAdapter): WireLens[] {
  const { format, client, doors } = adapter;
  // What a client sends may be in any format.
  const others = client === undefined ? doors.map(({ wire }) => wire) : Object.keys(READERS);
  return [adapter.wire, ...others].map((wire, i) => {
    const lens = lensOf({ ...adapter, wire, keyShapes: i === 0 ? adapter.keyShapes : [] });
    if (client !== undefined) return { ...lens, readAnswer: (response, url = "") => client.readAnswer(response, url) };
    if (wire !== format?.name) return lens;
    return { ...lens, readAnswer: withOtherDoors((response) => format.fromWire(response)) };
  });
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

/** An endpoint that has a name has no path of its server on the tape: what came tells through which door it came. */
function withDoors(wire: string, doors: readonly { readonly wire: string }[]): Reader {
  return (response) => {
    const outcome = READERS[wire](response);
    if (doors.length === 0 || !isForeign(outcome)) return outcome;
    const documents = documentsOf(response);
    const door = doors.find((one) => Object.hasOwn(SIGNS, one.wire) && documents.some(SIGNS[one.wire]));
    return door === undefined ? outcome : READERS[door.wire](response);
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

function lensOf({ key, origin, wire, doors, keyShapes, errors }: ProviderAdapter): WireLens {
  return {
    provider: key,
    origin,
    wire,
    keyShapes,
    mintedNames: mintedNamesOf(wire),
    segments: (body) => segmentsOf(wire, body),
    readAnswer: Object.hasOwn(READERS, wire) ? withOtherDoors(withDoors(wire, doors)) : readPlainAnswer,
    refusal: errors.refusal,
    streamError: errors.streamError,
  };
}
