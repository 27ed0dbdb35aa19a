import type { Warning } from "./completion.ts";
import type { Endpoint } from "./endpoint.ts";
import type { CallFailure } from "./failure.ts";
import type { JsonValue } from "./json.ts";
import type { Usage } from "./completion.ts";
import type { WireRequest, WireResponse } from "./wire.ts";

/** Texts to embed, in no provider's dialect. */
export interface EmbeddingRequest {
  /** One vector each, in this order; at least one. */
  readonly inputs: readonly string[];
  /** The length of a vector, where the model lets one choose. */
  readonly dimensions?: number;
  /** What the vectors are for; some models embed the two sides of a search differently. */
  readonly purpose?: "query" | "document" | "similarity" | "classification" | "clustering";
  /** Fields that go into the body as they stand, under the provider's own names. */
  readonly extra?: { readonly [name: string]: JsonValue };
}

/** Vectors, in the order of the inputs. */
export interface EmbeddingResult {
  /** The model as the provider named it in the answer. */
  readonly model: string | null;
  /** One for each input. */
  readonly vectors: readonly (readonly number[])[];
  /** Its output tokens are 0. */
  readonly usage: Usage;
  /** The provider's own usage object. */
  readonly rawUsage: JsonValue;
  /** The cost as the provider reported it, in US dollars as a decimal string. */
  readonly reportedCostUsd: string | null;
  /** From the hand-over to the last byte; `null` where it was not timed. */
  readonly latencyMs: number | null;
  /** Those of the request first. */
  readonly warnings: readonly Warning[];
}

/** Vectors or a typed failure. */
export type EmbeddingOutcome =
  | { readonly ok: true; readonly result: EmbeddingResult }
  | { readonly ok: false; readonly failure: CallFailure };

/** How embeddings are asked for in one dialect: two pure and total functions. */
export interface EmbeddingFormat {
  /** `openai-embeddings`, … */
  readonly name: string;
  /** The credential as headers, where the endpoint has no `auth` of its own. */
  authorize(secret: string): { readonly [name: string]: string };
  /** Never throws: what the endpoint cannot take is left out and told in `warnings`. */
  toWire(request: EmbeddingRequest, endpoint: Endpoint): WireRequest;
  /** Never throws: as many vectors as `inputs` is told, or a typed failure. */
  fromWire(response: WireResponse, facts: { readonly inputs: number }): EmbeddingOutcome;
}
