import type { ProviderKey } from "./endpoint.ts";
import type { JsonValue } from "./json.ts";
import type { WireOutcome, WireResponse } from "./wire.ts";

/** How the credentials of a provider look. */
export interface KeyShape {
  /** For people, and for what stands in a credential's place: `openai-project-key`. */
  readonly name: string;
  /** What every such credential has in it, as it stands: a text is searched for it first, which is fast. `sk-proj-` */
  readonly prefix: string;
  /** Matches a whole credential, without anchors or groups that capture: `sk-proj-[\\w-]{20,}`. */
  readonly pattern: string;
  /** An invented credential of this shape, for tests and documentation: no one's key. */
  readonly example: string;
}

/** A part of a request that people have a name for. */
export interface Segment {
  /** `model`, `parameters`, `system`, `message 3` (from 1), `tools`, `response format`. */
  readonly name: string;
  /** Where it stands in the body, as a JSON Pointer; the empty string for what is put together from several places. */
  readonly pointer: string;
  /** As it stands in the body. */
  readonly value: JsonValue;
}

/** A response that a provider could have sent. */
export interface FaultResponse {
  /** As the provider uses it for the refusal: Anthropic's 529. */
  readonly status: number;
  /** Under lower-case names, the content type among them. */
  readonly headers: { readonly [name: string]: string };
  /** In the provider's own format and words. */
  readonly body: string;
}

/** In what way a provider refuses. */
export type Refusal =
  /** Too many requests; `afterMs` is how long to wait. */
  | { readonly kind: "rate_limit"; readonly afterMs: number }
  /** The provider has more to do than it can. */
  | { readonly kind: "overloaded" }
  /** 500 to 599. */
  | { readonly kind: "server_error"; readonly status: number };

/**
 * What the tape is told about a provider's traffic. The tape works without: it then knows requests as JSON and answers
 * as bytes.
 */
export interface WireLens {
  /** `anthropic` */
  readonly provider: ProviderKey;
  /** Where its API is, without a path or a trailing slash: `https://api.anthropic.com`; `null` for servers of one's own. */
  readonly origin: string | null;
  /** The wire format that it speaks: `anthropic-messages`. */
  readonly wire: string;
  /** Empty where its credentials cannot be told from other texts. */
  readonly keyShapes: readonly KeyShape[];
  /**
   * The names of the fields under which its answers mint ids and requests bring them back: `tool_call_id`,
   * `previous_response_id`, `signature`.
   */
  readonly mintedNames: readonly string[];
  /** The parts of a request's body, in their order; all of the body is in exactly one of them. Total. */
  segments(body: JsonValue): Segment[];
  /** What a response to a request of that URL says: an answer with its usage, or a typed failure. Total. */
  readAnswer(response: WireResponse, url?: string): WireOutcome;
  /** A refusal as this provider words it, with its own headers. */
  refusal(refusal: Refusal): FaultResponse;
  /** What breaks a stream off under HTTP 200, as it stands in the stream: one event, its empty line included. */
  streamError(): string;
}
