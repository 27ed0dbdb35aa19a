import type { Credential } from "./credential.ts";
import type { Price } from "./price.ts";

/** `author/slug[:variant]`, the thing that users think of: `openai/gpt-4o`. */
export type ModelKey = string;
/** The operator that serves a model: `deepinfra`. */
export type ProviderKey = string;
/** One serving of one model by one provider: `meta-llama/llama-3.1-8b@deepinfra/fp8`. */
export type EndpointKey = string;

/** An endpoint that can be called: where it is, what it calls the model, what it costs. */
export interface Endpoint {
  /** `model@provider[/tag]`, the name under which recordings stand on the tape. */
  readonly key: EndpointKey;
  /** The same for all endpoints of a model, whatever they call it: see `wireModel`. */
  readonly model: ModelKey;
  /** Decides the dialect within the wire format too: `openai` refuses `top_k`. */
  readonly provider: ProviderKey;
  /** Without a trailing slash: `http://127.0.0.1:8091/v1`. */
  readonly baseUrl: string;
  /** The id that goes into the request's `model` field. */
  readonly wireModel: string;
  /** The wire format that it speaks: `openai-chat`. */
  readonly wire: string;
  /** `null`: its price is unknown, and so is the cost of its answers. */
  readonly price: Price | null;
  /** `null`: it needs no key. */
  readonly credential: Credential | null;
}
