import fc from "fast-check";
import { decisionKey, type JsonObject, requestKey } from "../../../mod.ts";
import { FORMAT_VERSION } from "../../../src/cassette/mod.ts";

/** What a test wants an interaction to be; anything else is made up. */
export interface MadeInteraction {
  readonly url?: string;
  readonly prompt?: string;
  readonly scope?: string;
  readonly answer?: string;
  readonly at?: string;
  readonly replaces?: boolean;
  readonly status?: number;
  readonly body?: JsonObject;
  readonly response?: JsonObject | null;
  readonly bound?: { readonly [pointer: string]: string };
  readonly more?: JsonObject;
}

export const URL_OF_CHAT = "{gpt@openai}/chat/completions";

/** The header line of a cassette. */
export function headerLine(more: JsonObject = {}): string {
  return JSON.stringify({
    tapedeck: FORMAT_VERSION,
    created: "2026-01-01T00:00:00.000Z",
    recorder: "tapedeck/0.1.0",
    redaction: 2,
    ...more,
  });
}

/** An answer of OpenAI's chat completions. */
export function chatAnswer(text: string, more: JsonObject = {}): JsonObject {
  return {
    id: `chatcmpl-${text.length}`,
    object: "chat.completion",
    created: 1700000000,
    model: "gpt-4o-2024-08-06",
    choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
    usage: { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 },
    ...more,
  };
}

/** The request of an interaction as its key is derived from it. */
function bodyOf(made: MadeInteraction): JsonObject {
  return made.body ??
    { model: "gpt-4o", messages: [{ role: "user", content: made.prompt ?? "hello" }], temperature: 0 };
}

/** The key of a made-up interaction. */
export function keyOf(made: MadeInteraction): string {
  return requestKey({
    method: "POST",
    url: made.url ?? URL_OF_CHAT,
    headers: "",
    body: JSON.stringify(bodyOf(made)),
    scope: made.scope,
    bound: made.bound,
  });
}

/** A line with a made-up interaction, as the tape writes it. */
export function interactionLine(made: MadeInteraction = {}): string {
  const body = chatAnswer(made.answer ?? "hi there");
  const { length } = new TextEncoder().encode(JSON.stringify(body));
  const url = made.url ?? URL_OF_CHAT;
  const endpoint = /^\{(.*)\}/.exec(url)?.[1];
  return JSON.stringify({
    key: keyOf(made),
    ...(made.replaces ? { replaces: true } : {}),
    kind: "http",
    ...(made.scope === undefined ? {} : { scope: made.scope }),
    ...(endpoint === undefined ? {} : { endpoint }),
    at: made.at ?? "2026-01-02T03:04:05.000Z",
    ...(made.bound === undefined ? {} : { bound: made.bound }),
    request: { method: "POST", url, headers: { "content-type": "application/json" }, body: { json: bodyOf(made) } },
    ...(made.response === null ? {} : {
      response: {
        status: made.status ?? 200,
        statusText: "OK",
        headers: { "content-type": "application/json" },
        headersMs: 12.5,
        cuts: [[0, 40]],
        bytes: length,
        body: { json: body },
        ...made.response,
      },
    }),
    ...made.more,
  });
}

/** A line with a decision. */
export function decisionLine(scope: string, name: string, choice: string): string {
  return JSON.stringify({
    key: decisionKey(scope, name),
    kind: "decision",
    scope,
    name,
    at: "2026-01-02T03:04:05.000Z",
    choice,
    reason: "cheapest",
  });
}

/** Write a cassette of these lines, a header in front. */
export async function writeTape(path: string, lines: readonly string[], header: JsonObject = {}): Promise<void> {
  await Deno.writeTextFile(path, [headerLine(header), ...lines].map((line) => `${line}\n`).join(""));
}

/** What a call to the made-up network is, and what it is answered with. */
export interface MadeCall {
  readonly prompt: number;
  readonly scope: number | null;
  readonly answer: string;
}

/** Any call of a few, so that requests repeat. */
export const arbitraryCall: fc.Arbitrary<MadeCall> = fc.record({
  prompt: fc.nat(3),
  scope: fc.option(fc.nat(2), { nil: null }),
  answer: fc.string({ maxLength: 8 }),
});
