/** Reads the recordings of real providers beside the checkout. */
import { gunzipSync } from "node:zlib";
import type { JsonValue } from "../../src/spec/mod.ts";

/** The wire format of a request by its path; `null` for what is no chat. */
function wireOf(path: string): string | null {
  if (path.endsWith("/chat/completions")) return "openai-chat";
  if (path.endsWith("/responses")) return "openai-responses";
  if (path.endsWith("/v1/messages")) return "anthropic-messages";
  if (/:(?:stream)?generateContent$/i.test(path)) return "gemini-generate-content";
  if (path.endsWith("/v2/chat")) return "cohere-chat";
  return path.endsWith("/api/chat") ? "ollama-chat" : null;
}

/** One recorded exchange with a chat API. */
export interface RecordedChat {
  readonly host: string;
  readonly wire: string;
  /** Without its query. */
  readonly path: string;
  readonly status: number;
  readonly body: JsonValue;
  readonly response: string;
}

/** All recorded chats in the folder of the fixtures whose request is JSON. */
export function* chatRequests(folder: string): Generator<RecordedChat> {
  const text = new TextDecoder().decode(
    gunzipSync(Deno.readFileSync(`${folder}/chat/interactions.ndjson.gz`)),
  );
  for (const line of text.trimEnd().split("\n")) {
    const { host, path, status, req, resp } = JSON.parse(line);
    const wire = wireOf(path.split(/[?#]/)[0]);
    if (wire !== null && req?.startsWith("{")) {
      yield { host, wire, path, status, body: JSON.parse(req), response: resp ?? "" };
    }
  }
}

/** A recorded error. */
export interface RecordedError {
  readonly host: string;
  readonly status: number;
  readonly midstream?: boolean;
  readonly body: string;
}

/** All recorded errors in the folder of the fixtures, those within streams too. */
export function recordedErrors(folder: string): RecordedError[] {
  const text = Deno.readTextFileSync(`${folder}/chat/errors.ndjson`);
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** The headers of all recorded responses, whatever their API. */
export function* recordedHeaders(
  folder: string,
): Generator<{ readonly host: string; readonly headers: { readonly [name: string]: string } }> {
  const text = new TextDecoder().decode(gunzipSync(Deno.readFileSync(`${folder}/chat/interactions.ndjson.gz`)));
  for (const line of text.trimEnd().split("\n")) {
    const { host, headers } = JSON.parse(line);
    yield { host, headers: headers ?? {} };
  }
}
