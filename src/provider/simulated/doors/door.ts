import type { ChatRequest, FaultResponse, JsonObject } from "../../../spec/mod.ts";
import type { RateState } from "../_rate_limiter.ts";
import type { RequestProblem } from "../_refused.ts";
import type { SimulatedAnswer } from "../simulated_answer.ts";
import type { SimulatedEndpoint } from "../simulated_endpoint.ts";

/** A part of a stream that goes out at once. */
export interface StreamPiece {
  /** As it stands in the body. */
  readonly text: string;
  /** How many tokens it carries: it goes out when the last of them is made. */
  readonly tokens: number;
}

/** What a door knows beside an answer. */
export interface AnswerFacts {
  /** The request's, for what has no name in a `ChatRequest`. */
  readonly body: JsonObject;
  /** Of the request's URL. */
  readonly query: URLSearchParams;
  /** To the first token, as the laws have it. */
  readonly ttftMs: number;
  /** From the first token to the last. */
  readonly writingMs: number;
}

/** Why a request is not answered. */
export type DoorError =
  | RequestProblem
  | { readonly kind: "no_json" }
  | { readonly kind: "no_route"; readonly path: string }
  | { readonly kind: "no_model"; readonly model: string };

/** A vector for each text, and what it took to make them. */
export interface Embedded {
  readonly model: string;
  readonly vectors: readonly (readonly number[])[];
  readonly tokens: number;
}

/** What a request for embeddings asks for. */
export interface EmbeddingAsked {
  readonly texts: readonly string[];
  /** `null`: as many as the model has. */
  readonly dimensions: number | null;
}

/** What one door's path means. */
export type Route =
  | { readonly kind: "chat"; readonly model: string | null; readonly stream: boolean | null }
  | { readonly kind: "embeddings"; readonly model: string | null }
  | { readonly kind: "models" }
  | { readonly kind: "model"; readonly model: string | null }
  | { readonly kind: "said"; readonly text: string; readonly type: string };

/** One wire format, from the server's side: pure functions that write what its readers read. */
export interface Door {
  /** Goes before the path where a path alone does not tell doors apart: `openai`; also the row whose errors it has. */
  readonly name: string;
  /** The format of its requests: `openai-chat`. */
  readonly wire: string;
  /** The content type of a stream. */
  streamType(facts: Pick<AnswerFacts, "query">): string;
  /** What a request is about; `null`: nothing of this door's. What is `null` in it stands in the body. */
  route(method: string, path: string): Route | null;
  /** Whether a body asks for a stream, where the path does not say. */
  isStream(body: JsonObject): boolean;
  /** What is wrong with a body before it is read as a chat request; `null`: nothing. */
  problem(body: JsonObject): RequestProblem | null;
  /** A request as this format means it, where a value of a field is no value elsewhere. */
  meant?(request: ChatRequest): ChatRequest;
  /** A whole answer. */
  plain(answer: SimulatedAnswer, facts: AnswerFacts): JsonObject;
  /** The same answer in pieces. */
  stream(answer: SimulatedAnswer, facts: AnswerFacts): StreamPiece[];
  /** What breaks a stream off, from the words that the provider has for it. */
  streamError(words: string, facts: Pick<AnswerFacts, "query">): string;
  /** Whether the text of the reasoning is told. */
  tellsReasoning(asked: boolean | undefined): boolean;
  /** Headers of every answer. */
  headers(id: string): { readonly [name: string]: string };
  /** Headers that tell how a limit stands, where this format has some. */
  rateHeaders(state: RateState, now: Date): { readonly [name: string]: string };
  /** An error in this format's words. */
  error(error: DoorError): FaultResponse;
  /** The list of models. */
  models(endpoints: readonly SimulatedEndpoint[], query: URLSearchParams): JsonObject;
  /** One model. */
  model(endpoint: SimulatedEndpoint): JsonObject;
  /** What is to be embedded; `null` where the body does not say. */
  embeddingAsked(body: JsonObject): EmbeddingAsked | null;
  /** The vectors as this format writes them. */
  embeddings(embedded: Embedded, body: JsonObject): JsonObject;
}
