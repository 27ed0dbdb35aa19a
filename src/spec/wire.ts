import type { AnswerDelta } from "./answer_delta.ts";
import type { ChatRequest } from "./chat.ts";
import type { Completion, Warning } from "./completion.ts";
import type { Endpoint } from "./endpoint.ts";
import type { CallFailure } from "./failure.ts";
import type { TransportFailure } from "./fetch.ts";
import type { JsonObject } from "./json.ts";
import type { Cut } from "./timing.ts";

/** A request in a provider's dialect. The credential is not in it: the exchange adds it last. */
export interface WireRequest {
  /** No wire format needs another one. */
  readonly method: "POST";
  /** Goes behind the endpoint's base URL: `/chat/completions`. */
  readonly path: string;
  /** Under lower-case names. */
  readonly headers: { readonly [name: string]: string };
  /** Goes out as JSON, in this order of fields. */
  readonly body: JsonObject;
  /** What could not be carried. */
  readonly warnings: readonly Warning[];
}

/** A whole response as it came, with the time of each of its chunks. */
export interface WireResponse {
  /** Errors come under 200 too. */
  readonly status: number;
  /** In a replay, those that the tape keeps. */
  readonly headers: Headers;
  /** All bytes that came, also when more were to come. */
  readonly body: Uint8Array;
  /** Empty where the chunks were not timed. */
  readonly cuts: readonly Cut[];
  /** When the headers came, in milliseconds from the hand-over. */
  readonly headersMs: number;
  /** Set when the transport failed within the body. */
  readonly failure?: TransportFailure;
}

/** An answer or a typed failure. */
export type WireOutcome =
  | { readonly ok: true; readonly completion: Completion }
  | { readonly ok: false; readonly failure: CallFailure };

/** A wire format: pure and total functions, there and back. */
export interface WireFormat {
  /** `openai-chat`, … */
  readonly name: string;
  /** The credential as headers, where the endpoint has no `auth` of its own. */
  authorize(secret: string): { readonly [name: string]: string };
  /** Never throws: what the endpoint cannot take is left out and told in `warnings`. */
  toWire(request: ChatRequest, endpoint: Endpoint): WireRequest;
  /** Never throws: whatever came is an answer or a typed failure. */
  fromWire(response: WireResponse): WireOutcome;
  /**
   * The chat request that a body means, the way back from `toWire`: what has no name stands in an `extra` or a native
   * part. `path` is the request's, with its query, as one format says there whether it streams. Never throws.
   */
  fromRequest(body: JsonObject, path: string): ChatRequest;
  /**
   * Begin to read an answer while it comes: what comes back is given the chunks of the body, and `tell` the pieces of a
   * streamed answer as soon as they are whole. What cannot be told so, such as an answer in one body, is left to
   * `fromWire`. Never throws. Absent: answers of this format are known when they are whole.
   */
  follow?(headers: Headers, tell: (delta: AnswerDelta) => void): (chunk: Uint8Array) => void;
}

/** What a client is given for one call. */
export interface ChatClientOptions {
  /** The way to the network; what it throws, the client lets through or turns into an error of its own. */
  readonly fetch: typeof fetch;
  /** Aborts the call. */
  readonly signal?: AbortSignal;
}

/**
 * A client of somebody else's making, for providers whose requests are not ours to write. It stands where a wire format
 * stands, and makes one HTTP request for one call.
 */
export interface ChatClient {
  /** For people: `openai.chat gpt-4o`. */
  readonly name: string;
  /**
   * Make the call. It throws when there is no answer; why there is none is read from the response. The timing is taken
   * from there too, and so is the usage, as far as `readAnswer` knows the response.
   */
  call(request: ChatRequest, endpoint: Endpoint, options: ChatClientOptions): Promise<Completion>;
  /** What the response of a request to that URL says by itself. Never throws. */
  readAnswer(response: WireResponse, url: string): WireOutcome;
}
