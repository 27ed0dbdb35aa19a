import type { ChatRequest, JsonObject, JsonValue } from "../../spec/mod.ts";

/** An answer as it came over the wire: `body` as JSON, or `lines` of text, each of which ends with a line feed. */
export interface GoldenResponse {
  /** 200 where it is not given. */
  readonly status?: number;
  /** Under lower-case names. */
  readonly headers?: { readonly [name: string]: string };
  /** The whole body. */
  readonly body?: JsonValue;
  /** Of a stream; an empty line ends an event. */
  readonly lines?: readonly string[];
}

/**
 * A fact about a wire format, written by hand: what a request is in its terms, or what an answer of its means. A file of
 * the folder `--golden` is one such object in JSON.
 */
export interface GoldenCase {
  /** For people; the file's name where it is not given. */
  readonly name?: string;
  /** `openai-chat` */
  readonly wire: string;
  /** Held against this provider alone, in whose dialect the request is; against all that speak the format where it is not given. */
  readonly provider?: string;
  /** What tells the endpoint from the provider's others: `deepinfra/fp8`. */
  readonly tag?: string;
  /** The id that goes out as the model; `model-1` where it is not given. */
  readonly wireModel?: string;
  /** In our terms. With it stand `body` and, where they matter, `path` and `warnings`. */
  readonly request?: ChatRequest;
  /** Of the request: `/chat/completions`. */
  readonly path?: string;
  /** The request as the wire has it, exactly. */
  readonly body?: JsonObject;
  /** For each warning a part of its message, in order: `["top_k"]`; none where it is not given. */
  readonly warnings?: readonly string[];
  /** With it stands `completion` or `failure`. */
  readonly response?: GoldenResponse;
  /** What the answer means, as far as it is named here. */
  readonly completion?: JsonObject;
  /** Which failure it is, as far as it is named here. */
  readonly failure?: JsonObject;
  /** A page of the provider's list of models; with it stands `models`. */
  readonly page?: JsonValue;
  /** What the models of the page are called in a request, in order. */
  readonly models?: readonly string[];
}
